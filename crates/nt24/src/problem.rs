use serde::{Deserialize, Serialize};

/// The beginning of a problem's `type`.
pub const PROBLEM_BASE: &str = "https://api.novatrade24.com/problems/";

open_enum!(
    /// The last part of a problem's `type`, the only member on which a program may decide (reference/errors).
    ProblemType {
        /// 400: syntax, a missing `Idempotency-Key` or `If-Match`, an action of the wrong mode.
        MalformedRequest = "malformed-request",
        /// 401: token missing, expired or invalid.
        Unauthorized = "unauthorized",
        /// 403: seller not authorized.
        Forbidden = "forbidden",
        /// 403: capability not granted.
        CapabilityRequired = "capability-required",
        /// 403: data processing agreement missing or outdated.
        DpaNotAccepted = "dpa-not-accepted",
        /// 404: the resource does not exist.
        NotFound = "not-found",
        /// 409: `If-Match` is stale.
        VersionMismatch = "version-mismatch",
        /// 409: a resource with this natural key and other data exists.
        ResourceExistsDifferentBody = "resource-exists-different-body",
        /// 409: pickup or delivery is set already.
        MilestoneAlreadySet = "milestone-already-set",
        /// 422: fields are invalid.
        ValidationError = "validation-error",
        /// 422: the idempotency key was used with another body.
        IdempotencyKeyReused = "idempotency-key-reused",
        /// 429: the request budget is used up.
        RateLimited = "rate-limited",
        /// 500: an error of the server.
        InternalError = "internal-error",
    }
);

/// A field that was refused.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldError {
    /// Path of the field in the body, for example `vins[0].vin`.
    pub field: String,
    /// The reason, for users.
    pub message: String,
    /// The refused value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejected_value: Option<serde_json::Value>,
}

impl std::fmt::Debug for FieldError {
    // The rejected value may be personal data; it stays out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FieldError").field("field", &self.field).finish_non_exhaustive()
    }
}

/// `application/problem+json` (RFC 7807). Decide on [`Problem::kind`] only; new kinds may appear.
///
/// ```
/// use nt24::{Problem, ProblemType};
///
/// let problem: Problem = serde_json::from_str(
///     r#"{"type": "https://api.novatrade24.com/problems/validation-error", "title": "Not valid",
///         "status": 422, "traceId": "req_1",
///         "errors": [{"field": "vatNumber", "message": "must be a VAT number", "rejectedValue": "x"}]}"#,
/// )?;
/// assert_eq!(problem.kind(), ProblemType::ValidationError);
/// assert_eq!(problem.errors[0].field, "vatNumber");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Stable identifier: [`PROBLEM_BASE`] and the slug.
    #[serde(rename = "type")]
    pub type_uri: String,
    /// Short text.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// Longer text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Path of the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// Quote it to support.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<String>,
    /// Only with `validation-error`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The stored resource, in a conflict (409).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_resource: Option<serde_json::Value>,
}

impl Problem {
    /// A problem of a known type.
    #[must_use]
    pub fn new(kind: &ProblemType, status: u16, title: impl Into<String>) -> Self {
        Self {
            type_uri: format!("{PROBLEM_BASE}{kind}"),
            title: title.into(),
            status,
            detail: None,
            instance: None,
            trace_id: None,
            errors: Vec::new(),
            current_resource: None,
        }
    }

    /// The slug of `type`. A bare slug, another host, or a slash at the end is read in the same way.
    #[must_use]
    pub fn kind(&self) -> ProblemType {
        let uri = self.type_uri.trim().trim_end_matches('/');
        let slug = uri.rsplit('/').next().unwrap_or(uri);
        ProblemType::from(slug)
    }
}

impl std::fmt::Debug for Problem {
    // Detail and resource may hold personal data; they stay out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Problem")
            .field("type", &self.type_uri)
            .field("status", &self.status)
            .field("trace_id", &self.trace_id)
            .field("errors", &self.errors)
            .finish_non_exhaustive()
    }
}
