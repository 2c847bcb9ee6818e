//! The window shows the program's own page and nothing else, whatever a link or a dropped text asks for.

use tauri::plugin::{Builder, TauriPlugin};
use tauri::{Runtime, Url};

/// Refuses to navigate away from the program's own page.
pub(crate) fn guard<R: Runtime>() -> TauriPlugin<R> {
    Builder::new("navigation").on_navigation(|_, url| is_own_page(url)).build()
}

/// Whether an address is one of those under which Tauri serves the bundled page; Windows has the second form.
fn is_own_page(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" => url.host_str() == Some("tauri.localhost") && url.port().is_none(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_bundled_page_is_shown() {
        let is_shown = |address: &str| is_own_page(&Url::parse(address).expect("an address"));
        for own in ["tauri://localhost", "tauri://localhost/index.html#/orders", "http://tauri.localhost/"] {
            assert!(is_shown(own), "{own}");
        }
        for other in [
            "https://example.com/",
            "http://localhost/",
            "http://tauri.localhost.example.com/",
            "http://tauri.localhost:8025/",
            "tauri://example.com/",
            "file:///etc/passwd",
            "data:text/html,x",
            "javascript:alert(1)",
        ] {
            assert!(!is_shown(other), "{other}");
        }
    }
}
