use serde::{Deserialize, Serialize};

/// Path of the token endpoint on the Keycloak host.
pub const TOKEN_PATH: &str = "/realms/nt24-idp/protocol/openid-connect/token";

/// The answer of the token endpoint.
#[derive(Clone, Serialize, Deserialize)]
pub struct TokenResponse {
    /// Bearer token.
    pub access_token: String,
    /// Life in seconds, usually 300; 0 if the answer names none.
    #[serde(default)]
    pub expires_in: u64,
    /// `Bearer`.
    pub token_type: String,
    /// A field of Keycloak.
    #[serde(rename = "not-before-policy", default, skip_serializing_if = "Option::is_none")]
    pub not_before_policy: Option<i64>,
    /// Space-separated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
}

impl std::fmt::Debug for TokenResponse {
    // The token stays out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenResponse").field("expires_in", &self.expires_in).finish_non_exhaustive()
    }
}

/// An OAuth 2.0 error object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OAuthError {
    /// For example `invalid_client`.
    pub error: String,
    /// A description, for developers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_description: Option<String>,
}
