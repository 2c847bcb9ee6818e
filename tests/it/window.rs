//! The permissions that the window gives the page must equal the pinned ones.

use serde_json::{Value, json};

use crate::checkout::{read, sources};

/// No source by default; scripts, styles, fonts and pictures from the program itself; and the two addresses by
/// which Tauri calls the one command.
const POLICY: &[(&str, &str)] = &[
    ("default-src", "'none'"),
    ("script-src", "'self'"),
    ("style-src", "'self'"),
    ("font-src", "'self'"),
    ("img-src", "'self'"),
    ("connect-src", "'self' ipc: http://ipc.localhost"),
    ("base-uri", "'none'"),
    ("form-action", "'none'"),
    ("frame-ancestors", "'none'"),
];

/// The page may call the program's one command, and listen to events.
const PERMISSIONS: &[&str] = &["allow-call", "core:event:allow-listen", "core:event:allow-unlisten"];

fn policy_of(config: &Value) -> Vec<(String, String)> {
    match &config["app"]["security"]["csp"] {
        Value::String(text) => text
            .split(';')
            .filter_map(|part| part.trim().split_once(' '))
            .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
            .collect(),
        Value::Object(parts) => parts
            .iter()
            .map(|(name, value)| {
                let value = match value {
                    Value::Array(values) => {
                        values.iter().map(|v| v.as_str().unwrap_or_default()).collect::<Vec<_>>().join(" ")
                    }
                    other => other.as_str().unwrap_or_default().to_owned(),
                };
                (name.clone(), value)
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn violations(config: &Value, capabilities: &[Value]) -> Vec<String> {
    let mut found = Vec::new();
    let mut policy = policy_of(config);
    let mut pinned: Vec<_> =
        POLICY.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    policy.sort();
    pinned.sort();
    if policy != pinned {
        found.push(format!("the content security policy is {policy:?}, pinned is {pinned:?}"));
    }
    let security = &config["app"]["security"];
    for switch in
        ["dangerousDisableAssetCspModification", "devCsp", "assetProtocol", "dangerousRemoteDomainIpcAccess"]
    {
        if !security[switch].is_null() {
            found.push(format!("app.security.{switch} is set"));
        }
    }
    if config["app"]["withGlobalTauri"] == true {
        found.push("withGlobalTauri puts the host's functions into the page's global scope".to_owned());
    }
    if !config["build"]["devUrl"].is_null() {
        found.push("build.devUrl is set: a plain `cargo build` would then not embed the page".to_owned());
    }
    let inline = security["capabilities"].as_array().into_iter().flatten();
    let mut granted = Vec::new();
    for capability in inline.chain(capabilities).filter(|value| value.is_object()) {
        if !capability["remote"].is_null() {
            found.push("a capability is given to a remote address".to_owned());
        }
        for permission in capability["permissions"].as_array().into_iter().flatten() {
            match permission.as_str() {
                Some(name) => granted.push(name.to_owned()),
                None => found.push(format!("a permission with a scope: {permission}")),
            }
        }
    }
    granted.sort();
    if granted != PERMISSIONS {
        found.push(format!("the page is granted {granted:?}, pinned is {PERMISSIONS:?}"));
    }
    found
}

fn real() -> (Value, Vec<Value>) {
    let parse = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
    let capabilities = sources("src-tauri/capabilities", &[".json"]);
    (parse(&read("tauri.conf.json")), capabilities.iter().map(|file| parse(&file.text)).collect())
}

#[test]
fn the_page_gets_exactly_the_pinned_permissions() {
    let (config, capabilities) = real();
    crate::checkout::assert_none(&violations(&config, &capabilities));
}

#[test]
fn the_program_registers_one_command() {
    let text: String = sources("src-tauri", &[".rs"]).into_iter().map(|file| file.text).collect();
    assert_eq!(text.matches("generate_handler!").count(), 1);
    let list =
        text.split("generate_handler![").nth(1).and_then(|rest| rest.split(']').next()).expect("a list");
    assert_eq!(list.split(',').filter(|name| !name.trim().is_empty()).count(), 1, "{list}");
    assert_eq!(list.rsplit("::").next().map(|name| name.trim_end_matches([',', ' ', '\n'])), Some("call"));
}

#[test]
fn wider_permissions_are_found() {
    let widened = |change: &dyn Fn(&mut Value, &mut Vec<Value>)| {
        let (mut config, mut capabilities) = real();
        change(&mut config, &mut capabilities);
        violations(&config, &capabilities).len()
    };
    assert_eq!(widened(&|config, _| config["app"]["security"]["csp"] = Value::Null), 1);
    let loose = POLICY.iter().map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join("; ");
    let loose = loose.replace("script-src 'self'", "script-src 'self' 'unsafe-eval'");
    assert_eq!(widened(&|config, _| config["app"]["security"]["csp"] = json!(loose)), 1);
    assert_eq!(widened(&|config, _| config["app"]["withGlobalTauri"] = json!(true)), 1);
    assert_eq!(widened(&|config, _| config["build"]["devUrl"] = json!("http://localhost:5173")), 1);
    assert_eq!(
        widened(&|config, _| config["app"]["security"]["assetProtocol"] = json!({ "enable": true })),
        1
    );
    assert_eq!(widened(&|_, more| more.push(json!({ "permissions": ["core:default"] }))), 1);
    assert_eq!(
        widened(&|_, more| more.push(json!({ "permissions": [], "remote": { "urls": ["https://*"] } }))),
        1
    );
}
