//! The network between the desks and NT24: every request waits here until the schedule decides what
//! becomes of it.

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::{Request, Response};
use nt24_client::{Carrier, CarrierFault};
use nt24_sandbox::InProcess;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::oneshot;

/// What a desk waits for.
pub(super) type Reply = Result<Response<Bytes>, CarrierFault>;

/// A write under way.
pub(super) struct Letter {
    /// Which desk sent it.
    pub(super) desk: usize,
    pub(super) request: Request<Bytes>,
    reply: Option<oneshot::Sender<Reply>>,
}

impl Letter {
    /// Whether the desk still waits for the answer: it may have crashed.
    pub(super) fn is_awaited(&self) -> bool {
        self.reply.as_ref().is_some_and(|reply| !reply.is_closed())
    }

    /// Gives the desk its answer. A desk that crashed does not hear it.
    pub(super) fn answer(&mut self, reply: Reply) {
        if let Some(waiting) = self.reply.take() {
            drop(waiting.send(reply));
        }
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.request.headers().get(name)?.to_str().ok()
    }
}

/// All letters under way.
#[derive(Clone, Default)]
pub(super) struct Network(Arc<Mutex<Vec<Letter>>>);

impl Network {
    pub(super) fn len(&self) -> usize {
        self.0.lock().unwrap().len()
    }

    pub(super) fn take(&self, at: usize) -> Letter {
        self.0.lock().unwrap().remove(at)
    }

    pub(super) fn with<T>(&self, at: usize, look: impl FnOnce(&Letter) -> T) -> T {
        look(&self.0.lock().unwrap()[at])
    }

    /// How many letters of each desk are awaited.
    pub(super) fn awaited(&self, desk: usize) -> usize {
        self.0.lock().unwrap().iter().filter(|letter| letter.desk == desk && letter.is_awaited()).count()
    }
}

/// The line of one desk. Reads and tokens pass at once, or fail; writes become letters.
pub(super) struct Line {
    pub(super) desk: usize,
    pub(super) network: Network,
    pub(super) sandbox: Arc<InProcess>,
    pub(super) reads_fail: AtomicBool,
}

impl Carrier for Line {
    fn carry(&self, request: Request<Bytes>) -> BoxFuture<'_, Reply> {
        if !request.headers().contains_key("idempotency-key") {
            if self.reads_fail.load(Ordering::Relaxed) {
                return async { Err(CarrierFault::TimedOut) }.boxed();
            }
            return async { self.sandbox.answer(request).await.ok_or(CarrierFault::Lost) }.boxed();
        }
        let (reply, answer) = oneshot::channel();
        let letter = Letter { desk: self.desk, request, reply: Some(reply) };
        self.network.0.lock().unwrap().push(letter);
        async { answer.await.unwrap_or(Err(CarrierFault::Lost)) }.boxed()
    }
}
