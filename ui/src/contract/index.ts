// Generated from crates/desk/src/commands.rs; `cargo xtask contract` writes it again.

export type Nothing = Record<symbol, never>;

export type ById = { 
/**
 * Identifier.
 */
id: string, };

export type WithReason = { 
/**
 * Identifier.
 */
id: string, 
/**
 * 1 to 500 characters, kept for the audit.
 */
reason: string, };

export type Search = { 
/**
 * Words; empty finds all.
 */
text: string, 
/**
 * How many to leave out.
 */
offset: number, 
/**
 * How many at most.
 */
limit: number, };

export type Saved = { 
/**
 * False if the user cancelled.
 */
saved: boolean, };

export type MoneyAmount = { 
/**
 * Minor units.
 */
value: number, 
/**
 * ISO 4217.
 */
currency: string, };

export type SubjectKind = "buyer" | "order" | "draft";

export type Subject = { 
/**
 * Which of them.
 */
kind: SubjectKind, 
/**
 * Identifier.
 */
id: string, 
/**
 * Company name, or order number.
 */
label: string, };

export type Severity = "error" | "warning" | "info";

export type Finding = { 
/**
 * The rule, for example `vat.format`.
 */
rule: string, 
/**
 * How bad.
 */
severity: Severity, 
/**
 * Path of the form's field, for example `vehicles[0].vin`; empty for the whole form.
 */
field: string, 
/**
 * Values for the words.
 */
params: { [key in string]: string }, 
/**
 * Article of law, standard, or page of NT24's documentation. `None` if the finding is about the state of
 * this desk.
 */
source: string | null, };

export type Fact = { 
/**
 * For example `invoice.number`.
 */
key: string, 
/**
 * Values for the words.
 */
params: { [key in string]: string }, };

export type Who = { "who": "user", 
/**
 * The name.
 */
name: string, } | { "who": "thisDesk" } | { "who": "elsewhere" } | { "who": "nt24" } | { "who": "records" };

export type ValueChange = { 
/**
 * Name of the field in the API.
 */
field: string, 
/**
 * The value before; `None` if there was none.
 */
from: string | null, 
/**
 * The value since; `None` if it was removed.
 */
to: string | null, };

export type HistoryEntry = { 
/**
 * The moment, or the day where only that is known.
 */
at: string, 
/**
 * The one who took the step.
 */
by: Who, 
/**
 * The step, and how far it is.
 */
fact: Fact, 
/**
 * The values that it set or changed.
 */
changes: Array<ValueChange>, };

export type FailureCode = "bad_address" | "unreachable" | "tls_unknown_issuer" | "tls" | "timeout" | "connection_lost" | "credentials" | "not_the_api" | "captive_portal" | "bad_answer" | "dpa_not_accepted" | "capability_required" | "seller_not_authorized" | "not_found" | "version_mismatch" | "exists_with_other_data" | "milestone_already_set" | "validation" | "request_refused" | "rate_limited" | "server_error" | "unconfirmed" | "file_gone" | "file_changed" | "file_damaged" | "file_empty" | "file_too_large" | "file_too_large_for_server" | "file_kind" | "not_a_file" | "disk_full" | "newer_database" | "database_damaged" | "in_use" | "wrong_key" | "key_missing" | "keychain_locked" | "keychain_not_set_up" | "keychain_silent" | "key_damaged" | "passphrase_needed" | "wrong_passphrase" | "passphrase_too_short" | "other_organization" | "move_waits" | "address_in_use" | "unlock_first" | "form_incomplete" | "gone" | "not_open" | "already_sent" | "step_held" | "not_ready_yet" | "cannot_open" | "cannot_save" | "unsafe_link" | "no_browser" | "no_clipboard" | "internal";

export type FieldProblem = { 
/**
 * Path of the form's field; empty for the whole form.
 */
field: string, 
/**
 * The server's own words.
 */
message: string, };

export type Failure = { 
/**
 * The code.
 */
code: FailureCode, 
/**
 * Values for the words.
 */
params: { [key in string]: string }, 
/**
 * The server's own words, where it said any.
 */
detail: string | null, 
/**
 * To be quoted to NT24's support.
 */
traceId: string | null, 
/**
 * Fields that were refused.
 */
fields: Array<FieldProblem>, 
/**
 * Findings that must be mended first.
 */
findings: Array<Finding>, };

export type Language = "system" | "en" | "de";

export type Appearance = "system" | "light" | "dark";

export type Zoom = number;

export type Settings = { 
/**
 * Language.
 */
language: Language, 
/**
 * Appearance.
 */
appearance: Appearance, 
/**
 * The size of everything in the window.
 */
zoom: Zoom, 
/**
 * Idle minutes after which the data is locked; 0: never. `None`: the user has not chosen, see
 * `Session::lock_after_minutes`.
 */
lockAfterMinutes: number | null, 
/**
 * The user's name, for the history; empty if it was not given.
 */
name: string, };

export type SettingsChange = { 
/**
 * Language.
 */
language?: Language, 
/**
 * Appearance.
 */
appearance?: Appearance, 
/**
 * The size of everything in the window.
 */
zoom?: Zoom, 
/**
 * Idle minutes after which the data is locked; 0: never.
 */
lockAfterMinutes?: number, 
/**
 * The user's name; spaces around it are removed.
 */
name?: string, };

export type ConnectionKind = "sandbox" | "novatrade24";

export type Connection = { 
/**
 * Identifier.
 */
id: string, 
/**
 * The kind.
 */
kind: ConnectionKind, 
/**
 * Name of the organization, and the host of its server unless that is NT24's production.
 */
name: string, 
/**
 * The hosts of its server. `None` for the sandbox, and until they are known.
 */
hosts: Hosts | null, };

export type Seller = { 
/**
 * Identifier.
 */
id: string, 
/**
 * Company name.
 */
name: string, 
/**
 * ISO 3166-1 alpha-2.
 */
country: string | null, };

export type Capabilities = { 
/**
 * Buyers in mode `MARKETPLACE_LED`.
 */
marketplaceLedKyc: boolean, 
/**
 * Orders with more than one vehicle.
 */
multiVinOrders: boolean, 
/**
 * Contact persons of buyers.
 */
contactPersonalData: boolean, };

export type Stage = { "at": "start" } | { "at": "opening", 
/**
 * The connection.
 */
connection: Connection, } | { "at": "locked", 
/**
 * The connection.
 */
connection: Connection, 
/**
 * The lock.
 */
by: LockedBy, 
/**
 * Whether sending and reading go on: only the page is locked.
 */
sends: boolean, } | { "at": "broken", 
/**
 * The connection.
 */
connection: Connection, 
/**
 * Why.
 */
failure: Failure, } | { "at": "open", 
/**
 * The connection.
 */
connection: Connection, };

export type KeyHome = "keychain" | "passphrase" | "memory";

export type LockedBy = "keychain" | "passphrase";

export type Protect = { 
/**
 * A passphrase; `None` for the operating system's keychain.
 */
passphrase: string | null, };

export type Session = { 
/**
 * Where the program stands.
 */
stage: Stage, 
/**
 * All connections that are known.
 */
connections: Array<Connection>, 
/**
 * Name of the organization, when open.
 */
organization: string | null, 
/**
 * Sellers that it may act for.
 */
sellers: Array<Seller>, 
/**
 * The seller that is worked for.
 */
seller: string | null, 
/**
 * The rights of the organization.
 */
capabilities: Capabilities, 
/**
 * Where the key is kept.
 */
keyHome: KeyHome | null, 
/**
 * Whether the program waits for the keychain, which may be asking the user for a password.
 */
waitsForKeychain: boolean, 
/**
 * Whether a decrypted copy that the user opened could not be removed: another program still has it open.
 */
openedLeft: boolean, 
/**
 * The user's settings.
 */
settings: Settings, 
/**
 * Idle minutes after which the data is locked; 0: never. If the user has not chosen, it is locked only where
 * a passphrase protects it.
 */
lockAfterMinutes: number, 
/**
 * Version of the program.
 */
version: string, 
/**
 * Largest file that is taken, in bytes.
 */
fileLimit: number, };

