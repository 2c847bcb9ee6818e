//! Buyers: what this desk submitted, and what the server answered.

use crate::column::{Json, Time, folded};
use crate::{Error, Tx, migration::Step};
use chrono::{DateTime, Utc};
use nt24::{Buyer, BuyerContactCreate, BuyerCreate, BuyerId, KycStatus, SellerId};
use rusqlite::{Row, named_params, params};

/// A buyer.
#[derive(Clone, Debug, PartialEq)]
pub struct BuyerRow {
    /// This desk's own id.
    pub id: String,
    /// The seller that the buyer belongs to.
    pub seller: SellerId,
    /// The server's id, once it has answered.
    pub remote: Option<BuyerId>,
    /// VAT number; with the seller the natural key.
    pub vat_number: String,
    /// Registered name.
    pub name: String,
    /// Country of the registered address, ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// What this desk submitted.
    pub wanted: Option<BuyerCreate>,
    /// What the server said last.
    pub server: Option<Buyer>,
    /// The KYC state that the server said last.
    pub kyc: Option<KycStatus>,
    /// Contact persons, which the server takes but does not give back.
    pub contacts: Vec<BuyerContactCreate>,
    /// When this desk first knew of the buyer.
    pub created_at: DateTime<Utc>,
    /// When this row last changed.
    pub updated_at: DateTime<Utc>,
}

pub(crate) const STEPS: &[Step] = &[(
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
)];

/// Adds a buyer.
///
/// # Errors
/// [`Error::Duplicate`] when the id, the VAT number or the server's id is taken (the latter two for
/// the same seller).
pub fn insert(tx: &Tx<'_>, row: &BuyerRow) -> Result<(), Error> {
    write(
        tx,
        row,
        "INSERT INTO buyers (id, seller, remote, vat_number, name, country, wanted, server, kyc, contacts,
            search, created_at, updated_at)
         VALUES (:id, :seller, :remote, :vat_number, :name, :country, :wanted, :server, :kyc, :contacts,
            :search, :created_at, :updated_at)",
    )
}

/// Writes the whole row over the one with its id.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Duplicate`] as with [`insert`].
pub fn save(tx: &Tx<'_>, row: &BuyerRow) -> Result<(), Error> {
    write(
        tx,
        row,
        "UPDATE buyers SET seller = :seller, remote = :remote, vat_number = :vat_number, name = :name,
            country = :country, wanted = :wanted, server = :server, kyc = :kyc, contacts = :contacts,
            search = :search, created_at = :created_at, updated_at = :updated_at
         WHERE id = :id",
    )
}

/// The buyer with this desk's id.
///
/// # Errors
/// When the database fails.
pub fn get(tx: &Tx<'_>, id: &str) -> Result<Option<BuyerRow>, Error> {
    tx.first("SELECT * FROM buyers WHERE id = ?1", [id], read)
}

/// The buyer with the server's id.
///
/// # Errors
/// When the database fails.
pub fn by_remote(tx: &Tx<'_>, seller: &SellerId, remote: &BuyerId) -> Result<Option<BuyerRow>, Error> {
    let key = [seller.as_str(), remote.as_str()];
    tx.first("SELECT * FROM buyers WHERE seller = ?1 AND remote = ?2", key, read)
}

/// The buyer with a VAT number, compared exactly: normalise it before.
///
/// # Errors
/// When the database fails.
pub fn by_vat(tx: &Tx<'_>, seller: &SellerId, vat_number: &str) -> Result<Option<BuyerRow>, Error> {
    let key = [seller.as_str(), vat_number];
    tx.first("SELECT * FROM buyers WHERE seller = ?1 AND vat_number = ?2", key, read)
}

/// Removes a buyer that the server never knew.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Referenced`] while it has orders.
pub fn remove(tx: &Tx<'_>, id: &str) -> Result<(), Error> {
    tx.change_one("DELETE FROM buyers WHERE id = ?1 AND remote IS NULL", [id], "buyer")
}

/// Identifiers of buyers that the server knows, in their order and after one of them.
///
/// # Errors
/// When the database fails.
pub fn known_after(tx: &Tx<'_>, id: &str, limit: u32) -> Result<Vec<String>, Error> {
    tx.all(
        "SELECT id FROM buyers WHERE remote IS NOT NULL AND id > ?1 ORDER BY id LIMIT ?2",
        params![id, limit],
        |row| row.get(0),
    )
}

/// Buyers whose check by VIES has been asked for and not answered.
///
/// # Errors
/// When the database fails.
pub fn with_pending_vies(tx: &Tx<'_>) -> Result<Vec<BuyerRow>, Error> {
    tx.all(
        "SELECT * FROM buyers WHERE remote IS NOT NULL AND kyc ->> '$.viesResult' = 'PENDING' LIMIT 100",
        [],
        read,
    )
}

/// Buyers with `search` in their name or VAT number, newest first; of one seller, or of all. An empty
/// search finds all.
///
/// # Errors
/// When the database fails.
pub fn list(
    tx: &Tx<'_>,
    seller: Option<&SellerId>,
    search: &str,
    limit: u32,
    offset: u32,
) -> Result<Vec<BuyerRow>, Error> {
    tx.all(
        "SELECT * FROM buyers WHERE instr(search, ?1) > 0 AND (?4 IS NULL OR seller = ?4)
         ORDER BY created_at DESC, id LIMIT ?2 OFFSET ?3",
        params![folded(search), limit, offset, seller.map(SellerId::as_str)],
        read,
    )
}

/// How many buyers [`list`] finds without a limit.
///
/// # Errors
/// When the database fails.
pub fn count(tx: &Tx<'_>, seller: Option<&SellerId>, search: &str) -> Result<u64, Error> {
    tx.number(
        "SELECT count(*) FROM buyers WHERE instr(search, ?1) > 0 AND (?2 IS NULL OR seller = ?2)",
        params![folded(search), seller.map(SellerId::as_str)],
    )
}

fn write(tx: &Tx<'_>, row: &BuyerRow, sql: &str) -> Result<(), Error> {
    let bound = named_params! {
        ":id": row.id,
        ":seller": row.seller.as_str(),
        ":remote": row.remote.as_ref().map(BuyerId::as_str),
        ":vat_number": row.vat_number,
        ":name": row.name,
        ":country": row.country,
        ":wanted": row.wanted.as_ref().map(Json),
        ":server": row.server.as_ref().map(Json),
        ":kyc": row.kyc.as_ref().map(Json),
        ":contacts": Json(&row.contacts),
        ":search": folded(&format!("{}\n{}", row.name, row.vat_number)),
        ":created_at": Time(row.created_at),
        ":updated_at": Time(row.updated_at),
    };
    tx.change_one(sql, bound, "buyer")
}

fn read(row: &Row<'_>) -> rusqlite::Result<BuyerRow> {
    Ok(BuyerRow {
        id: row.get("id")?,
        seller: SellerId(row.get("seller")?),
        remote: row.get::<_, Option<String>>("remote")?.map(BuyerId),
        vat_number: row.get("vat_number")?,
        name: row.get("name")?,
        country: row.get("country")?,
        wanted: row.get::<_, Option<Json<_>>>("wanted")?.map(|json| json.0),
        server: row.get::<_, Option<Json<_>>>("server")?.map(|json| json.0),
        kyc: row.get::<_, Option<Json<_>>>("kyc")?.map(|json| json.0),
        contacts: row.get::<_, Json<_>>("contacts")?.0,
        created_at: row.get::<_, Time>("created_at")?.0,
        updated_at: row.get::<_, Time>("updated_at")?.0,
    })
}
