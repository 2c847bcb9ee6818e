//! Turns the errors of the crates below into failures that the page can explain.

use crate::contract::{Failure, FailureCode, FieldProblem};
use crate::given::keychain::KeychainError;
use nt24::{Problem, ProblemType};
use nt24_client::ErrorKind;

impl From<&nt24_client::Error> for Failure {
    fn from(error: &nt24_client::Error) -> Self {
        let mut failure = match error.kind() {
            ErrorKind::Problem(problem) => Failure::from(&**problem),
            ErrorKind::NoTurn | ErrorKind::Status(429) => Failure::of(FailureCode::RateLimited),
            ErrorKind::Status(413) => Failure::of(FailureCode::FileTooLargeForServer),
            ErrorKind::Status(415) => Failure::of(FailureCode::FileKind),
            ErrorKind::Status(status) if *status >= 500 => {
                Failure::of(FailureCode::ServerError).with("status", status)
            }
            ErrorKind::Status(status) => Failure::of(FailureCode::NotTheApi).with("status", status),
            ErrorKind::BadAddress => Failure::of(FailureCode::BadAddress),
            ErrorKind::Unreachable => Failure::of(FailureCode::Unreachable),
            ErrorKind::Tls { unknown_issuer: true } => Failure::of(FailureCode::TlsUnknownIssuer),
            ErrorKind::Tls { unknown_issuer: false } => Failure::of(FailureCode::Tls),
            ErrorKind::Timeout => Failure::of(FailureCode::Timeout),
            ErrorKind::ConnectionLost => Failure::of(FailureCode::ConnectionLost),
            ErrorKind::Credentials => Failure::of(FailureCode::Credentials),
            ErrorKind::NotTheApi | ErrorKind::Redirected => Failure::of(FailureCode::NotTheApi),
            ErrorKind::BadBody | ErrorKind::TooLarge => Failure::of(FailureCode::BadAnswer),
            // Uploads come from the vault, where no file changes by itself.
            ErrorKind::FileChanged | ErrorKind::FileGone => Failure::of(FailureCode::FileDamaged),
            ErrorKind::CannotStore => Failure::of(FailureCode::CannotSave),
            _ => Failure::of(FailureCode::Internal),
        };
        if let nt24_client::Retry::After(wait) = error.retry() {
            failure = failure.with("seconds", wait.as_secs());
        }
        failure
    }
}

impl From<nt24_client::Error> for Failure {
    fn from(error: nt24_client::Error) -> Self {
        Failure::from(&error)
    }
}

impl From<&Problem> for Failure {
    fn from(problem: &Problem) -> Self {
        let code = match problem.kind() {
            ProblemType::Unauthorized => FailureCode::Credentials,
            ProblemType::Forbidden => FailureCode::SellerNotAuthorized,
            ProblemType::CapabilityRequired => FailureCode::CapabilityRequired,
            ProblemType::DpaNotAccepted => FailureCode::DpaNotAccepted,
            ProblemType::NotFound => FailureCode::NotFound,
            ProblemType::VersionMismatch => FailureCode::VersionMismatch,
            ProblemType::ResourceExistsDifferentBody => FailureCode::ExistsWithOtherData,
            ProblemType::MilestoneAlreadySet => FailureCode::MilestoneAlreadySet,
            ProblemType::ValidationError => FailureCode::Validation,
            ProblemType::RateLimited => FailureCode::RateLimited,
            ProblemType::InternalError => FailureCode::ServerError,
            ProblemType::MalformedRequest | ProblemType::IdempotencyKeyReused => FailureCode::RequestRefused,
            ProblemType::Unknown(_) => match problem.status {
                500.. | 408 | 425 => FailureCode::ServerError,
                429 => FailureCode::RateLimited,
                413 => FailureCode::FileTooLargeForServer,
                415 => FailureCode::FileKind,
                _ => FailureCode::RequestRefused,
            },
        };
        Failure {
            detail: problem.detail.clone().or_else(|| Some(problem.title.clone())),
            trace_id: problem.trace_id.clone(),
            fields: problem
                .errors
                .iter()
                .map(|error| FieldProblem { field: error.field.clone(), message: error.message.clone() })
                .collect(),
            ..Failure::of(code).with("status", problem.status)
        }
    }
}

/// The failure of a request of an open connection. Its address has answered as NT24 before, so a page or a
/// redirect is not a wrong address, but a network or a proxy that asks the user to sign in first.
pub(crate) fn of_open(error: &nt24_client::Error) -> Failure {
    let failure = Failure::from(error);
    match error.kind() {
        ErrorKind::NotTheApi | ErrorKind::Redirected => {
            Failure { code: FailureCode::CaptivePortal, ..failure }
        }
        _ => failure,
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        let failure = match &error {
            store::Error::NewerVersion { .. } => Failure::of(FailureCode::NewerDatabase),
            store::Error::WrongKey => Failure::of(FailureCode::WrongKey),
            store::Error::Damaged => Failure::of(FailureCode::DatabaseDamaged),
            store::Error::Altered | store::Error::NotFound("file") => Failure::of(FailureCode::FileDamaged),
            store::Error::Missing | store::Error::Gone => Failure::of(FailureCode::Gone),
            store::Error::InUse => Failure::of(FailureCode::InUse),
            store::Error::DiskFull => Failure::of(FailureCode::DiskFull),
            store::Error::NotAFile => Failure::of(FailureCode::NotAFile),
            store::Error::Empty => Failure::of(FailureCode::FileEmpty),
            _ => Failure::of(FailureCode::Internal),
        };
        if failure.code == FailureCode::Internal {
            tracing::error!(%error, "the store failed");
        }
        failure
    }
}

impl From<KeychainError> for Failure {
    fn from(error: KeychainError) -> Self {
        Failure::of(match error {
            KeychainError::Absent => FailureCode::PassphraseNeeded,
            KeychainError::Locked => FailureCode::KeychainLocked,
            KeychainError::NotSetUp => FailureCode::KeychainNotSetUp,
            KeychainError::Silent => FailureCode::KeychainSilent,
        })
    }
}

/// The failure of reading or writing a file outside of the vault.
pub(crate) fn of_io(error: &std::io::Error, otherwise: FailureCode) -> Failure {
    Failure::of(match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => FailureCode::DiskFull,
        std::io::ErrorKind::NotFound => FailureCode::FileGone,
        _ => otherwise,
    })
}
