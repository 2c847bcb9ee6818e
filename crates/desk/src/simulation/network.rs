//! The network between the desks and NT24: each write waits here until the schedule decides its fate.

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::{Request, Response};
use nt24_client::{Carrier, CarrierFault};
use nt24_sandbox::InProcess;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::oneshot;

/// The result of a request, for the desk that sent it.
pub(super) type Reply = Result<Response<Bytes>, CarrierFault>;

/// A write that the desk has sent and the schedule has not decided on.
pub(super) struct PendingWrite {
    /// The desk that sent it.
    pub(super) desk: usize,
    pub(super) request: Request<Bytes>,
    reply: Option<oneshot::Sender<Reply>>,
    is_noted: bool,
}

impl PendingWrite {
    /// Whether the desk still waits for the answer. A desk that crashed does not.
    pub(super) fn is_awaited(&self) -> bool {
        self.reply.as_ref().is_some_and(|reply| !reply.is_closed())
    }

    /// Gives the answer to the desk, unless the desk crashed.
    pub(super) fn answer(&mut self, reply: Reply) {
        if let Some(waiting) = self.reply.take() {
            drop(waiting.send(reply));
        }
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.request.headers().get(name)?.to_str().ok()
    }
}

/// The pending writes of all desks.
#[derive(Clone, Default)]
pub(super) struct Network(Arc<Mutex<Vec<PendingWrite>>>);

impl Network {
    pub(super) fn len(&self) -> usize {
        self.0.lock().unwrap().len()
    }

    pub(super) fn take(&self, at: usize) -> PendingWrite {
        self.0.lock().unwrap().remove(at)
    }

    pub(super) fn with<T>(&self, at: usize, read: impl FnOnce(&PendingWrite) -> T) -> T {
        read(&self.0.lock().unwrap()[at])
    }

    /// Calls `note` for each pending write once.
    pub(super) fn each_new(&self, mut note: impl FnMut(&PendingWrite)) {
        for pending in self.0.lock().unwrap().iter_mut().filter(|pending| !pending.is_noted) {
            pending.is_noted = true;
            note(pending);
        }
    }

    /// How many pending writes the desk waits for.
    pub(super) fn awaited(&self, desk: usize) -> usize {
        self.0.lock().unwrap().iter().filter(|pending| pending.desk == desk && pending.is_awaited()).count()
    }
}

/// The carrier of one desk. Reads and token requests are answered or fail at once; writes become pending.
pub(super) struct DeskCarrier {
    pub(super) desk: usize,
    pub(super) network: Network,
    pub(super) sandbox: Arc<InProcess>,
    pub(super) reads_fail: AtomicBool,
}

impl Carrier for DeskCarrier {
    fn carry(&self, request: Request<Bytes>) -> BoxFuture<'_, Reply> {
        if !request.headers().contains_key("idempotency-key") {
            if self.reads_fail.load(Ordering::Relaxed) {
                return async { Err(CarrierFault::TimedOut) }.boxed();
            }
            return async { self.sandbox.answer(request).await.ok_or(CarrierFault::Lost) }.boxed();
        }
        let (reply, answer) = oneshot::channel();
        let pending = PendingWrite { desk: self.desk, request, reply: Some(reply), is_noted: false };
        self.network.0.lock().unwrap().push(pending);
        async { answer.await.unwrap_or(Err(CarrierFault::Lost)) }.boxed()
    }
}
