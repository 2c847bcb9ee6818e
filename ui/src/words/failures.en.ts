import type { FailureCode } from '../contract';

/** What happened (`message`) and what to do about it (`hint`). */
export type FailureTexts = Record<FailureCode, { message: string; hint: string }>;

export const failures: FailureTexts = {
  bad_address: {
    message: 'This address cannot belong to Novatrade24',
    hint: 'It must start with https:// and hold no user name',
  },
  unreachable: {
    message: 'Novatrade24 cannot be reached',
    hint: 'Check the network of this computer. What you do is kept and sent later',
  },
  tls_unknown_issuer: {
    message: 'The secure connection is signed by somebody this computer does not trust',
    hint: 'Often a company proxy stands between. Ask your IT department to install its certificate on this computer',
  },
  tls: {
    message: 'The secure connection could not be made',
    hint: 'Check the date and time of this computer, then try again',
  },
  timeout: {
    message: 'Novatrade24 did not answer in time',
    hint: 'It is tried again by itself',
  },
  connection_lost: {
    message: 'The connection broke before the answer came',
    hint: 'It is tried again by itself, without doing anything twice',
  },
  credentials: {
    message: 'Novatrade24 refused the client id or the secret',
    hint: 'Check both. A new secret is made in the web application of Novatrade24; what waits is kept',
  },
  not_the_api: {
    message: 'Something else than Novatrade24 answered',
    hint: 'Perhaps a proxy stands between, or the address is wrong. Check it, or ask your IT department',
  },
  captive_portal: {
    message: 'This network wants you to sign in first',
    hint: 'Open a browser and sign in to the network, then try again here. What you do meanwhile is kept',
  },
  bad_answer: {
    message: 'The answer of Novatrade24 could not be read',
    hint: 'Look for a newer version of Waybill',
  },
  dpa_not_accepted: {
    message: 'The data processing agreement is not accepted yet',
    hint: 'An administrator accepts it in the web application of Novatrade24',
  },
  capability_required: {
    message: 'Your organization is not allowed to do this',
    hint: 'Ask Novatrade24 to enable it for your organization',
  },
  seller_not_authorized: {
    message: 'Your organization may not act for this seller',
    hint: 'Choose another seller in the settings, or ask Novatrade24 to authorize you',
  },
  not_found: {
    message: 'Novatrade24 does not know this entry',
    hint: 'It may have been removed in the web application',
  },
  version_mismatch: {
    message: 'It was changed elsewhere in the meantime',
    hint: 'Compare both in the outbox and decide which one counts',
  },
  exists_with_other_data: {
    message: 'It exists already, with other data',
    hint: 'Compare both in the outbox and decide which one counts',
  },
  milestone_already_set: {
    message: 'This step is confirmed already',
    hint: 'Nothing more is needed; your entry can be withdrawn',
  },
  validation: {
    message: 'Novatrade24 refused some fields',
    hint: 'Correct the marked fields and send again',
  },
  request_refused: {
    message: 'Novatrade24 refused the request',
    hint: 'Quote the trace id to the support of Novatrade24',
  },
  rate_limited: {
    message: 'The request budget of your organization is used up',
    hint: 'It is tried again by itself when the budget is refilled',
  },
  server_error: {
    message: 'Novatrade24 has a fault',
    hint: 'It is tried again by itself. Your data is not the cause',
  },
  unconfirmed: {
    message: 'It may have arrived, and nobody can tell',
    hint: 'Look in the web application of Novatrade24, then say whether it arrived',
  },
  file_gone: {
    message: 'The file is not there any more',
    hint: 'Choose it again where it lies now',
  },
  file_changed: {
    message: 'The file changed while it was read',
    hint: 'Wait until the other program has saved it, then choose it again',
  },
  file_damaged: {
    message: 'The copy of this file on this computer is missing or damaged',
    hint: 'Choose the same file again; it takes the place of the damaged copy',
  },
  file_empty: {
    message: 'The file is empty',
    hint: 'Choose the file with the content',
  },
  file_too_large: {
    message: 'The file is too large: {size}',
    hint: 'At most {limit} are taken. Scan it with fewer dots per inch',
  },
  file_kind: {
    message: 'The content is no PDF, JPEG or PNG',
    hint: 'Save or scan it as a PDF',
  },
  not_a_file: {
    message: 'This is a folder or a link, not a file',
    hint: 'Choose the files in it',
  },
  disk_full: {
    message: 'The disk of this computer is full',
    hint: 'Free some space. What was saved before is safe',
  },
  newer_database: {
    message: 'This data was written by a newer version of Waybill',
    hint: 'Install the newest version and open it again',
  },
  database_damaged: {
    message: 'The data on this computer is damaged',
    hint: 'Restore a backup. What is damaged is kept beside it',
  },
  in_use: {
    message: 'Another Waybill has this data open',
    hint: 'Close the other one, then try again',
  },
  wrong_key: {
    message: 'The key does not open this data',
    hint: 'Was the data copied from another computer? It opens only with the key of that one',
  },
  key_missing: {
    message: 'The key of this data is not in the keychain',
    hint: 'Sign in to this computer as the person who made the data',
  },
  keychain_locked: {
    message: 'The keychain of this computer is locked',
    hint: 'Unlock it, then try again',
  },
  passphrase_needed: {
    message: 'No keychain answers on this computer',
    hint: 'Set a passphrase that protects the data instead',
  },
  wrong_passphrase: {
    message: 'This is not the passphrase',
    hint: 'Check capital letters and the keyboard layout',
  },
  passphrase_too_short: {
    message: 'The passphrase is too short',
    hint: 'At least {minimum} characters are needed',
  },
  other_organization: {
    message: 'This data belongs to another organization',
    hint: 'Nothing was mixed. Make a new connection for these credentials',
  },
  form_incomplete: {
    message: 'Something in the form must be corrected first',
    hint: 'Go through the marked fields',
  },
  gone: {
    message: 'It was removed in the meantime',
    hint: 'Go back to the list',
  },
  not_open: {
    message: 'No connection is open',
    hint: 'Open one on the first screen',
  },
  already_sent: {
    message: 'It was sent already and cannot be taken back',
    hint: 'Correct it with a change instead',
  },
  not_ready_yet: {
    message: 'There is no file to open yet',
    hint: 'It appears here as soon as Novatrade24 has made it',
  },
  cannot_open: {
    message: 'No program on this computer opens this file',
    hint: 'Save it and open it with a program of your choice',
  },
  cannot_save: {
    message: 'The file cannot be saved there',
    hint: 'Choose another folder',
  },
  internal: {
    message: 'Waybill made a mistake',
    hint: 'What was saved is safe. Try again; if it stays so, restart Waybill',
  },
};
