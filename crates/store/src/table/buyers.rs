//! Buyers: what this desk submitted, and what NT24 answered.

use crate::error::Error;
use crate::folded::folded;
use crate::migration::Step;
use crate::row::{StoredRow, columns};
use crate::tx::Tx;
use chrono::{DateTime, Utc};
use nt24::{Buyer, BuyerContactCreate, BuyerCreate, BuyerId, KycStatus, SellerId};
use rusqlite::params;
use serde::{Deserialize, Serialize};

/// The link to a buyer's identity check, as NT24 gave it to this desk.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerificationLink {
    /// Address of the page for the buyer. It gives its holder the rights of the buyer.
    pub url: String,
    /// When NT24 gave it. NT24 does not say how long it works.
    pub received_at: DateTime<Utc>,
    /// When it was last copied or opened here.
    #[serde(default)]
    pub passed_on_at: Option<DateTime<Utc>>,
}

impl std::fmt::Debug for VerificationLink {
    // The page takes identity documents: its address stays out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VerificationLink").field("received_at", &self.received_at).finish_non_exhaustive()
    }
}

/// A buyer.
#[derive(Clone, Debug, PartialEq)]
pub struct BuyerRow {
    /// This desk's own id.
    pub id: String,
    /// The seller that the buyer belongs to.
    pub seller: SellerId,
    /// NT24's id; `None` until NT24 has answered.
    pub remote: Option<BuyerId>,
    /// VAT number; together with the seller the natural key.
    pub vat_number: String,
    /// Registered name.
    pub name: String,
    /// Country of the registered address, ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// The request that this desk submitted.
    pub wanted: Option<BuyerCreate>,
    /// The last answer of NT24.
    pub server: Option<Buyer>,
    /// The KYC state in the last answer of NT24.
    pub kyc: Option<KycStatus>,
    /// The link to the identity check that was started last from this desk, until its outcome is known.
    pub verification: Option<VerificationLink>,
    /// Contact persons that this desk submitted, and those that NT24 had when the user asked for them. They are not
    /// part of `server`: NT24 returns them with `listBuyerContacts`.
    pub contacts: Vec<BuyerContactCreate>,
    /// When the contact persons were read from NT24.
    pub contacts_read_at: Option<DateTime<Utc>>,
    /// When the buyer was created, here or at NT24.
    pub created_at: DateTime<Utc>,
    /// When this row last changed.
    pub updated_at: DateTime<Utc>,
}

impl BuyerRow {
    /// A buyer that was neither submitted nor answered: all optional fields are `None`.
    #[must_use]
    pub fn new(
        id: impl Into<String>,
        seller: SellerId,
        vat_number: impl Into<String>,
        name: impl Into<String>,
        created_at: DateTime<Utc>,
    ) -> Self {
        Self {
            id: id.into(),
            seller,
            remote: None,
            vat_number: vat_number.into(),
            name: name.into(),
            country: None,
            wanted: None,
            server: None,
            kyc: None,
            verification: None,
            contacts: Vec::new(),
            contacts_read_at: None,
            created_at,
            updated_at: created_at,
        }
    }
}

columns! {
    BuyerRow, "buyers" {
        id: plain,
        seller: text,
        remote: optional text,
        vat_number: plain,
        name: plain,
        country: plain,
        wanted: optional json,
        server: optional json,
        kyc: optional json,
        verification: optional json,
        contacts: json,
        contacts_read_at: optional time,
        created_at: time,
        updated_at: time,
    }
    write by row {
        search: folded(&format!("{}\n{}", row.name, row.vat_number)),
    }
}

pub(crate) const STEPS: &[Step] = &[
    (
        1,
        "CREATE TABLE buyers (
            id TEXT PRIMARY KEY,
            seller TEXT NOT NULL,
            remote TEXT,
            vat_number TEXT NOT NULL,
            name TEXT NOT NULL,
            country TEXT,
            wanted TEXT,
            server TEXT,
            kyc TEXT,
            contacts TEXT NOT NULL,
            search TEXT NOT NULL,
            created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL,
            UNIQUE (seller, vat_number),
            UNIQUE (seller, remote)
        ) STRICT;
        CREATE INDEX buyers_by_age ON buyers (created_at);",
    ),
    (
        // The search reads `search` from the index: it does not touch the rows that it does not find.
        7,
        "UPDATE buyers SET search = folded(search);
        DROP INDEX buyers_by_age;
        CREATE INDEX buyers_listed ON buyers (seller, created_at DESC, id, search);
        CREATE INDEX buyers_with_pending_vies ON buyers (id)
            WHERE remote IS NOT NULL AND kyc ->> '$.viesResult' = 'PENDING';",
    ),
    (
        11,
        "ALTER TABLE buyers ADD COLUMN verification TEXT;
        ALTER TABLE buyers ADD COLUMN contacts_read_at TEXT;",
    ),
];

