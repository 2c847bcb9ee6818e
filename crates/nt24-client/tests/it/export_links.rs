//! The links to export files, in both interpretations of the contract's open question 30.

use crate::fixtures::{ManualClock, client_of};
use chrono::TimeDelta;
use nt24::{OrderFilter, OrderStatus};
use nt24_client::{Config, Download, Secret};
use nt24_sandbox::{Options, Sandbox, Seed};
use std::sync::Arc;

#[tokio::test]
async fn a_link_works_with_the_token_or_until_it_expires() {
    for life in [None, Some(TimeDelta::hours(24))] {
        let clock = ManualClock::new();
        let mut options = Options { clock: Arc::new(clock.clone()), ..Options::demo() };
        options.behaviour.export_link_life = life;
        let sandbox = Sandbox::start(options).await.unwrap();
        sandbox.control().reset(Seed::Demo).unwrap();
        let secret = Secret::new(sandbox.client_secret());
        let config = Config::new(&sandbox.api_url(), &sandbox.token_url(), sandbox.client_id(), secret);
        let nt24 = client_of(config.unwrap(), clock.clone());

        let seller = nt24.me().await.unwrap().value.authorized_partners[0].uuid.clone();
        let filter = OrderFilter { status: Some(OrderStatus::ComplianceValid), ..OrderFilter::default() };
        let order = nt24.orders(&seller, &filter).await.unwrap().value.data.remove(0).uuid;
        let link = async || nt24.export_file(&seller, &order).await.unwrap().value.download_url.unwrap();
        let download = async |link: &str| nt24.download(&Download::link(link), &mut Vec::new()).await;
        let first = link().await;
        download(&first).await.unwrap();
        clock.advance(24 * 3600);
        let later = download(&first).await;
        match life {
            None => assert!(later.is_ok(), "{later:?}"),
            Some(_) => {
                assert_eq!(later.unwrap_err().problem().map(|problem| problem.status), Some(404));
                download(&link().await).await.unwrap();
            }
        }
        sandbox.stop().await;
    }
}