export type Hosts = { 
/**
 * Of the API.
 */
api: string, 
/**
 * Of the token endpoint.
 */
token: string, };

export type Addresses = { 
/**
 * Base of the API.
 */
apiUrl: string, 
/**
 * The token endpoint; empty as in [`Credentials`].
 */
tokenUrl: string, };

export type Destination = { 
/**
 * The hosts.
 */
hosts: Hosts, 
/**
 * Whether both are NT24's own. Otherwise the user is asked first.
 */
isNt24: boolean, };

export type Credentials = { 
/**
 * Base of the API, for example `https://api.novatrade24.com/v1`.
 */
apiUrl: string, 
/**
 * The token endpoint; empty: derived from the API's host where it is one of NT24's.
 */
tokenUrl: string, 
/**
 * Client id.
 */
clientId: string, 
/**
 * Client secret, 64 characters or more. Never comes back.
 */
clientSecret: string, };

export type MoveConnection = { 
/**
 * The connection with the data.
 */
connection: string, 
/**
 * The new addresses, and the credentials for them.
 */
credentials: Credentials, };

export type NewSecret = { 
/**
 * Client secret.
 */
clientSecret: string, };

export type ConnectionTest = { 
/**
 * Name of the organization.
 */
organization: string, 
/**
 * Sellers that it may act for.
 */
sellers: Array<Seller>, 
/**
 * Connections with data of the same organization at another server, if there is none at this one.
 */
elsewhere: Array<string>, };

export type Passphrase = { 
/**
 * The passphrase.
 */
passphrase: string, };

export type Link = { "state": "unknown" } | { "state": "online" } | { "state": "offline", 
/**
 * Since when.
 */
since: string, 
/**
 * Why.
 */
failure: Failure, 
/**
 * When it is tried next.
 */
nextTryAt: string | null, } | { "state": "needsYou", 
/**
 * The reason.
 */
failure: Failure, };

export type Budget = { 
/**
 * `read` or `write`.
 */
category: string, 
/**
 * Requests in a window.
 */
limit: number, 
/**
 * Requests that are left.
 */
remaining: number, 
/**
 * When the window ends.
 */
resetsAt: string, };

export type ReadingProgress = { 
/**
 * Orders that were read.
 */
read: number, 
/**
 * Orders that NT24 has, as far as its list was read.
 */
total: number, };

export type Status = { 
/**
 * The connection.
 */
link: Link, 
/**
 * When the list of orders at NT24 was last read to its end.
 */
lastSyncAt: string | null, 
/**
 * How far the first reading of the orders is; `None` once all were read.
 */
reading: ReadingProgress | null, 
/**
 * Buyers and orders at NT24 that cannot be read. Each is tried again by itself.
 */
unreadable: number, 
/**
 * Entries that wait to be sent.
 */
waiting: number, 
/**
 * Entries that are being sent.
 */
inFlight: number, 
/**
 * Entries that the user must decide on, or has stopped.
 */
parked: number, 
/**
 * Whether the user has paused the outbox.
 */
paused: boolean, 
/**
 * Whether today's copy of the data could not be made.
 */
copyFailed: boolean, 
/**
 * Bytes of the upload in flight, all together.
 */
upload: PaperProgress | null, 
/**
 * Request budget.
 */
budget: Array<Budget>, 
/**
 * Whether the sandbox's network is plugged in; `None` without a sandbox.
 */
sandboxNetwork: boolean | null, };

export type SandboxNetwork = { 
/**
 * Plugged in.
 */
up: boolean, };

export type StartSandbox = { 
/**
 * With the buyers and orders of a made-up dealership; else empty. A sandbox that exists stays as it is.
 */
demo?: boolean, };

export type SandboxAct = "editInvoice" | "editOrder" | "cancelOrder" | "blockBuyer" | "unblockBuyer" | "identityVerified" | "identityRejected" | "viesValid" | "viesInvalid" | "viesSilent" | "dayForward" | "weekForward" | "monthForward" | "slow" | "busy" | "failing" | "noTrouble";

export type PlaySandbox = { 
/**
 * The act.
 */
act: SandboxAct, 
/**
 * The buyer or order on the screen, where the act is on one.
 */
subject: string | null, };

export type SandboxFor = { 
/**
 * Its id.
 */
subject?: string, };

export type TryAnswer = "valid" | "invalid" | "silent" | "later";

export type TryNumber = { 
/**
 * The number.
 */
vatNumber: string, 
/**
 * The answer of VIES.
 */
answer: TryAnswer, };

export type SandboxPanel = { 
/**
 * The sandbox's time.
 */
now: string, 
/**
 * Whether its network is plugged in.
 */
network: boolean, 
/**
 * How many of the next requests have trouble; 0: none.
 */
trouble: number, 
/**
 * The buyer or order on the screen, if NT24 knows it.
 */
subject: Subject | null, 
/**
 * The acts that are possible now.
 */
acts: Array<SandboxAct>, 
/**
 * Numbers that this desk has no buyer with.
 */
numbers: Array<TryNumber>, };

export type KycMode = "marketplaceLed" | "nt24Led";

export type BuyerRow = { 
/**
 * Identifier.
 */
id: string, 
/**
 * Company name.
 */
name: string, 
/**
 * VAT number.
 */
vatNumber: string, 
/**
 * ISO 3166-1 alpha-2.
 */
country: string | null, 
/**
 * The party that checks the buyer.
 */
kycMode: KycMode, 
/**
 * Whether NT24's checks were read, or the buyer is only at this desk.
 */
known: boolean, 
/**
 * KYC state.
 */
kyc: Kyc, 
/**
 * Whose turn it is.
 */
turn: Turn, 
/**
 * The first open step; `None` if nothing is open, or it is not known.
 */
reason: Reason | null, 
/**
 * Whether NT24 refuses the buyer for new orders, or will once the block that waits is sent.
 */
blocked: boolean, 
/**
 * Whether all of it has been sent.
 */
sendState: SendState, 
/**
 * How many orders it has.
 */
orders: number, 
/**
 * When it last changed.
 */
updatedAt: string, 
/**
 * Whether NT24, another desk or staff has changed it since the user saw it here.
 */
unseen: boolean, };

export type BuyerList = { 
/**
 * The part.
 */
rows: Array<BuyerRow>, 
/**
 * How many there are in all.
 */
total: number, };

export type Kyc = { 
/**
 * `INCOMPLETE`, `VALID`, `INVALID`; `None` before NT24 knows the buyer.
 */
overall: string | null, 
/**
 * `VALID`, `INVALID`, `PENDING`, `UNKNOWN`.
 */
vies: string | null, 
/**
 * When VIES last answered.
 */
viesAt: string | null, 
/**
 * Whether all documents are there. It says nothing about a buyer whom NT24 checks.
 */
documentsComplete: boolean | null, 
/**
 * Of a buyer whom NT24 checks: `NOT_STARTED`, `IN_PROGRESS`, `VERIFIED`, `REJECTED`.
 */
verification: string | null, 
/**
 * Of a buyer whom NT24 checks: `PENDING`, `CLEAR`, `FLAGGED`.
 */
aml: string | null, };

