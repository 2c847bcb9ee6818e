//! The footer: connection, last sync, what waits, request budget.

use crate::Desk;
use crate::clock::moment;
use crate::contract::{Budget, Failure, Nothing, PaperProgress, SandboxNetwork, Status};
use crate::open::{Open, lock};

impl Desk {
    pub(crate) async fn status(&self, _: Nothing) -> Result<Status, Failure> {
        facts(&*self.open()?)
    }

    pub(crate) async fn try_now(&self, _: Nothing) -> Result<Status, Failure> {
        let open = self.open()?;
        probe(&open).await?;
        facts(&open)
    }

    pub(crate) async fn set_sandbox_network(&self, request: SandboxNetwork) -> Result<Status, Failure> {
        let open = self.open()?;
        open.set_sandbox_network(request.up)?;
        probe(&open).await?;
        facts(&open)
    }
}

/// The click's own request tells at once what the network does; everything that waits follows it.
async fn probe(open: &Open) -> Result<(), Failure> {
    open.link.cleared();
    if let Ok(me) = open.observe(open.client().me().await) {
        open.keep_me(me.value)?;
    }
    open.hurry();
    open.sweep_now();
    open.changed();
    Ok(())
}

pub(crate) fn facts(open: &Open) -> Result<Status, Failure> {
    let counts = open.store.read(store::outbox::counts)?;
    let uploads = open.uploads();
    let upload = (!uploads.is_empty()).then(|| {
        uploads.values().fold(PaperProgress { sent: 0, total: 0 }, |sum, one| PaperProgress {
            sent: sum.sent + one.sent,
            total: sum.total + one.total,
        })
    });
    drop(uploads);
    Ok(Status {
        link: open.link.facts(),
        last_sync_at: open.link.last_success().map(moment),
        waiting: counts.ready,
        in_flight: counts.in_flight,
        parked: counts.parked,
        paused: open.is_paused(),
        copy_failed: lock(&open.copy_failure).is_some(),
        upload,
        budget: open
            .client()
            .budget()
            .into_iter()
            .map(|budget| Budget {
                category: budget.category,
                limit: budget.limit,
                remaining: budget.remaining,
                resets_at: moment(budget.reset),
            })
            .collect(),
        sandbox_network: open.sandbox_network(),
    })
}
