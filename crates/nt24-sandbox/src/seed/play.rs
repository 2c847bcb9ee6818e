//! Plays a story on a world. Every record is made by the operations of the API themselves, at the
//! moments of the story, so that versions, rollups, checks and export files are what they would be.

use super::deal::{Deal, Step};
use super::paper::Paper;
use super::profile::{Profile, ProfileStep};
use crate::operations::{self, Call};
use crate::receive::{Payload, Upload};
use crate::reply::Refusal;
use crate::world::{Moment, World};
use chrono::{DateTime, Utc};
use nt24::{BuyerId, DocumentType, Operation, OrderId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Buyers, and the orders that name them by their place in the list.
pub(super) struct Story {
    pub(super) profiles: Vec<Profile>,
    pub(super) deals: Vec<Deal>,
}

/// A step, and whose: a place in the list of profiles or of deals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Subject {
    Profile(usize, ProfileStep),
    Deal(usize, Step),
}

/// A world while a story is played on it.
pub(super) struct Play<'a> {
    pub(super) world: &'a mut World,
    pub(super) moment: Moment<'a>,
    seller: String,
    paper: &'a Paper<'a>,
}

/// The part of a created record that the story goes on with.
#[derive(Deserialize)]
struct Made {
    uuid: String,
}

/// Plays a story up to the present moment. Where the sandbox is set up to refuse a step (a
/// capability that is not granted, a stricter reading), the rest of that order or buyer is left out.
/// Returns how many were cut short.
pub(super) fn play(story: &Story, world: &mut World, paper: &Paper<'_>, moment: Moment<'_>) -> usize {
    let Some(seller) = world.sellers.first().map(|partner| partner.uuid.to_string()) else { return 0 };
    let mut play = Play { world, moment, seller, paper };
    let mut buyers: Vec<Option<BuyerId>> = vec![None; story.profiles.len()];
    let mut orders: Vec<Option<OrderId>> = vec![None; story.deals.len()];
    let mut cut_short = 0;
    for (now, subject) in in_order(story) {
        play.moment.now = now;
        play.world.advance(play.moment);
        match subject {
            Subject::Profile(at, step) => {
                let (Some(profile), Some(id)) = (story.profiles.get(at), buyers.get_mut(at)) else {
                    continue;
                };
                if step == ProfileStep::Create || id.is_some() {
                    profile.play(step, id, &mut play).unwrap_or_else(|_| {
                        *id = None;
                        cut_short += 1;
                    });
                }
            }
            Subject::Deal(at, step) => {
                let (Some(deal), Some(id)) = (story.deals.get(at), orders.get_mut(at)) else { continue };
                let buyer = buyers.get(deal.buyer).and_then(Option::as_ref);
                if let (Some(buyer), Some(profile)) = (buyer, story.profiles.get(deal.buyer))
                    && (step == Step::Create || id.is_some())
                {
                    deal.play(step, id, buyer, &profile.iban, &mut play).unwrap_or_else(|_| {
                        *id = None;
                        cut_short += 1;
                    });
                }
            }
        }
    }
    play.world.advance(moment);
    cut_short
}

fn in_order(story: &Story) -> Vec<(DateTime<Utc>, Subject)> {
    let profiles = story.profiles.iter().enumerate();
    let profiles = profiles.flat_map(|(at, profile)| {
        profile.steps().into_iter().map(move |(moment, step)| (moment, Subject::Profile(at, step)))
    });
    let deals = story.deals.iter().enumerate();
    let deals = deals
        .flat_map(|(at, deal)| deal.steps().map(move |(moment, step)| (moment, Subject::Deal(at, step))));
    let mut steps: Vec<_> = profiles.chain(deals).collect();
    steps.sort_unstable();
    steps
}

impl Play<'_> {
    /// Sends a body, as a client would, and reads the id of what it made.
    pub(super) fn create(
        &mut self,
        operation: Operation,
        path: &[(&str, &str)],
        body: &impl Serialize,
    ) -> Result<String, Refusal> {
        let answer = self.send(operation, path, body)?;
        let made: Made = serde_json::from_slice(&answer)
            .map_err(|error| Refusal::internal(format!("the answer has no id: {error}")))?;
        Ok(made.uuid)
    }

    /// Sends a body.
    pub(super) fn send(
        &mut self,
        operation: Operation,
        path: &[(&str, &str)],
        body: &impl Serialize,
    ) -> Result<Vec<u8>, Refusal> {
        self.call(operation, path, None, &json(body)?)
    }

    /// Sends a change of the present version.
    pub(super) fn change(
        &mut self,
        operation: Operation,
        path: &[(&str, &str)],
        etag: &str,
        body: &impl Serialize,
    ) -> Result<Vec<u8>, Refusal> {
        self.call(operation, path, Some(etag), &json(body)?)
    }

    /// A write without a body.
    pub(super) fn trigger(
        &mut self,
        operation: Operation,
        path: &[(&str, &str)],
    ) -> Result<Vec<u8>, Refusal> {
        self.call(operation, path, None, &Payload::Bytes(bytes::Bytes::new()))
    }

    /// Uploads a paper of the day.
    pub(super) fn upload(
        &mut self,
        operation: Operation,
        path: &[(&str, &str)],
        kind: &DocumentType,
    ) -> Result<(), Refusal> {
        let upload = Payload::Upload(Upload {
            kind: Some(kind.to_string()),
            document_date: Some(self.moment.now.date_naive().to_string()),
            file: Some(self.paper.file(kind)),
            // The bytes are kept already.
            taken_in: None,
            recognised: true,
        });
        self.call(operation, path, None, &upload).map(|_| ())
    }

    fn call(
        &mut self,
        operation: Operation,
        path: &[(&str, &str)],
        if_match: Option<&str>,
        payload: &Payload,
    ) -> Result<Vec<u8>, Refusal> {
        let mut parameters = BTreeMap::from([("sellerId".to_owned(), self.seller.clone())]);
        parameters.extend(path.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let call = Call {
            operation,
            parameters: &parameters,
            query: &[],
            if_match,
            if_none_match: None,
            payload,
            moment: self.moment,
            files: self.paper.files,
            // No link is given out while a world is made.
            origin: "",
        };
        operations::handle(self.world, &call).map(|reply| reply.body)
    }
}

fn json(body: &impl Serialize) -> Result<Payload, Refusal> {
    let body = serde_json::to_vec(body).map_err(|error| Refusal::internal(error.to_string()))?;
    Ok(Payload::Bytes(body.into()))
}