export type BuyerPage = { 
/**
 * As in the list.
 */
row: BuyerRow, 
/**
 * Address.
 */
address: PostalAddress, 
/**
 * Contact persons.
 */
contacts: Array<Person>, 
/**
 * When they were read from NT24; `None` if they are only those that this desk knows.
 */
contactsReadAt: string | null, 
/**
 * Whether they can be read from NT24: it has the buyer, and the organization may read persons.
 */
canReadContacts: boolean, 
/**
 * The purpose that was chosen for reading personal data; empty before the first time.
 */
purpose: string, 
/**
 * The steps of the buyer, those that Waybill asks for among them.
 */
steps: Array<Step>, 
/**
 * Whether NT24's checks are all done and it asks for nothing more, so that the page may say so.
 */
nothingAsked: boolean, 
/**
 * The block; `None` of a buyer who may be used for new orders.
 */
block: BlockFacts | null, 
/**
 * Whether the buyer can be blocked or unblocked now: a write of that kind that waits comes first.
 */
canBlock: boolean, 
/**
 * How many orders NT24 has and has neither decided nor cancelled.
 */
openOrders: number, 
/**
 * How many orders wait here to be sent.
 */
unsentOrders: number, 
/**
 * Whether NT24 can be asked to check the buyer instead of this organization. There is no way back.
 */
canUpgrade: boolean, 
/**
 * The identity check; `None` of a buyer whom this organization checks.
 */
verification: VerificationFacts | null, 
/**
 * One line about VIES.
 */
vies: Fact | null, 
/**
 * Documents that were filed at this desk.
 */
documents: Array<DocumentFacts>, 
/**
 * Whether these are all: NT24 lists no documents, so those that were filed elsewhere are not known.
 */
allDocuments: boolean, 
/**
 * Types of document that may be added, most wanted first.
 */
offers: Array<DocumentOffer>, 
/**
 * Orders.
 */
orders: Array<OrderRow>, 
/**
 * Unfinished entries of the outbox.
 */
waiting: Array<Entry>, 
/**
 * Drafts.
 */
drafts: Array<DraftRow>, 
/**
 * Events, newest first.
 */
history: Array<HistoryEntry>, };

export type ReadContacts = { 
/**
 * The buyer.
 */
id: string, 
/**
 * The purpose, which NT24 keeps with its log of the reading. It is kept here for the next time.
 */
purpose: string, };

export type BlockFacts = { 
/**
 * Since when NT24 says so; `None` while the block waits here to be sent.
 */
since: SaidSince | null, 
/**
 * Whether it waits here to be sent.
 */
queued: boolean, 
/**
 * The reason that was given at this desk. NT24 does not tell those of others.
 */
reason: string | null, 
/**
 * When it was given.
 */
reasonOn: string | null, };

export type LinkState = "none" | "ready" | "passedOn" | "unused";

export type VerificationFacts = { 
/**
 * The link.
 */
link: LinkState, 
/**
 * Whether a check can be started now, which brings a link.
 */
canStart: boolean, 
/**
 * Whether the signed profile can be fetched.
 */
profile: boolean, };

export type LookUpVat = { 
/**
 * The number.
 */
vatNumber: string, 
/**
 * The draft of the form, which is compared; `None` before it was saved.
 */
draft: string | null, };

export type VatLookUp = { "answer": "here", 
/**
 * The buyer.
 */
buyer: Subject, } | { "answer": "atNt24", 
/**
 * The buyer.
 */
found: FoundBuyer, } | { "answer": "notThere" } | { "answer": "notAsked", 
/**
 * The reason.
 */
why: WhyNotAsked, };

export type WhyNotAsked = "offline" | "limit" | "failed" | "overtaken";

export type FoundBuyer = { 
/**
 * Company name.
 */
name: string, 
/**
 * Address.
 */
address: PostalAddress, 
/**
 * The party that checks the buyer.
 */
kycMode: KycMode, 
/**
 * Whether NT24 refuses the buyer for new orders.
 */
blocked: boolean, 
/**
 * The fields that are typed with another value: `from` is the form's, `to` is NT24's.
 */
differs: Array<ValueChange>, };

export type PostalAddress = { 
/**
 * Street and number.
 */
street: string, 
/**
 * Postal code.
 */
postCode: string, 
/**
 * City.
 */
city: string, 
/**
 * ISO 3166-1 alpha-2.
 */
country: string, };

export type Person = { 
/**
 * Given name.
 */
firstName: string, 
/**
 * Family name.
 */
lastName: string, 
/**
 * E-mail address.
 */
email: string, 
/**
 * Telephone number.
 */
phone: string, };

export type SendState = "sent" | "waiting" | "parked";

export type Module = "buyer" | "order" | "invoice" | "payment" | "transport" | "exportFile";

export type StopState = "done" | "waiting" | "needsYou" | "failed" | "notYet" | "notKnown";

export type Stop = { 
/**
 * Which.
 */
module: Module, 
/**
 * Where it stands.
 */
state: StopState, 
/**
 * When it got there.
 */
at: string | null, 
/**
 * One line of fact.
 */
fact: Fact | null, 
/**
 * Whether the fact waits at this desk to be sent: then it is not at NT24 yet.
 */
queued: boolean, };

export type Verdict = "notSent" | "notKnown" | "incomplete" | "valid" | "invalid";

export type Decision = "validExport" | "vatApplicable";

export type OrderFilter = "all" | "you" | "buyer" | "nt24" | "closed";

export type OrderSort = "newest" | "reason";

export type OrderSearch = { 
/**
 * Order number, VIN, or buyer; empty finds all.
 */
text: string, 
/**
 * The filter.
 */
filter: OrderFilter, 
/**
 * In which order.
 */
sort: OrderSort, 
/**
 * How many to leave out.
 */
offset: number, 
/**
 * How many at most.
 */
limit: number, };

export type OrderRow = { 
/**
 * Identifier.
 */
id: string, 
/**
 * Own order number.
 */
externalOrderId: string, 
/**
 * Identifier of the buyer.
 */
buyer: string, 
/**
 * Company name of the buyer.
 */
buyerName: string, 
/**
 * First vehicle, for example `BMW 320d`.
 */
vehicle: string, 
/**
 * VINs.
 */
vins: Array<string>, 
/**
 * Total.
 */
total: MoneyAmount, 
/**
 * Whether the order was read, or made at this desk. Of an order that was not, only the line of NT24's list
 * is known: route, turn and verdict are not, and nothing is counted.
 */
known: boolean, 
/**
 * The six stops.
 */
route: Array<Stop>, 
/**
 * Verdict.
 */
verdict: Verdict, 
/**
 * Whose turn it is.
 */
turn: Turn, 
/**
 * The first open step; `None` if nothing is open, or it is not known.
 */
reason: Reason | null, 
/**
 * How many steps are open that NT24 asks for.
 */
open: number, 
/**
 * How many things Waybill would still get, though NT24 does not ask for them.
 */
wishes: number, 
/**
 * Since when the order is cancelled; `None` if it is not.
 */
cancelled: SaidSince | null, 
/**
 * Whether all of it has been sent.
 */
sendState: SendState, 
/**
 * `CREATED` and so on; `None` before NT24 knows the order.
 */
status: string | null, 
/**
 * When it last changed.
 */
updatedAt: string, 
/**
 * Whether NT24, another desk or staff has changed it since the user saw it here.
 */
unseen: boolean, };

export type OrderCounts = { 
/**
 * All.
 */
all: number, 
/**
 * This desk's turn.
 */
you: number, 
/**
 * The buyer's turn.
 */
buyer: number, 
/**
 * NT24's turn.
 */
nt24: number, 
/**
 * Closed.
 */
closed: number, 
/**
 * Not read yet: no other filter counts them, so that each may grow by as many.
 */
notRead: number, };

export type ReasonGroup = { 
/**
 * The reason of the group's first order; `None` for orders without one.
 */
reason: Reason | null, 
/**
 * How many orders.
 */
count: number, };

