//! Whether a buyer is refused for new orders, at NT24 or by a write that waits here.

use crate::contract::{BlockFacts, SaidSince};
use crate::deal::pending::PendingWrites;
use crate::given::clock::day;
use crate::queue::request::{Content, Request};
use nt24::{BuyerStatus, Operation};
use store::{BuyerRow, OutboxRow, OutboxState};

/// The writes that block and unblock a buyer.
const BOTH: &[Operation] = &[Operation::BlockBuyer, Operation::UnblockBuyer];

/// Whether the buyer is refused for new orders: by the last write that waits, else by NT24.
pub(crate) fn is_blocked(buyer: &BuyerRow, pending: &PendingWrites) -> bool {
    match pending.last_of(BOTH) {
        Some(operation) => operation == Operation::BlockBuyer,
        None => is_blocked_at_nt24(buyer),
    }
}

fn is_blocked_at_nt24(buyer: &BuyerRow) -> bool {
    buyer.server.as_ref().is_some_and(|server| server.status == BuyerStatus::Blocked)
}

/// Since when and why the buyer is blocked. `None` if the buyer is not blocked. `writes`: all of the buyer, oldest first.
pub(crate) fn block(buyer: &BuyerRow, pending: &PendingWrites, writes: &[OutboxRow]) -> Option<BlockFacts> {
    if !is_blocked(buyer, pending) {
        return None;
    }
    // NT24 tells neither the day nor the reason: only when the buyer last changed.
    let server = buyer.server.as_ref().filter(|_| is_blocked_at_nt24(buyer));
    let of_block = |row: &&OutboxRow| BOTH.iter().any(|operation| operation.id() == row.operation);
    let stands = |row: &&OutboxRow| !matches!(row.state, OutboxState::Withdrawn | OutboxState::Refused);
    let ours = writes.iter().filter(of_block).rfind(stands);
    let ours = ours.filter(|row| row.operation == Operation::BlockBuyer.id());
    Some(BlockFacts {
        since: server.map(|server| SaidSince { on: day(server.updated_at.date_naive()), exact: false }),
        queued: server.is_none(),
        reason: ours.and_then(reason),
        reason_on: ours.map(|row| day(row.created_at.date_naive())),
    })
}

fn reason(row: &OutboxRow) -> Option<String> {
    match Request::read(row)?.content {
        Content::Json(body) => Some(body["reason"].as_str()?.to_owned()),
        Content::Empty | Content::File => None,
    }
}
