//! A call of an operation, and the checks that many operations share.

use crate::files::FileStore;
use crate::message::{Payload, Refusal, Reply};
use crate::world::{BuyerRecord, Moment, OrderRecord, World};
use nt24::{BuyerId, ETag, Operation, OrderId, ProblemType, SellerId};
use serde::Serialize;
use std::collections::BTreeMap;

/// A request that is authenticated, within its rate limit, and not a repeat.
pub(crate) struct Call<'a> {
    pub(crate) operation: Operation,
    pub(crate) parameters: &'a BTreeMap<String, String>,
    pub(crate) query: &'a [(String, String)],
    pub(crate) if_match: Option<&'a str>,
    pub(crate) if_none_match: Option<&'a str>,
    pub(crate) payload: &'a Payload,
    pub(crate) moment: Moment<'a>,
    pub(crate) files: &'a FileStore,
    /// Origin of the pages for buyers.
    pub(crate) origin: &'a str,
}

impl Call<'_> {
    pub(super) fn parameter(&self, name: &str) -> &str {
        self.parameters.get(name).map_or("", String::as_str)
    }

    /// The first value of a query parameter.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn body(&self) -> &[u8] {
        match self.payload {
            Payload::Bytes(bytes) => bytes,
            Payload::Upload(_) | Payload::Refused(_) => &[],
        }
    }

    /// The seller of the path, if the organization may act for it.
    pub(super) fn seller(&self, world: &World) -> Result<SellerId, Refusal> {
        let wanted = self.parameter("sellerId");
        world.sellers.iter().find(|partner| partner.uuid.as_str() == wanted).map_or_else(
            || {
                Err(Refusal::new(&ProblemType::Forbidden, 403, "Forbidden")
                    .detail("The organization may not act for this seller"))
            },
            |partner| Ok(partner.uuid.clone()),
        )
    }

    pub(super) fn buyer<'w>(&self, world: &'w World) -> Result<&'w BuyerRecord, Refusal> {
        let seller = self.seller(world)?;
        world
            .buyers
            .get(&BuyerId::from(self.parameter("buyerId")))
            .filter(|record| record.seller == seller)
            .ok_or_else(|| Refusal::not_found("buyer"))
    }

    pub(super) fn order<'w>(&self, world: &'w World) -> Result<&'w OrderRecord, Refusal> {
        let seller = self.seller(world)?;
        world
            .orders
            .get(&OrderId::from(self.parameter("uuid")))
            .filter(|record| record.seller == seller)
            .ok_or_else(|| Refusal::not_found("order"))
    }

    /// The order of the path, for a write that a cancelled order refuses.
    pub(super) fn open_order<'w>(&self, world: &'w World) -> Result<&'w OrderRecord, Refusal> {
        let record = self.order(world)?;
        if record.cancelled_at.is_some() {
            return Err(Refusal::field("status", "the order is cancelled", Some("CANCELLED".into())));
        }
        Ok(record)
    }

    /// Answers a read: 304 if `If-None-Match` names the current version.
    pub(super) fn read(&self, version: u64, resource: &impl Serialize) -> Reply {
        let tag = ETag::of_version(version).0;
        let known = self.if_none_match.is_some_and(|header| {
            header.split(',').any(|one| one.trim().trim_start_matches("W/") == tag || one.trim() == "*")
        });
        if known { Reply::empty(304).with("etag", tag) } else { Reply::versioned(200, version, resource) }
    }

    /// Checks that `If-Match` names the current version; the refusal of a stale one contains the resource.
    pub(super) fn check_version(&self, version: u64, current: &impl Serialize) -> Result<(), Refusal> {
        if self.if_match == Some(ETag::of_version(version).0.as_str()) {
            Ok(())
        } else {
            Err(Refusal::conflict(&ProblemType::VersionMismatch, "The resource has another version", current))
        }
    }
}
