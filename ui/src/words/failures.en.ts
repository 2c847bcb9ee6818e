import type { FailureCode } from '../contract';

/** The event (`message`) and the remedy (`hint`) of each failure. */
export type FailureTexts = Record<FailureCode, { message: string; hint: string }>;

export const failures: FailureTexts = {
  bad_address: {
    message: 'This is not an address of NT24',
    hint: 'It must start with https:// and contain no user name',
  },
  unreachable: {
    message: 'NT24 cannot be reached',
    hint: 'Check the network of this computer. Your work is kept and sent later',
  },
  tls_unknown_issuer: {
    message: 'This computer does not trust the certificate of the secure connection',
    hint: 'Often a company proxy is the cause. Ask your IT department to install its certificate on this computer',
  },
  tls: {
    message: 'The secure connection failed',
    hint: 'Check the date and time of this computer, then try again',
  },
  timeout: {
    message: 'NT24 did not answer in time',
    hint: 'Waybill tries again automatically',
  },
  connection_lost: {
    message: 'The connection was lost before NT24 answered',
    hint: 'Waybill tries again automatically; nothing is done twice',
  },
  credentials: {
    message: 'NT24 refused the client id or the secret',
    hint: 'Check both. You can create a new secret in the web application of NT24. Waiting entries are kept',
  },
  not_the_api: {
    message: 'The answer did not come from NT24',
    hint: 'A proxy or a wrong address may be the cause. Check the address, or ask your IT department',
  },
  captive_portal: {
    message: 'This network asks you to sign in first',
    hint: 'Sign in to the network in a browser, then try again here. Your work is kept',
  },
  bad_answer: {
    message: 'Waybill cannot read the answer of NT24',
    hint: 'Install the newest version of Waybill',
  },
  dpa_not_accepted: {
    message: 'The data processing agreement is not accepted yet',
    hint: 'An administrator can accept it in the web application of NT24',
  },
  capability_required: {
    message: 'Your organization is not allowed to do this',
    hint: 'Ask NT24 to enable it for your organization',
  },
  seller_not_authorized: {
    message: 'Your organization may not act for this seller',
    hint: 'Choose another seller in the settings, or ask NT24 to authorize you',
  },
  not_found: {
    message: 'NT24 does not have this record',
    hint: 'It may have been removed in the web application',
  },
  version_mismatch: {
    message: 'Someone else has changed it',
    hint: 'Compare both versions in the outbox and decide which one counts',
  },
  exists_with_other_data: {
    message: 'It already exists, with other data',
    hint: 'Compare both versions in the outbox and decide which one counts',
  },
  milestone_already_set: {
    message: 'This step is already confirmed',
    hint: 'Nothing is left to do; you can withdraw your entry',
  },
  validation: {
    message: 'NT24 did not accept some fields',
    hint: 'Correct the marked fields and send again',
  },
  request_refused: {
    message: 'NT24 refused the request',
    hint: 'Give the trace id to the support of NT24',
  },
  rate_limited: {
    message: 'The request limit of your organization is reached',
    hint: 'Waybill tries again automatically when new requests are allowed',
  },
  server_error: {
    message: 'NT24 has a technical problem',
    hint: 'Waybill tries again automatically. Your data is not the cause',
  },
  unconfirmed: {
    message: 'It is not certain whether it arrived',
    hint: 'Look in the web application of NT24, then enter here whether it arrived',
  },
  file_gone: {
    message: 'The file is no longer there',
    hint: 'Choose it in its new folder',
  },
  file_changed: {
    message: 'The file changed while it was being read',
    hint: 'Wait until the other program has saved it, then choose it again',
  },
  file_damaged: {
    message: 'The copy of this file on this computer is missing or damaged',
    hint: 'Choose the same file again to replace the damaged copy',
  },
  file_empty: {
    message: 'The file is empty',
    hint: 'Choose a file with content',
  },
  file_too_large: {
    message: 'The file is too large: {size}',
    hint: 'The limit is {limit}. Scan it with a lower resolution',
  },
  file_too_large_for_server: {
    message: 'Novatrade24 refused the file as too large',
    hint: 'Its limit is not documented. Scan the document with fewer dots per inch, or split it',
  },
  file_kind: {
    message: 'The file is not a PDF, JPEG or PNG',
    hint: 'Save or scan it as a PDF',
  },
  not_a_file: {
    message: 'This is not a file on this computer',
    hint: 'Choose the files in a folder, or save the file on this computer first',
  },
  disk_full: {
    message: 'The disk of this computer is full',
    hint: 'Free some space. Everything saved before is safe',
  },
  newer_database: {
    message: 'This data was written by a newer version of Waybill',
    hint: 'Install the newest version, then open the data again',
  },
  database_damaged: {
    message: 'The data on this computer is damaged',
    hint: 'Restore a backup. The damaged data is kept beside it',
  },
  in_use: {
    message: 'This data is open in another Waybill',
    hint: 'Close the other one, then try again',
  },
  wrong_key: {
    message: 'The key does not open this data',
    hint: 'Was the data copied from another computer? Only the key of that computer opens it',
  },
  key_missing: {
    message: 'The key of this data is not in the keychain',
    hint: 'Sign in to this computer with the account that created the data',
  },
  keychain_locked: {
    message: 'The keychain of this computer is locked',
    hint: 'Unlock it, then try again',
  },
  keychain_not_set_up: {
    message: 'The keychain of this computer is not set up',
    hint: 'Create its default keyring in the program for passwords and keys, or use a passphrase',
  },
  keychain_silent: {
    message: 'The keychain of this computer does not answer',
    hint: 'Look for a window that asks for its password, then try again',
  },
  key_damaged: {
    message: 'The protected key of this data is damaged',
    hint: 'The passphrase is not the cause. Restore the file connections.json from a backup of this computer',
  },
  passphrase_needed: {
    message: 'This computer has no usable keychain',
    hint: 'Set a passphrase to protect the data instead',
  },
  wrong_passphrase: {
    message: 'The passphrase is not correct',
    hint: 'Check Caps Lock and the keyboard layout',
  },
  passphrase_too_short: {
    message: 'The passphrase is too short',
    hint: 'Use at least {minimum} characters',
  },
  other_organization: {
    message: 'This data belongs to another organization',
    hint: 'No data was mixed. Create a new connection for these credentials',
  },
  move_waits: {
    message: 'The data stays where it is. Entries that are still in the outbox: {count}',
    hint: 'Wait until everything is sent, and decide on what is open; then move the data',
  },
  address_in_use: {
    message: 'Waybill has data of this organization at this address already',
    hint: 'Open that connection, or check the addresses',
  },
  unlock_first: {
    message: 'The data to be moved is locked',
    hint: 'Open and unlock that connection, then move it in its settings',
  },
  form_incomplete: {
    message: 'Some fields must be corrected first',
    hint: 'Go through the marked fields',
  },
  gone: {
    message: 'It has been removed',
    hint: 'Go back to the list',
  },
  not_open: {
    message: 'No connection is open',
    hint: 'Open one on the first screen',
  },
  already_sent: {
    message: 'It is already sent and cannot be taken back',
    hint: 'Send a change to correct it',
  },
  step_held: { message: 'This cannot be done yet', hint: '{held}' },
  not_ready_yet: {
    message: 'The file is not ready yet',
    hint: 'It appears here as soon as NT24 has created it',
  },
  cannot_open: {
    message: 'This computer has no program for this file',
    hint: 'Save the file and open it with a program of your choice',
  },
  cannot_save: {
    message: 'The file cannot be saved in this folder',
    hint: 'Choose another folder',
  },
  unsafe_link: {
    message: 'Novatrade24 gave a link that is not safe to open',
    hint: 'It is not encrypted, or no web address. Tell Novatrade24’s support',
  },
  no_browser: {
    message: 'No browser could be started',
    hint: 'Copy the link and open it yourself',
  },
  no_clipboard: {
    message: 'The link could not be copied',
    hint: 'Open it in the browser instead',
  },
  internal: {
    message: 'Something went wrong in Waybill',
    hint: 'Your saved data is safe. Try again; if it happens again, restart Waybill',
  },
};
