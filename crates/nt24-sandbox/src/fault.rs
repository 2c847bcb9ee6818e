use std::time::Duration;

/// A fault on the way between client and sandbox, for the next calls that match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// `operationId`, or `issueToken`. `None` matches every call.
    pub operation: Option<String>,
    /// How many calls it hits.
    pub times: u32,
    /// The kind of fault.
    pub kind: FaultKind,
}

/// The kinds of fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// Not executed: the connection is dropped as soon as the head of the request has arrived.
    CutBeforeHandling,
    /// Executed; the connection is dropped without a byte of the answer.
    CutAfterHandling,
    /// Executed; half of the answer's body arrives, then the connection is dropped.
    CutDuringAnswer,
    /// Not executed: a problem of this status and type.
    Status(u16, String),
    /// Executed after this time.
    Latency(Duration),
    /// Not executed: a page of HTML with status 200, as a captive portal sends it.
    Html,
    /// Executed; the body is cut in the middle of the JSON, under its right status and length.
    BrokenJson,
    /// Not executed: 429 with this many seconds in `Retry-After`.
    RateLimited(u64),
    /// Executed; half of the body, announced as all of it.
    HalfBody,
    /// Executed; the answer has this `Content-Type`.
    ContentType(String),
    /// Executed; the body arrives in pieces of this length, with a pause before each.
    Drip {
        /// Length of a piece in bytes, at least 1.
        bytes: usize,
        /// The pause before each piece.
        pause: Duration,
    },
    /// Executed; `Content-Length` announces this many bytes, and the connection is dropped after the real
    /// body.
    Promised(u64),
    /// Executed; the body is followed by spaces until the client disconnects.
    Endless,
    /// Executed; a member of the answer's JSON object is a text instead of what it should be.
    Member {
        /// Its name.
        name: String,
        /// The text.
        text: String,
    },
}

/// The faults that wait for their calls.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Waiting>);

#[derive(Debug)]
struct Waiting {
    /// Number of matching calls that pass first.
    after: u32,
    fault: Fault,
}

impl Faults {
    pub(crate) fn add(&mut self, after: u32, fault: Fault) {
        self.0.push(Waiting { after, fault });
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// The waiting faults, each with the number of calls that pass first.
    pub(crate) fn list(&self) -> Vec<(u32, Fault)> {
        self.0.iter().map(|waiting| (waiting.after, waiting.fault.clone())).collect()
    }

    /// Takes the first fault that matches and counts one use of it. A fault that lets this call pass counts
    /// the call instead.
    pub(crate) fn take(&mut self, operation: Option<&str>) -> Option<FaultKind> {
        let mut taken = None;
        for Waiting { after, fault } in &mut self.0 {
            let matches = fault.operation.as_deref().is_none_or(|wanted| Some(wanted) == operation);
            if !matches || fault.times == 0 {
                continue;
            }
            if *after > 0 {
                *after -= 1;
                continue;
            }
            fault.times -= 1;
            taken = Some(fault.kind.clone());
            break;
        }
        self.0.retain(|waiting| waiting.fault.times > 0);
        taken
    }
}