export type OrderList = { 
/**
 * The part.
 */
rows: Array<OrderRow>, 
/**
 * How many there are in all.
 */
total: number, 
/**
 * How many each filter finds.
 */
counts: OrderCounts, 
/**
 * The groups of the whole list in the order of its rows; empty unless it is sorted by reason.
 */
groups: Array<ReasonGroup>, };

export type Vehicle = { 
/**
 * VIN.
 */
vin: string, 
/**
 * Make.
 */
brand: string, 
/**
 * Model.
 */
model: string, 
/**
 * Price.
 */
amount: MoneyAmount, 
/**
 * Kilometres.
 */
mileage: number | null, 
/**
 * Day.
 */
firstRegistration: string | null, };

export type Answer = "yes" | "no" | "notKnown";

export type Turn = "you" | "buyer" | "nt24" | "nobody" | "notKnown";

export type Milestone = "company" | "kycDocuments" | "verification" | "aml" | "vies" | "buyer" | "order" | "invoice" | "payment" | "release" | "pickup" | "delivery" | "decision" | "finalInvoice" | "exportFile";

export type StepState = "done" | "next" | "open" | "waiting" | "later" | "notKnown";

export type AskedBy = "nt24" | "waybill";

export type Step = { 
/**
 * The stage that it belongs to. Several open steps may belong to one stage; a done one is alone.
 */
milestone: Milestone, 
/**
 * The stop of the step.
 */
module: Module, 
/**
 * NT24's code of what is missing, for example `MISSING_CMR`, or one of this desk's, in lower case. `None`
 * where the milestone and the state say all.
 */
code: string | null, 
/**
 * NT24's words, for a code that the page does not know; else empty.
 */
message: string, 
/**
 * The state.
 */
state: StepState, 
/**
 * The side that asks for the step.
 */
askedBy: AskedBy, 
/**
 * Whose turn it is with this step.
 */
turn: Turn, 
/**
 * Whether its fact, or what mends it, waits at this desk to be sent: then it is not at NT24 yet.
 */
queued: boolean, 
/**
 * One line of fact.
 */
fact: Fact | null, 
/**
 * Day of the fact.
 */
on: string | null, 
/**
 * Day since which it is open, at least.
 */
since: string | null, 
/**
 * Last day for it, where a rule sets one.
 */
due: string | null, 
/**
 * The stage that must be done before; only with `later`.
 */
after: Milestone | null, 
/**
 * The way to do the step; `None` while it can only be waited for, or before its turn.
 */
fix: Fix | null, 
/**
 * Types of document that may be dropped on the step, the most wanted first; wire values.
 */
takes: Array<string>, 
/**
 * Identifiers of the page's documents that belong to the step; each document belongs to one step.
 */
documents: Array<string>, 
/**
 * Further actions that the step allows now, for example a change or a revocation.
 */
also: Array<Action>, };

export type Reason = { 
/**
 * As in [`Step`].
 */
code: string | null, 
/**
 * As in [`Step`].
 */
milestone: Milestone, 
/**
 * The stop.
 */
module: Module, 
/**
 * NT24's words, for a code that the page does not know; else empty.
 */
message: string, 
/**
 * Whether it waits already: to be sent, or for NT24, VIES or the buyer.
 */
waiting: boolean, 
/**
 * Day since which it is open, at least.
 */
since: string | null, 
/**
 * Last day for it, where a rule sets one.
 */
due: string | null, 
/**
 * How many more steps are open, without those that only Waybill asks for.
 */
more: number, };

export type SaidSince = { 
/**
 * Day.
 */
on: string, 
/**
 * Whether it happened on that day. Else it happened on that day or before: NT24 tells no day.
 */
exact: boolean, };

export type Fix = { "do": "openForm", 
/**
 * The form.
 */
form: FormKind, 
/**
 * Path of the field, where one is to blame.
 */
field: string | null, } | { "do": "addDocument", 
/**
 * Wire value.
 */
document: string, } | { "do": "openBuyer", 
/**
 * Identifier.
 */
buyer: string, } | { "do": "checkVies", 
/**
 * Identifier of the buyer.
 */
buyer: string, } | { "do": "startVerification", 
/**
 * Identifier of the buyer.
 */
buyer: string, } | { "do": "passOnLink", 
/**
 * Identifier of the buyer.
 */
buyer: string, } | { "do": "markReady" } | { "do": "regenerateExport" } | { "do": "openOutbox", 
/**
 * Identifier of the entry.
 */
entry: string, };

export type Action = "invoice" | "payment" | "markReady" | "pickup" | "revokePickup" | "delivery" | "finalInvoice" | "change" | "regenerateExport";

export type ActionState = { 
/**
 * The step.
 */
action: Action, 
/**
 * Key of the reason why the step is not allowed now; `None` if it is.
 */
held: string | null, };

export type InvoiceFacts = { 
/**
 * Number.
 */
number: string, 
/**
 * Day.
 */
date: string, 
/**
 * Total.
 */
amount: MoneyAmount, 
/**
 * Whether it holds VAT.
 */
vatIncluded: boolean, 
/**
 * Margin scheme.
 */
marginScheme: boolean, 
/**
 * `SUBMITTED`, `VALID`, `INVALID`; `None` before NT24 has it.
 */
status: string | null, 
/**
 * Whether it waits at this desk to be sent: NT24 does not have it yet.
 */
queued: boolean, };

export type PaymentFacts = { 
/**
 * Day.
 */
date: string, 
/**
 * By bank.
 */
bank: MoneyAmount, 
/**
 * In cash.
 */
cash: MoneyAmount, 
/**
 * Account that it came from.
 */
iban: string | null, 
/**
 * `SUBMITTED`, `VALID`, `INVALID`; `None` before NT24 has it.
 */
status: string | null, 
/**
 * Whether the vehicle may be collected.
 */
readyForPickup: boolean, 
/**
 * Whether it waits at this desk to be sent: NT24 does not have it yet.
 */
queued: boolean, };

export type TransportFacts = { 
/**
 * The party that moves the vehicle.
 */
kind: PickupKind | null, 
/**
 * Day.
 */
pickedUpOn: string | null, 
/**
 * Day.
 */
deliveredOn: string | null, 
/**
 * Whether VIES is asked every day.
 */
dailyVies: boolean, 
/**
 * Whether the pickup waits at this desk to be sent.
 */
pickupQueued: boolean, 
/**
 * Whether the delivery waits at this desk to be sent.
 */
deliveryQueued: boolean, };

export type ExportFacts = { 
/**
 * `NOT_ELIGIBLE`, `PENDING`, `GENERATING`, `READY`, `FAILED`.
 */
status: string, 
/**
 * Version.
 */
version: number | null, 
/**
 * When it was made.
 */
generatedAt: string | null, 
/**
 * Earlier versions.
 */
superseded: number, };

export type EvidenceItem = { 
/**
 * Key into the page's words.
 */
key: string, 
/**
 * Whether it is there. It is not known where documents may have been filed elsewhere.
 */
met: Answer, 
/**
 * Last day for it, where a rule sets one and it is not there.
 */
due: string | null, };

export type Evidence = { 
/**
 * Documents that NT24 requires.
 */
minimum: Array<EvidenceItem>, 
/**
 * Documents by which the tax office presumes the transport.
 */
presumption: Array<EvidenceItem>, 
/**
 * The national alternative.
 */
national: Array<EvidenceItem>, };

