use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// Path of the token endpoint on the Keycloak host.
pub const TOKEN_PATH: &str = "/realms/nt24-idp/protocol/openid-connect/token";

/// The answer of the token endpoint.
#[derive(Clone, Serialize, Deserialize)]
pub struct TokenResponse {
    /// Bearer token.
    pub access_token: String,
    /// Life in seconds, usually 300; 0 if the answer names none that can be read. A text with a number counts
    /// as the number.
    #[serde(default, deserialize_with = "seconds")]
    pub expires_in: u64,
    /// `Bearer`; empty if the answer names none.
    #[serde(default)]
    pub token_type: String,
    /// A field of Keycloak.
    #[serde(
        rename = "not-before-policy",
        default,
        deserialize_with = "readable",
        skip_serializing_if = "Option::is_none"
    )]
    pub not_before_policy: Option<i64>,
    /// Space-separated.
    #[serde(default, deserialize_with = "readable", skip_serializing_if = "Option::is_none")]
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
    #[serde(default, deserialize_with = "readable", skip_serializing_if = "Option::is_none")]
    pub error_description: Option<String>,
}

/// Seconds as a number or as text. Only the life of the token depends on them, so that anything else counts
/// as no number: the token is used, and a 401 shows its end.
fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let number = match &value {
        Value::String(text) => text.trim().parse::<f64>().ok(),
        value => value.as_f64(),
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
    Ok(number.unwrap_or_default() as u64)
}

/// A member that no program needs: a value of another type counts as none.
fn readable<'de, D: Deserializer<'de>, T: serde::de::DeserializeOwned>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    Ok(T::deserialize(Value::deserialize(deserializer)?).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn life(member: &str) -> u64 {
        let text = format!(r#"{{"access_token":"t",{member}"scope":["a"],"not-before-policy":"x"}}"#);
        serde_json::from_str::<TokenResponse>(&text).unwrap().expires_in
    }

    #[test]
    fn the_life_of_a_token_is_a_number_a_text_or_unknown() {
        for (member, seconds) in [
            (r#""expires_in":300,"#, 300),
            (r#""expires_in":"300","#, 300),
            (r#""expires_in":" 300 ","#, 300),
            (r#""expires_in":299.9,"#, 299),
            (r#""expires_in":-5,"#, 0),
            (r#""expires_in":"soon","#, 0),
            (r#""expires_in":null,"#, 0),
            ("", 0),
        ] {
            assert_eq!(life(member), seconds, "{member}");
        }
    }

    #[test]
    fn an_error_is_read_whatever_its_description_is() {
        let error: OAuthError =
            serde_json::from_str(r#"{"error":"invalid_client","error_description":{"de":"x"}}"#).unwrap();
        assert_eq!((error.error.as_str(), error.error_description), ("invalid_client", None));
    }
}