/// Adds a buyer.
///
/// # Errors
/// [`Error::Duplicate`] if the id exists, or the VAT number or NT24's id exists for the same seller.
pub fn insert(tx: &Tx<'_>, row: &BuyerRow) -> Result<(), Error> {
    row.insert(tx)
}

/// Overwrites the row with the same id.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Duplicate`] as for [`insert`].
pub fn save(tx: &Tx<'_>, row: &BuyerRow) -> Result<(), Error> {
    row.update(tx, "buyer")
}

/// The buyer with this desk's id.
pub fn get(tx: &Tx<'_>, id: &str) -> Result<Option<BuyerRow>, Error> {
    tx.first("SELECT * FROM buyers WHERE id = ?1", [id], BuyerRow::read)
}

/// The name of the buyer with this desk's id.
pub fn name(tx: &Tx<'_>, id: &str) -> Result<Option<String>, Error> {
    tx.first("SELECT name FROM buyers WHERE id = ?1", [id], |row| row.get(0))
}

/// The buyer with NT24's id.
pub fn by_remote(tx: &Tx<'_>, seller: &SellerId, remote: &BuyerId) -> Result<Option<BuyerRow>, Error> {
    let key = [seller.as_str(), remote.as_str()];
    tx.first("SELECT * FROM buyers WHERE seller = ?1 AND remote = ?2", key, BuyerRow::read)
}

/// The buyer with a VAT number. It is compared exactly: normalise it before.
pub fn by_vat(tx: &Tx<'_>, seller: &SellerId, vat_number: &str) -> Result<Option<BuyerRow>, Error> {
    let key = [seller.as_str(), vat_number];
    tx.first("SELECT * FROM buyers WHERE seller = ?1 AND vat_number = ?2", key, BuyerRow::read)
}

/// Removes a buyer that NT24 does not know.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Referenced`] while it has orders.
pub fn remove(tx: &Tx<'_>, id: &str) -> Result<(), Error> {
    tx.change_one("DELETE FROM buyers WHERE id = ?1 AND remote IS NULL", [id], "buyer")
}

/// Ids of buyers that NT24 knows, sorted, starting after `id`.
pub fn known_after(tx: &Tx<'_>, id: &str, limit: u32) -> Result<Vec<String>, Error> {
    tx.all(
        "SELECT id FROM buyers WHERE remote IS NOT NULL AND id > ?1 ORDER BY id LIMIT ?2",
        params![id, limit],
        |row| row.get(0),
    )
}

/// Buyers whose VIES check is pending, unless they are in the queue of [`reads`](crate::reads) anyway.
pub fn with_pending_vies(tx: &Tx<'_>) -> Result<Vec<BuyerRow>, Error> {
    tx.all(
        "SELECT * FROM buyers INDEXED BY buyers_with_pending_vies
         WHERE remote IS NOT NULL AND kyc ->> '$.viesResult' = 'PENDING'
            AND NOT EXISTS (SELECT 1 FROM reads WHERE kind = 'buyer' AND subject = buyers.id) LIMIT 100",
        [],
        BuyerRow::read,
    )
}

/// Buyers of a seller with `search` in their name or VAT number, newest first. A search without a letter or
/// digit finds all.
pub fn list(
    tx: &Tx<'_>,
    seller: &SellerId,
    search: &str,
    limit: u32,
    offset: u32,
) -> Result<Vec<BuyerRow>, Error> {
    tx.all(
        "SELECT * FROM buyers INDEXED BY buyers_listed WHERE seller = ?1 AND instr(search, ?2) > 0
         ORDER BY created_at DESC, id LIMIT ?3 OFFSET ?4",
        params![seller.as_str(), folded(search), limit, offset],
        BuyerRow::read,
    )
}

/// The number of buyers that [`list`] finds without a limit.
pub fn count(tx: &Tx<'_>, seller: &SellerId, search: &str) -> Result<u64, Error> {
    tx.number(
        "SELECT count(*) FROM buyers INDEXED BY buyers_listed WHERE seller = ?1 AND instr(search, ?2) > 0",
        [seller.as_str(), &folded(search)],
    )
}