export type OrderPage = { 
/**
 * As in the list.
 */
row: OrderRow, 
/**
 * The buyer.
 */
buyer: BuyerRow, 
/**
 * The vehicles.
 */
vehicles: Array<Vehicle>, 
/**
 * Day of the contract.
 */
purchaseDate: string | null, 
/**
 * The person who answers for the order.
 */
responsible: Person | null, 
/**
 * Decision on VAT.
 */
decision: Decision | null, 
/**
 * The steps in the order of the route, those that Waybill asks for among them.
 * Empty for a cancelled order.
 */
steps: Array<Step>, 
/**
 * Whether NT24 has decided and asks for nothing more, so that the page may say so.
 */
nothingAsked: boolean, 
/**
 * All actions of an order, for a menu; the steps offer those that are due.
 */
actions: Array<ActionState>, 
/**
 * Preliminary invoice.
 */
invoice: InvoiceFacts | null, 
/**
 * Final invoice.
 */
finalInvoice: InvoiceFacts | null, 
/**
 * Payment.
 */
payment: PaymentFacts | null, 
/**
 * Transport.
 */
transport: TransportFacts, 
/**
 * Where the vehicle goes.
 */
destination: PostalAddress, 
/**
 * Evidence of transport.
 */
evidence: Evidence, 
/**
 * Export file.
 */
exportFile: ExportFacts | null, 
/**
 * Documents that were filed at this desk.
 */
documents: Array<DocumentFacts>, 
/**
 * Whether these are all: NT24 lists no documents, so those that were filed elsewhere are not known.
 */
allDocuments: boolean, 
/**
 * Types of document that may be added, most wanted first.
 */
offers: Array<DocumentOffer>, 
/**
 * Unfinished entries of the outbox.
 */
waiting: Array<Entry>, 
/**
 * Drafts.
 */
drafts: Array<DraftRow>, 
/**
 * Events, newest first.
 */
history: Array<HistoryEntry>, 
/**
 * When NT24 was last asked about it.
 */
refreshedAt: string | null, };

export type ListPlace = { 
/**
 * Search, as typed.
 */
text: string, 
/**
 * Name of the filter; empty: the list's first one.
 */
filter: string, 
/**
 * Name of the order of the rows; empty: the list's own.
 */
sort: string, 
/**
 * Identifier of the row that has the focus; `None`: none was chosen.
 */
row: string | null, 
/**
 * How many rows stood before that row.
 */
index: number, 
/**
 * Pixels from the top of the visible part of the list to that row; negative above it.
 */
top: number, };

export type Places = { 
/**
 * Orders.
 */
orders: ListPlace, 
/**
 * Buyers.
 */
buyers: ListPlace, 
/**
 * Drafts.
 */
drafts: ListPlace, 
/**
 * Receipts of the outbox.
 */
receipts: ListPlace, };

export type FormKind = "buyer" | "buyerChange" | "contact" | "order" | "orderChange" | "invoice" | "finalInvoice" | "payment" | "pickup" | "delivery";

export type Form = { "kind": "buyer", "body": BuyerForm } | { "kind": "buyerChange", "body": BuyerChangeForm } | { "kind": "contact", "body": ContactForm } | { "kind": "order", "body": OrderForm } | { "kind": "orderChange", "body": OrderChangeForm } | { "kind": "invoice", "body": InvoiceForm } | { "kind": "finalInvoice", "body": InvoiceForm } | { "kind": "payment", "body": PaymentForm } | { "kind": "pickup", "body": PickupForm } | { "kind": "delivery", "body": DeliveryForm };

export type BuyerForm = { 
/**
 * As typed.
 */
vatNumber: string, 
/**
 * Registered name.
 */
companyName: string, 
/**
 * Registered address.
 */
address: PostalAddress, 
/**
 * Contact persons.
 */
contacts: Array<Person>, 
/**
 * The party that checks the buyer.
 */
kycMode: KycMode, 
/**
 * KYC documents.
 */
papers: Array<Paper>, };

export type BuyerChangeForm = { 
/**
 * Registered name.
 */
companyName: string, 
/**
 * Registered address.
 */
address: PostalAddress, };

export type ContactForm = { 
/**
 * The person.
 */
person: Person, };

export type OrderForm = { 
/**
 * Identifier of the buyer; empty: not chosen yet.
 */
buyer: string, 
/**
 * Own order number.
 */
externalOrderId: string, 
/**
 * Day of the contract, or empty.
 */
purchaseDate: string, 
/**
 * ISO 4217.
 */
currency: string, 
/**
 * The vehicles.
 */
vehicles: Array<VehicleForm>, 
/**
 * The person who answers for the order.
 */
responsible: Person, };

export type OrderChangeForm = { 
/**
 * Day of the contract, or empty.
 */
purchaseDate: string, 
/**
 * The person who answers for the order.
 */
responsible: Person, };

export type VehicleForm = { 
/**
 * As typed.
 */
vin: string, 
/**
 * Make.
 */
brand: string, 
/**
 * Model.
 */
model: string, 
/**
 * As typed, for example `18.500,00`.
 */
amount: string, 
/**
 * Kilometres, as typed.
 */
mileage: string, 
/**
 * Day, or empty.
 */
firstRegistration: string, };

export type InvoiceForm = { 
/**
 * Number.
 */
invoiceNumber: string, 
/**
 * Day.
 */
invoiceDate: string, 
/**
 * As typed.
 */
amount: string, 
/**
 * ISO 4217.
 */
currency: string, 
/**
 * Whether it holds VAT.
 */
vatIncluded: boolean, 
/**
 * Margin scheme.
 */
marginScheme: boolean, 
/**
 * The invoice itself.
 */
papers: Array<Paper>, };

export type PaymentForm = { 
/**
 * Day.
 */
paymentDate: string, 
/**
 * As typed; empty means zero if something was paid in cash.
 */
bankAmount: string, 
/**
 * As typed; empty means zero.
 */
cashAmount: string, 
/**
 * ISO 4217.
 */
currency: string, 
/**
 * As typed.
 */
sourceIban: string, 
/**
 * Proofs.
 */
papers: Array<Paper>, };

export type PickupKind = "companyTransport" | "selfPickup";

export type PickupForm = { 
/**
 * The party that moves the vehicle; `None`: not chosen yet.
 */
pickupKind: PickupKind | null, 
/**
 * Day.
 */
pickupDate: string, 
/**
 * Name or number of an identity card.
 */
driver: string, 
/**
 * Where it was collected; all empty: not given.
 */
collectionAddress: PostalAddress, 
/**
 * Waybill, declaration, pictures.
 */
papers: Array<Paper>, };

export type DeliveryForm = { 
/**
 * Day.
 */
deliveryDate: string, 
/**
 * Where it arrived; all empty: not given.
 */
deliveryAddress: PostalAddress, 
/**
 * Waybill, confirmation of arrival, pictures.
 */
papers: Array<Paper>, };

export type Paper = { 
/**
 * Identifier of the file.
 */
file: string, 
/**
 * Type of document, a wire value such as `TRANSPORT_CMR`; empty: not chosen yet.
 */
document: string, 
/**
 * The date on the document; empty: not given.
 */
documentDate: string, };

export type SaveDraft = { 
/**
 * The draft; `None` creates one.
 */
id: string | null, 
/**
 * The buyer, the order or the draft of an order that it belongs to; `None` for a new one.
 */
subject: string | null, 
/**
 * Step of the wizard, from 0.
 */
step: number, 
/**
 * Path of the field that has the focus.
 */
field?: string | null, 
/**
 * The content, as typed.
 */
form: Form, };

export type Checked = { 
/**
 * Findings.
 */
findings: Array<Finding>, 
/**
 * Whether it may be submitted: no finding is an error.
 */
ready: boolean, 
/**
 * Of a buyer's form.
 */
vat: VatFacts | null, 
/**
 * Values that are offered instead of those that are in the form.
 */
suggestions: Array<FieldValue>, 
/**
 * Values that follow from others, for fields that are still empty: the country from the VAT number.
 */
derived: Array<FieldValue>, 
/**
 * The typed values that could be read.
 */
read: Array<ReadValue>, 
/**
 * Sum of the vehicles, or of bank and cash.
 */
total: MoneyAmount | null, };

