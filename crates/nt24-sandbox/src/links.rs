//! The addresses of the API, of the pages for a buyer, and of the export files behind links.

use nt24::Operation;

/// URL of the page of an identity check.
pub(crate) fn verification_url(origin: &str, token: &str) -> String {
    format!("{origin}/idenfy/{token}")
}

/// URL of the page of an invitation.
pub(crate) fn invitation_url(origin: &str, token: &str) -> String {
    format!("{origin}/invite/{token}")
}

/// Path of an export file whose `downloadUrl` expires; see [`crate::Behaviour::export_link_life`].
pub(crate) fn export_file_path(token: &str) -> String {
    format!("/export-files/{token}")
}

/// Path of an operation of the API with these parameters, with `/v1`. Returns `None` if one of them cannot
/// be part of a path.
pub(crate) fn api_path(operation: Operation, parameters: &[&str]) -> Option<String> {
    operation.path(parameters).ok().map(|path| format!("/v1{path}"))
}
