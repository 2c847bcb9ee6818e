//! The server of a connection: together with the organization, the identity of its data.

use crate::contract::{Failure, FailureCode, Hosts};
use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// The API of NT24.
const PRODUCTION: &str = "https://api.novatrade24.com";

/// The domain of NT24's own hosts.
const DOMAIN: &str = "novatrade24.com";

/// The origins of the API and of its tokens. Two connections of an organization whose origins differ have
/// nothing in common: a staging system may be a copy of production, with the same organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Server {
    api: String,
    token: String,
}

impl Server {
    /// The server of two addresses. Fails with `bad_address` if one of them has no host.
    pub(crate) fn of(api_url: &str, token_url: &str) -> Result<Self, Failure> {
        Ok(Self { api: origin(api_url, "apiUrl")?, token: origin(token_url, "tokenUrl")? })
    }

    /// The host of the API with its port, to tell connections apart. `None` for NT24's production.
    pub(crate) fn unusual_host(&self) -> Option<&str> {
        (self.api != PRODUCTION).then(|| host(&self.api))
    }

    /// The hosts of both addresses with their ports, for the user.
    pub(crate) fn hosts(&self) -> Hosts {
        Hosts { api: host(&self.api).to_owned(), token: host(&self.token).to_owned() }
    }

    /// Whether both addresses are NT24's own, so that a secret may be sent there without asking the user.
    pub(crate) fn is_nt24(&self) -> bool {
        [&self.api, &self.token]
            .into_iter()
            .all(|origin| origin.strip_prefix("https://").is_some_and(is_nt24))
    }
}

/// The host of an origin, with its port if that is not the usual one.
fn host(origin: &str) -> &str {
    origin.split_once("://").map_or(origin, |(_, host)| host)
}

/// Whether a domain is NT24's. The dot matters: anybody can register a domain that only ends like NT24's.
fn is_nt24(domain: &str) -> bool {
    domain == DOMAIN || domain.strip_suffix(DOMAIN).is_some_and(|rest| rest.ends_with('.'))
}

fn origin(address: &str, field: &str) -> Result<String, Failure> {
    let origin = Url::parse(address).ok().map(|url| url.origin()).filter(url::Origin::is_tuple);
    origin
        .map(|origin| origin.ascii_serialization())
        .ok_or_else(|| Failure::of(FailureCode::BadAddress).with("field", field))
}

/// The token endpoint of NT24's own hosts (contract, section 2). Of staging it is inferred.
pub(crate) fn token_url_of(api_url: &str) -> Option<String> {
    let url = Url::parse(api_url).ok()?;
    let Host::Domain(host) = url.host()? else { return None };
    let domain = host.strip_prefix("api.")?;
    is_nt24(domain).then(|| format!("https://auth.{domain}{}", nt24::TOKEN_PATH))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_address_is_derived_for_nt24_only() {
        for (host, auth) in [
            ("api.novatrade24.com", "auth.novatrade24.com"),
            ("API.Novatrade24.com", "auth.novatrade24.com"),
            ("api.staging.novatrade24.com", "auth.staging.novatrade24.com"),
        ] {
            let derived = token_url_of(&format!("https://{host}/v1")).unwrap();
            assert_eq!(derived, format!("https://{auth}/realms/nt24-idp/protocol/openid-connect/token"));
        }
        for host in [
            "api.example.com",
            "api.my-novatrade24.com",
            "api.xnovatrade24.com",
            "api.novatrade24.com.example.com",
            "api.novatrade24.com@example.com",
            "novatrade24.com",
            "api..novatrade24.com.",
            "127.0.0.1",
        ] {
            assert_eq!(token_url_of(&format!("https://{host}/v1")), None, "{host}");
        }
    }

    #[test]
    fn servers_differ_by_scheme_host_and_port_of_either_address() {
        let server = |api, token| Server::of(api, token).unwrap();
        let production = server("https://api.novatrade24.com/v1", "https://auth.novatrade24.com/token");
        assert_eq!(
            production,
            server("https://API.novatrade24.com:443/v2/", "https://auth.novatrade24.com/t")
        );
        assert_eq!(production.unusual_host(), None);
        for (api, token) in [
            ("https://api.example.com/v1", "https://auth.novatrade24.com/token"),
            ("https://api.novatrade24.com/v1", "https://auth.example.com/token"),
            ("https://api.novatrade24.com:8443/v1", "https://auth.novatrade24.com/token"),
        ] {
            assert_ne!(production, server(api, token));
        }
        assert!(production.is_nt24());
        assert!(server("https://api.staging.novatrade24.com/v1", "https://auth.novatrade24.com/t").is_nt24());
        for (api, token) in [
            ("https://api.novatrade24.com/v1", "https://auth.example.com/token"),
            ("https://api.my-novatrade24.com/v1", "https://auth.novatrade24.com/token"),
            ("https://api.novatrade24.com:8443/v1", "https://auth.novatrade24.com/token"),
            ("http://api.novatrade24.com/v1", "https://auth.novatrade24.com/token"),
        ] {
            assert!(!server(api, token).is_nt24(), "{api} {token}");
        }
        let local = server("http://127.0.0.1:8024/v1", "http://127.0.0.1:8024/token");
        assert_eq!(local.hosts().token, "127.0.0.1:8024");
        assert_eq!(local.unusual_host(), Some("127.0.0.1:8024"));
        assert!(Server::of("file:///x", "https://auth.novatrade24.com/token").is_err());
        assert!(Server::of("https://api.novatrade24.com", "token").is_err());
    }
}