export type VatFacts = { 
/**
 * Without blanks and so on.
 */
number: string, 
/**
 * ISO 3166-1 alpha-2 of the member state (`GR` for `EL`, `GB` for `XI`); `None` if unknown.
 */
country: string | null, 
/**
 * Whether the number has the form of one, so that NT24 can be asked for it.
 */
complete: boolean, 
/**
 * The buyer who has this number already.
 */
existingBuyer: Subject | null, };

export type ValueKind = "amount" | "number" | "vin" | "vat" | "iban" | "text";

export type FieldValue = { 
/**
 * Path of the field.
 */
field: string, 
/**
 * The kind of the value.
 */
kind: ValueKind, 
/**
 * The value as it is sent.
 */
value: string, };

export type ReadValue = { 
/**
 * The text that was read. The page shows the value in its place only while the field still holds it.
 */
text: string, 
/**
 * Path of the field.
 */
field: string, 
/**
 * The kind of the value.
 */
kind: ValueKind, 
/**
 * The value as it is sent.
 */
value: string, };

export type DraftSaved = { 
/**
 * Identifier.
 */
id: string, 
/**
 * The result of the check.
 */
checked: Checked, 
/**
 * Types of document that this form takes now, most wanted first.
 */
offers: Array<DocumentOffer>, };

export type StartDraft = { 
/**
 * Which.
 */
form: FormKind, 
/**
 * The buyer, the order or the draft of an order that it belongs to; for a new order, the buyer to
 * choose, if any.
 */
subject: string | null, };

export type Draft = { 
/**
 * Identifier. `start_draft` answers the draft that exists, or a new one that is kept from its first `save_draft` on.
 */
id: string, 
/**
 * The buyer, the order or the draft of an order that it belongs to.
 */
subject: Subject | null, 
/**
 * Step of the wizard, from 0.
 */
step: number, 
/**
 * Path of the field that had the focus when it was last saved.
 */
field: string | null, 
/**
 * The content, as typed.
 */
form: Form, 
/**
 * The record that submitting changes: the number of the invoice, or an empty text for a record without one.
 * `None` if submitting creates the record.
 */
changes: string | null, 
/**
 * The result of the check.
 */
checked: Checked, 
/**
 * Fields that NT24 refused when it was sent the last time.
 */
problems: Array<FieldProblem>, 
/**
 * The files of `papers`.
 */
files: Array<TakenFile>, 
/**
 * Types of document that this form takes, most wanted first.
 */
offers: Array<DocumentOffer>, 
/**
 * When it was last saved; `None` if never.
 */
savedAt: string | null, };

export type DraftRow = { 
/**
 * Identifier.
 */
id: string, 
/**
 * Which form.
 */
form: FormKind, 
/**
 * The buyer, the order or the draft of an order that it belongs to.
 */
subject: Subject | null, 
/**
 * Company name, order number or VIN, as far as it was typed.
 */
label: string, 
/**
 * Name of the buyer, where one is chosen and the label is another name.
 */
buyer: string | null, 
/**
 * Whether NT24 refused it when it was sent the last time.
 */
refused: boolean, 
/**
 * When it was last saved.
 */
savedAt: string, };

export type DraftList = { 
/**
 * Newest first.
 */
rows: Array<DraftRow>, };

export type Submitted = { 
/**
 * The buyer or order, the new one for a new one.
 */
subject: Subject, };

export type MediaKind = "pdf" | "jpeg" | "png";

export type Guess = { 
/**
 * Type of document, a wire value.
 */
document: string, 
/**
 * 0 to 100.
 */
confidence: number, };

export type TakenFile = { 
/**
 * Identifier.
 */
id: string, 
/**
 * Name.
 */
name: string, 
/**
 * Bytes.
 */
size: number, 
/**
 * Type, by its content.
 */
media: MediaKind, 
/**
 * Whether the end of the file is missing. False also if nobody has looked for it.
 */
cutOff: boolean, 
/**
 * The likely type.
 */
guess: Guess | null, 
/**
 * Where the same content is used already.
 */
usedAt: Array<Subject>, };

export type RefusedFile = { 
/**
 * Name.
 */
name: string, 
/**
 * Why.
 */
failure: Failure, };

export type Taken = { 
/**
 * Copied into the vault.
 */
files: Array<TakenFile>, 
/**
 * Not taken.
 */
refused: Array<RefusedFile>, };

export type FileList = { 
/**
 * Newest first.
 */
files: Array<TakenFile>, };

export type FilePapers = { 
/**
 * Identifier of the buyer or order.
 */
subject: string, 
/**
 * The files, each with its type.
 */
papers: Array<Paper>, };

export type PaperState = "waiting" | "sending" | "stored" | "parked" | "archived";

export type PaperProgress = { 
/**
 * Bytes handed to the network.
 */
sent: number, 
/**
 * Bytes in all.
 */
total: number, };

export type DocumentFacts = { 
/**
 * Identifier.
 */
id: string, 
/**
 * Type of document, a wire value.
 */
document: string, 
/**
 * Which stop.
 */
module: Module, 
/**
 * Name of the file.
 */
name: string, 
/**
 * Bytes.
 */
size: number, 
/**
 * Whether the file is on this computer; else opening it fetches it from NT24.
 */
local: boolean, 
/**
 * Type, by its content.
 */
media: MediaKind, 
/**
 * The date on the document.
 */
documentDate: string | null, 
/**
 * Version at NT24.
 */
version: number | null, 
/**
 * Where it stands.
 */
state: PaperState, 
/**
 * While it is being sent.
 */
progress: PaperProgress | null, 
/**
 * When it was filed.
 */
addedAt: string, 
/**
 * Whether a newer one of the same type counts instead.
 */
superseded: boolean, };

export type DocumentOffer = { 
/**
 * Wire value.
 */
document: string, 
/**
 * Which stop.
 */
module: Module, 
/**
 * Whether it is wanted and not there yet.
 */
wanted: boolean, };

export type EntryState = "ready" | "behind" | "inFlight" | "conflict" | "unconfirmed" | "refused" | "held";

export type EntryAction = "sendNow" | "reopen" | "withdraw" | "keepTheirs" | "sendMine" | "arrived" | "sendAgain" | "cancel" | "merge" | "keepAsDraft";

export type Side = "mine" | "theirs";

export type ConflictKind = "versionMismatch" | "existsWithOtherData" | "milestoneAlreadySet";

export type ConflictField = { 
/**
 * Name on the wire, for example `invoiceNumber`.
 */
field: string, 
/**
 * The value when the change was begun.
 */
base: string | null, 
/**
 * The value that was sent; equals `base` if this desk did not change the field.
 */
mine: string | null, 
/**
 * The value at NT24.
 */
theirs: string | null, 
/**
 * NT24 takes this field and never returns it: `theirs` is not known.
 */
unseen: boolean, 
/**
 * Money, IBAN, VAT number, VIN or a day. If this desk changed one such field, a change of another at
 * NT24 is asked about.
 */
sensitive: boolean, 
/**
 * NT24 takes no change of it any more: only `theirs` can be chosen.
 */
fixed: boolean, 
/**
 * The side that wins without asking; `None` if the user must choose.
 */
merged: Side | null, };

export type Conflict = { 
/**
 * Which kind.
 */
kind: ConflictKind, 
/**
 * The fields that either side changed.
 */
fields: Array<ConflictField>, 
/**
 * Source of the change at NT24, if NT24 names it.
 */
changedBy: string | null, 
/**
 * When it last changed at NT24, where it says so.
 */
changedAt: string | null, };

