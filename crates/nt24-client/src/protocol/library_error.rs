//! The meaning of an error of the HTTP library.

use crate::error::{Error, ErrorKind};
use rustls::CertificateError;

/// The error of an exchange that brought no complete answer.
pub(crate) fn from_reqwest(fault: reqwest::Error) -> Error {
    // The address may hold a VAT number or a signature.
    let fault = fault.without_url();
    let error = if fault.is_builder() {
        Error::never_sent(ErrorKind::BadAddress)
    } else if fault.is_connect() {
        // No byte of a request is written before the connection and its encryption are established.
        Error::never_sent(connect_kind(&fault))
    } else if fault.is_timeout() {
        Error::unknown(ErrorKind::Timeout)
    } else {
        Error::unknown(ErrorKind::ConnectionLost)
    };
    error.with_source(fault)
}

fn connect_kind(fault: &reqwest::Error) -> ErrorKind {
    if let Some(tls) = tls_fault(fault) {
        ErrorKind::Tls { unknown_issuer: is_unknown_issuer(tls) }
    } else if fault.is_timeout() {
        ErrorKind::Timeout
    } else {
        ErrorKind::Unreachable
    }
}

/// The TLS error among the sources of an error.
fn tls_fault<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a rustls::Error> {
    if let Some(tls) = error.downcast_ref() {
        return Some(tls);
    }
    // `source` of an I/O error skips the error that it wraps.
    let wrapped = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    match wrapped {
        Some(wrapped) => tls_fault(wrapped),
        None => error.source().and_then(tls_fault),
    }
}

fn is_unknown_issuer(fault: &rustls::Error) -> bool {
    matches!(fault, rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer))
}
