//! Plays a story on a world. Every record is made by an operation of the API, at its moment in the story,
//! so that versions, rollups, checks and export files are consistent.

use super::calls::Play;
use super::deal::{Deal, Step};
use super::paper::Paper;
use super::profile::{Profile, ProfileStep};
use crate::world::{Moment, World};
use chrono::{DateTime, Utc};
use nt24::{BuyerId, OrderId};

/// Buyers, and orders that name them by index.
pub(super) struct Story {
    pub(super) profiles: Vec<Profile>,
    pub(super) deals: Vec<Deal>,
}

/// A step of a profile or a deal, with its index.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Subject {
    Profile(usize, ProfileStep),
    Deal(usize, Step),
}

/// Plays a story up to the present moment. If the options of the sandbox refuse a step (a missing
/// capability, a stricter behaviour), the rest of that order or buyer is left out. Returns the number of
/// those.
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