export type FieldChoice = { 
/**
 * As in the conflict.
 */
field: string, 
/**
 * The chosen side.
 */
side: Side, };

export type WaitsFor = { 
/**
 * `operationId` of what must arrive first.
 */
operation: string, 
/**
 * Buyer or order of that.
 */
subject: Subject, };

export type KnownPaper = { 
/**
 * Name of the file.
 */
name: string, 
/**
 * Length in bytes.
 */
size: number, 
/**
 * The date on the document.
 */
documentDate: string | null, 
/**
 * When NT24 stored it, or this desk filed it.
 */
at: string, 
/**
 * Whether its content equals that of the entry's file.
 */
sameFile: boolean, };

export type Known = { 
/**
 * Documents of the same type on the same buyer or order, newest first.
 */
papers: Array<KnownPaper>, 
/**
 * Whether NT24 counts a document of this type as filed; `None` if it does not say.
 */
onFile: boolean | null, };

export type Entry = { 
/**
 * Identifier; the idempotency key.
 */
id: string, 
/**
 * `operationId` of the contract, for example `submitInvoice`.
 */
operation: string, 
/**
 * Buyer or order.
 */
subject: Subject, 
/**
 * Name of the file, for an upload.
 */
fileName: string | null, 
/**
 * Where it stands.
 */
state: EntryState, 
/**
 * Why it waits or is parked.
 */
failure: Failure | null, 
/**
 * Of a conflict: the differences; `None` if NT24 did not return its resource.
 */
conflict: Conflict | null, 
/**
 * Place in the order of sending, from 1.
 */
place: number, 
/**
 * The entry that must arrive at NT24 first.
 */
waitsFor: WaitsFor | null, 
/**
 * The decisions that the user can take.
 */
actions: Array<EntryAction>, 
/**
 * It is unconfirmed, and the program itself looks up at NT24 whether it arrived.
 */
lookedUp: boolean, 
/**
 * Until when an earlier attempt may arrive; it is not sent again before.
 */
underWayUntil: string | null, 
/**
 * How often it was tried.
 */
attempts: number, 
/**
 * When it was queued.
 */
queuedAt: string, 
/**
 * When it is tried next.
 */
nextTryAt: string | null, 
/**
 * Of an upload that is unconfirmed.
 */
known: Known | null, 
/**
 * While it is being sent.
 */
progress: PaperProgress | null, };

export type Receipt = { 
/**
 * Identifier; the idempotency key.
 */
id: string, 
/**
 * `operationId` of the contract.
 */
operation: string, 
/**
 * Buyer or order.
 */
subject: Subject, 
/**
 * Name of the file, for an upload.
 */
fileName: string | null, 
/**
 * When NT24 answered.
 */
at: string, 
/**
 * Identifier of the request.
 */
requestId: string, 
/**
 * HTTP status of the answer.
 */
status: number, 
/**
 * NT24's identifier of the trace, where it said one.
 */
traceId: string | null, 
/**
 * Fields that another user had changed at NT24 and that were taken over without asking.
 */
merged: Array<string>, };

export type Outbox = { 
/**
 * Unfinished entries in the order of sending, parked ones among them.
 */
entries: Array<Entry>, 
/**
 * Receipts, newest first.
 */
receipts: Array<Receipt>, };

export type Pause = { 
/**
 * Paused.
 */
paused: boolean, };

export type Settle = { 
/**
 * Identifier of the entry.
 */
id: string, 
/**
 * The decision.
 */
action: EntryAction, 
/**
 * For `merge`: a choice for each field that is to be chosen.
 */
choices?: Array<FieldChoice>, };

export type Settled = { 
/**
 * The draft to open, after `reopen` and `keepAsDraft`.
 */
draft: string | null, 
/**
 * For `undo_settle`, where the decision can be taken back.
 */
undo: string | null, };

export type BackupReason = "daily" | "migration" | "restore" | "asked";

export type Backup = { 
/**
 * Identifier.
 */
id: string, 
/**
 * When it was made.
 */
madeAt: string, 
/**
 * Length in bytes.
 */
bytes: number, 
/**
 * Why it was made.
 */
reason: BackupReason, };

export type DataFindingKind = "database" | "fileMissing" | "fileAltered" | "backup";

export type DataFinding = { 
/**
 * The kind of damage.
 */
kind: DataFindingKind, 
/**
 * Name of the file, or when the backup was made.
 */
name: string | null, 
/**
 * The buyer or order that the file belongs to.
 */
subject: Subject | null, };

export type DataCheck = { 
/**
 * When.
 */
at: string, 
/**
 * Damaged parts; empty if there are none.
 */
findings: Array<DataFinding>, };

export type DataSafety = { 
/**
 * The backups, newest first.
 */
backups: Array<Backup>, 
/**
 * Why today's backup failed; it is tried again every ten minutes.
 */
copyFailure: Failure | null, 
/**
 * The result of the last full check; `None` before the first.
 */
lastCheck: DataCheck | null, 
/**
 * Files on this computer.
 */
files: number, 
/**
 * Their length in bytes.
 */
fileBytes: number, 
/**
 * Days after which a file that NT24 has just given back is removed from this computer; 0 keeps it for ever.
 */
localDays: number, 
/**
 * Whether KYC documents stay in any case: NT24 does not let this organization download them.
 */
kycStays: boolean, };

export type BackupList = { 
/**
 * Newest first.
 */
rows: Array<Backup>, };

export type LocalDays = { 
/**
 * Days after their last use, until NT24 is asked to give them back; 0 keeps them for ever.
 */
days: number, };

export type RestoreBackup = { 
/**
 * Identifier of the connection.
 */
connection: string, 
/**
 * Identifier of the backup.
 */
backup: string, };

export type Exported = { 
/**
 * False if the user cancelled.
 */
done: boolean, 
/**
 * Files that were written.
 */
files: number, };

export type Thumbnail = { 
/**
 * `data:image/jpeg;base64,…`; `None` if the file has no small picture.
 */
dataUrl: string | null, };

export type DragPhase = "over" | "left";

export type HostEvent = { "event": "changed" } | { "event": "drag", 
/**
 * Where it stands.
 */
phase: DragPhase, 
/**
 * From the left.
 */
x: number, 
/**
 * From the top.
 */
y: number, } | { "event": "taking", 
/**
 * How many.
 */
count: number, } | { "event": "dropped", 
/**
 * The result.
 */
taken: Taken, 
/**
 * From the left.
 */
x: number, 
/**
 * From the top.
 */
y: number, };

