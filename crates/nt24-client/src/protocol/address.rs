//! Which addresses may be called, and which may see the token.

use nt24::Operation;
use url::{Host, Url};

/// The path of an operation, for callers that pass as many ids as the path has parameters.
#[expect(clippy::expect_used, reason = "template and values stand side by side; a test builds every write")]
pub(crate) fn operation_path(operation: Operation, ids: &[&str]) -> String {
    operation.path(ids).expect("as many values as the path has parameters")
}

/// Whether the address is allowed in a configuration.
pub(crate) fn may_be_configured(url: &Url) -> bool {
    let encrypted = url.scheme() == "https";
    let own_machine = url.scheme() == "http" && is_loopback(url);
    (encrypted || own_machine) && is_plain(url) && url.query().is_none()
}

/// Whether the address names a host, and has no user name, password or fragment.
fn is_plain(url: &Url) -> bool {
    url.has_host() && url.username().is_empty() && url.password().is_none() && url.fragment().is_none()
}

/// Whether the host is this machine. Other names that resolve to it do not count: a name server may resolve
/// them differently tomorrow.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The address of a path below the base. `None` if the path leads elsewhere, as `/../x` does.
pub(crate) fn below(base: &Url, path: &str) -> Option<Url> {
    let whole = format!("{}{path}", base.path().trim_end_matches('/'));
    let mut url = base.clone();
    url.set_path(&whole);
    // The parser resolves dot segments and escapes characters that a path cannot hold. If it changes the
    // path, the request would reach another resource.
    (path.starts_with('/') && url.path() == whole).then_some(url)
}

/// A download address as the API gives it, resolved, and whether it belongs to the API itself.
pub(crate) struct DownloadAddress {
    pub(crate) url: Url,
    /// Only a request to the API may carry the token.
    pub(crate) is_own: bool,
}

/// Resolves `/v1/x`, `x` and `https://elsewhere/x`. `None` if the address may not be called: any origin but
/// the API's own must be encrypted.
pub(crate) fn download(base: &Url, address: &str) -> Option<DownloadAddress> {
    let mut folder = base.clone();
    folder.set_path(&format!("{}/", base.path().trim_end_matches('/')));
    let url = folder.join(address).ok()?;
    let is_own = url.origin() == base.origin();
    (is_plain(&url) && (is_own || url.scheme() == "https")).then_some(DownloadAddress { url, is_own })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn only_encrypted_or_local_addresses_may_be_configured() {
        for good in [
            "https://api.novatrade24.com/v1",
            "http://127.0.0.1:8024/v1",
            "http://localhost/v1",
            "http://[::1]:1/v1",
        ] {
            assert!(may_be_configured(&url(good)), "{good}");
        }
        for bad in [
            "http://api.novatrade24.com/v1",
            "http://localhost.example.com/v1",
            "http://127.0.0.1.example.com/v1",
            "https://user@api.novatrade24.com/v1",
            "https://user:word@api.novatrade24.com/v1",
            "https://api.novatrade24.com/v1?x=1",
            "https://api.novatrade24.com/v1#x",
            "ftp://127.0.0.1/v1",
            "file:///etc/passwd",
        ] {
            assert!(!may_be_configured(&url(bad)), "{bad}");
        }
    }

    #[test]
    fn a_path_stays_below_the_base() {
        for base in ["https://h/v1", "https://h/v1/"] {
            assert_eq!(below(&url(base), "/me").unwrap().as_str(), "https://h/v1/me");
            assert_eq!(below(&url(base), "/a/b%2Fc").unwrap().as_str(), "https://h/v1/a/b%2Fc");
            for bad in [
                "/../me",
                "/a/../../me",
                "/%2e%2e/me",
                "/./me",
                "me",
                "",
                "/a?b",
                "/a#b",
                "/a b",
                "/a\\..\\b",
            ] {
                assert!(below(&url(base), bad).is_none(), "{bad}");
            }
        }
        assert_eq!(below(&url("https://h"), "/me").unwrap().as_str(), "https://h/me");
    }

    #[test]
    fn a_download_elsewhere_is_encrypted_and_not_own() {
        let base = url("https://api.h/v1");
        let own = |address| {
            let found = download(&base, address).unwrap();
            (found.url.to_string(), found.is_own)
        };
        assert_eq!(own("/v1/x?sig=1"), ("https://api.h/v1/x?sig=1".to_owned(), true));
        assert_eq!(own("x/y"), ("https://api.h/v1/x/y".to_owned(), true));
        assert_eq!(own("https://api.h/x"), ("https://api.h/x".to_owned(), true));
        assert_eq!(own("https://files.h/x"), ("https://files.h/x".to_owned(), false));
        assert_eq!(own("//files.h/x"), ("https://files.h/x".to_owned(), false));
        assert_eq!(own("https://api.h:8443/x"), ("https://api.h:8443/x".to_owned(), false));
        for bad in
            ["http://api.h/x", "http://127.0.0.1/x", "https://api.h@evil/x", "file:///etc/passwd", "data:,x"]
        {
            assert!(download(&base, bad).is_none(), "{bad}");
        }
    }
}
