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
}

/// The faults that wait for their calls.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// The first fault that matches; it is used up by one.
    pub(crate) fn take(&mut self, operation: Option<&str>) -> Option<FaultKind> {
        let at = self.0.iter().position(|fault| {
            fault.times > 0 && fault.operation.as_deref().is_none_or(|wanted| Some(wanted) == operation)
        })?;
        let fault = self.0.get_mut(at)?;
        fault.times -= 1;
        let kind = fault.kind.clone();
        self.0.retain(|fault| fault.times > 0);
        Some(kind)
    }
}