export interface Commands {
  /** Where the program stands: first start, locked, open, or broken. */
  session: { request: Nothing; answer: Session };
  /** Opens the built-in sandbox; needs no network and no credentials. */
  start_sandbox: { request: StartSandbox; answer: Session };
  /** Tests credentials with `GET /me`; keeps nothing. */
  test_connection: { request: Credentials; answer: ConnectionTest };
  /** Tests credentials, keeps them, and opens the connection. */
  connect: { request: Credentials; answer: Session };
  /** Says where credentials would be sent; sends nothing. */
  destination: { request: Addresses; answer: Destination };
  /** Moves the data of an organization to another server, after `/me` has answered there. */
  move_connection: { request: MoveConnection; answer: Session };
  /** Opens a registered connection. */
  open_connection: { request: ById; answer: Session };
  /** Closes the open connection; its data stays. */
  close_connection: { request: Nothing; answer: Session };
  /** Replaces the secret of the open connection after it was refused; tested first. */
  replace_secret: { request: NewSecret; answer: Session };
  /** Sets the passphrase that protects the data where no keychain answers. */
  set_passphrase: { request: Passphrase; answer: Session };
  /** Locks the open connection: the page gets none of its data. Under a passphrase its key leaves the memory, and */
  /** nothing is sent. */
  lock: { request: Nothing; answer: Session };
  /** Unlocks; the passphrase is empty where the keychain has the key. */
  unlock: { request: Passphrase; answer: Session };
  /** The user used keyboard or mouse: the time until the lock starts again. */
  still_here: { request: Nothing; answer: Nothing };
  /** The first list is on the screen: how long that took goes to the log. */
  first_list_shown: { request: Nothing; answer: Nothing };
  /** Moves the key of the open data under a passphrase, or into the keychain. */
  protect: { request: Protect; answer: Session };
  /** Changes the settings that the request names. */
  change_settings: { request: SettingsChange; answer: Session };
  /** Chooses the seller to work for. */
  choose_seller: { request: ById; answer: Session };
  /** Connection, last sync, waiting entries, request budget. */
  status: { request: Nothing; answer: Status };
  /** Tries the connection now, and sends waiting entries. */
  try_now: { request: Nothing; answer: Status };
  /** Plugs the sandbox's network in or out, to show an outage. */
  set_sandbox_network: { request: SandboxNetwork; answer: Status };
  /** Where the user stood in each list, also before the last start. */
  places: { request: Nothing; answer: Places };
  /** Keeps where the user stands in each list. */
  keep_places: { request: Places; answer: Nothing };
  /** The built-in sandbox, to play the other side; no other connection has one. */
  sandbox_panel: { request: SandboxFor; answer: SandboxPanel };
  /** Plays the other side in the sandbox: staff, VIES, the clock, the network. */
  play_sandbox: { request: PlaySandbox; answer: SandboxPanel };
  /** Makes sample papers for the buyer or order on the screen, and takes them as if they were dropped. */
  take_sample_papers: { request: SandboxFor; answer: Taken };
  /** Buyers, newest first. */
  buyers: { request: Search; answer: BuyerList };
  /** One buyer, with everything on it. */
  buyer: { request: ById; answer: BuyerPage };
  /** Reads the contact persons of a buyer from NT24, for a purpose that NT24 logs. */
  read_contacts: { request: ReadContacts; answer: Nothing };
  /** Asks for a VIES check of the buyer's VAT number. */
  check_vies: { request: ById; answer: Nothing };
  /** Starts the identity check of a buyer whom NT24 checks; the answer brings the link for the buyer. */
  start_verification: { request: ById; answer: Nothing };
  /** Opens the link to the identity check in the browser. */
  open_verification: { request: ById; answer: Nothing };
  /** Copies the link to the identity check, to pass it on to the buyer. */
  copy_verification: { request: ById; answer: Nothing };
  /** Asks NT24 to check the buyer instead of this organization, with time to undo it. There is no way back. */
  let_nt24_check: { request: ById; answer: Settled };
  /** Blocks a buyer for new orders, with a reason and time to undo it. */
  block_buyer: { request: WithReason; answer: Settled };
  /** Unblocks a buyer, with a reason and time to undo it. */
  unblock_buyer: { request: WithReason; answer: Settled };
  /** Opens the signed profile of a verified buyer in the system's viewer. */
  open_kyc_profile: { request: ById; answer: Nothing };
  /** Saves the signed profile where the user chooses; false if the user cancels. */
  save_kyc_profile: { request: ById; answer: Saved };
  /** Orders, newest first. */
  orders: { request: OrderSearch; answer: OrderList };
  /** One order, with everything on it. Reading it keeps it fresh for a minute. */
  order: { request: ById; answer: OrderPage };
  /** Declares the payment complete, so that the vehicle may be collected. */
  mark_ready_for_pickup: { request: ById; answer: Nothing };
  /** Revokes a pickup before the delivery, with a reason. */
  revoke_pickup: { request: WithReason; answer: Nothing };
  /** Requests a new version of the export file. */
  regenerate_export: { request: ById; answer: Nothing };
  /** Opens the export file in the system's viewer. */
  open_export_file: { request: ById; answer: Nothing };
  /** Saves the export file where the user chooses; false if the user cancels. */
  save_export_file: { request: ById; answer: Saved };
  /** Saves a form, and checks it. */
  save_draft: { request: SaveDraft; answer: DraftSaved };
  /** A form filled in with the known data of an order or a buyer, or an empty one. */
  start_draft: { request: StartDraft; answer: Draft };
  /** One draft. */
  draft: { request: ById; answer: Draft };
  /** Asks whether this desk or NT24 has a buyer with the VAT number of a form. Ends an earlier question. */
  look_up_vat: { request: LookUpVat; answer: VatLookUp };
  /** Stores a buyer that NT24 has and this desk has not, as it is there. */
  take_over_buyer: { request: LookUpVat; answer: Subject };
  /** All drafts, newest first. */
  drafts: { request: Nothing; answer: DraftList };
  /** A copy of a draft, kept at once. */
  duplicate_draft: { request: ById; answer: Draft };
  /** Discards a draft; it can be restored for seven days. */
  discard_draft: { request: ById; answer: Draft };
  /** Restores a discarded draft, with every character. */
  restore_draft: { request: ById; answer: Draft };
  /** Checks a draft and queues its writes. */
  submit_draft: { request: ById; answer: Submitted };
  /** Shows a file dialog and takes the chosen files. */
  pick_files: { request: Nothing; answer: Taken };
  /** Files that were taken and are not filed yet. */
  loose_files: { request: Nothing; answer: FileList };
  /** Discards a file that is not filed; it can be restored for seven days. */
  discard_file: { request: ById; answer: Nothing };
  /** Restores a discarded file. */
  restore_file: { request: ById; answer: Nothing };
  /** Files documents on a buyer or an order, and queues their upload. */
  file_papers: { request: FilePapers; answer: Nothing };
  /** Archives a wrong document; its history stays. */
  archive_document: { request: ById; answer: Nothing };
  /** Opens a document in the system's viewer. */
  open_document: { request: ById; answer: Nothing };
  /** Opens a file in the system's viewer. */
  open_file: { request: ById; answer: Nothing };
  /** Waiting and parked entries with their reasons, and receipts of executed ones. */
  outbox: { request: Nothing; answer: Outbox };
  /** Pauses or resumes the outbox. Requests in flight are finished. */
  pause_outbox: { request: Pause; answer: Status };
  /** Carries out a decision on an entry of the outbox. */
  settle: { request: Settle; answer: Settled };
  /** Checks what the choices of a comparison would send; changes nothing. */
  check_settle: { request: Settle; answer: Checked };
  /** Undoes a decision, as long as nothing was sent because of it. */
  undo_settle: { request: ById; answer: Nothing };
  /** Backups of the database, the last check, and the files on this computer. */
  data_safety: { request: Nothing; answer: DataSafety };
  /** Makes a backup of the database now. */
  back_up_now: { request: Nothing; answer: DataSafety };
  /** Checks every page of the database and every file; answers when it is done. */
  check_data: { request: Nothing; answer: DataSafety };
  /** Changes how long files that NT24 has stay on this computer. */
  change_local_days: { request: LocalDays; answer: DataSafety };
  /** The backups of a connection's database, also if it cannot be opened. */
  backups_of: { request: ById; answer: BackupList };
  /** Restores a backup of a connection's data, keeps the replaced data as a backup, and opens it. */
  restore_backup: { request: RestoreBackup; answer: Session };
  /** Shows a folder dialog and exports all local data there, readable and not encrypted. */
  export_data: { request: Nothing; answer: Exported };
  /** Saves a text with counts, states and the log where the user chooses; false if the user cancels. */
  save_diagnostics: { request: Nothing; answer: Saved };
  /** A small picture of a file, by its own id or that of its document. */
  thumbnail: { request: ById; answer: Thumbnail };
}
