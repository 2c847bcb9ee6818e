use crate::fixtures::{ME, ManualClock, client, client_of, config};
use crate::server::{Reply, Server};
use nt24_client::{ErrorKind, Fate};
use std::ffi::OsStr;

/// Runs one test of this program again, in a new process with these variables: a process cannot change its own
/// environment safely.
pub(crate) fn again_with(name: &str, variables: &[(&str, &dyn AsRef<OsStr>)]) {
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", name, "--test-threads", "1"]);
    for (variable, value) in variables {
        command.env(variable, value);
    }
    let output = command.output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{printed}");
    assert!(printed.contains("1 passed"), "no test has this name: {printed}");
}

#[tokio::test]
async fn the_system_proxy_is_used_except_for_this_machine() {
    const NAME: &str = "proxy::the_system_proxy_is_used_except_for_this_machine";
    let Ok(proxy) = std::env::var("NT24_CLIENT_TEST_PROXY") else {
        // It refuses and records every request.
        let proxy = Server::start(|_| Reply::html(403)).await;
        let address = proxy.url("");
        tokio::task::spawn_blocking(move || {
            again_with(
                NAME,
                &[
                    ("NT24_CLIENT_TEST_PROXY", &address),
                    ("http_proxy", &address),
                    ("https_proxy", &address),
                    ("no_proxy", &""),
                ],
            );
        })
        .await
        .unwrap();
        let asked: Vec<_> =
            proxy.requests().iter().map(|request| format!("{} {}", request.method, request.target)).collect();
        assert_eq!(asked, ["CONNECT nt24.invalid:443"]);
        return;
    };
    assert!(!proxy.is_empty());
    let server = Server::api(|_| Reply::json(200, ME)).await;
    client(&server).me().await.unwrap();
    let mut config = config(&server);
    config.api_url = "https://nt24.invalid/v1".parse().unwrap();
    let error = client_of(config, ManualClock::new()).me().await.unwrap_err();
    assert_eq!((error.kind(), error.fate()), (&ErrorKind::Unreachable, Fate::NeverSent));
}
