use std::time::Duration;

/// Something that goes wrong on the way, for the next calls that match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// `operationId`, or `issueToken`; none matches every call.
    pub operation: Option<String>,
    /// How many calls it hits.
    pub times: u32,
    /// What happens.
    pub kind: FaultKind,
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The connection is dropped when the head of the request is there; nothing is executed.
    CutBeforeHandling,
    /// The request is executed; the connection is dropped without a byte of the answer.
    CutAfterHandling,
    /// The request is executed; half of the answer's body arrives.
    CutDuringAnswer,
    /// Not executed: a problem of this status and type.
    Status(u16, String),
    /// Executed, but only after this time.
    Latency(Duration),
    /// Not executed: a page of HTML with status 200, as a captive portal sends it.
    Html,
    /// Executed; the body is cut in the middle of the JSON, under its right status and length.
    BrokenJson,
    /// Not executed: 429 with this many seconds in `Retry-After`.
    RateLimited(u64),
    /// Executed; half of the body, announced as all of it.
    HalfBody,
    /// Executed; the answer says that it is of this media type.
    ContentType(String),
    /// Executed; the body arrives so many bytes at a time, with a pause before each.
    Drip {
        /// Bytes of a piece, one at least.
        bytes: usize,
        /// The pause.
        pause: Duration,
    },
    /// Executed; `Content-Length` promises so many bytes, and the connection is dropped after those
    /// that there are.
    Promised(u64),
    /// Executed; the body is followed by spaces until the client goes away.
    Endless,
}

/// The faults that wait for their calls.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Waiting>);

#[derive(Debug)]
struct Waiting {
    /// So many calls that match pass first.
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

    /// Those that wait, each with how many calls it lets pass first.
    pub(crate) fn list(&self) -> Vec<(u32, Fault)> {
        self.0.iter().map(|waiting| (waiting.after, waiting.fault.clone())).collect()
    }

    /// The first fault that matches; it is used up by one. One that lets the call pass counts it.
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
