//! The permissions that the window gives the page must equal the pinned ones.

use serde_json::{Value, json};

use crate::checkout::{read, sources};

/// No source by default; scripts, styles, fonts and pictures from the program itself; and the two addresses by
/// which Tauri calls the one command. Compared as it is written: what a browser makes of a directive that is
/// written in another way is not for this test to know.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; \
    img-src 'self'; connect-src 'self' ipc: http://ipc.localhost; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// The one window.
fn windows() -> Value {
    json!([{
        "label": "main",
        "create": false,
        "title": "Waybill",
        "width": 1280,
        "height": 820,
        "minWidth": 960,
        "minHeight": 640,
        "center": true,
        "dragDropEnabled": true,
    }])
}

/// The page may call the program's one command, and listen to events. Nothing else is granted to anybody.
fn capabilities() -> Value {
    json!([{
        "identifier": "main",
        "description": "The page hears what the host tells, and calls the desk. Nothing else.",
        "windows": ["main"],
        "permissions": ["core:event:allow-listen", "core:event:allow-unlisten", "allow-call"],
    }])
}

/// Everything of the window's configuration that decides what the page may do is equal to what is pinned here,
/// so that a member that nobody thought of is noticed as well.
fn violations(config: &Value, found: &[Value]) -> Vec<String> {
    let pins = [
        ("app", &config["app"], json!({ "windows": windows(), "security": { "csp": POLICY } })),
        (
            "build",
            &config["build"],
            json!({
                "frontendDist": "ui/dist",
                "beforeBuildCommand": { "script": "npm run build", "cwd": "ui" },
            }),
        ),
        ("plugins", &config["plugins"], Value::Null),
        ("capabilities", &Value::from(found.to_vec()), capabilities()),
    ];
    let differs = pins.into_iter().filter(|(_, found, pinned)| *found != pinned);
    differs.map(|(name, found, pinned)| format!("{name} is {found}, pinned is {pinned}")).collect()
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
    let with_policy = |policy: Value| widened(&|config, _| config["app"]["security"]["csp"] = policy.clone());
    assert_eq!(with_policy(Value::Null), 1);
    assert_eq!(with_policy(json!(POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-eval'"))), 1);
    // A browser accepts any blank between name and value.
    assert_eq!(with_policy(json!(format!("{POLICY}; frame-src\thttps:"))), 1);
    assert_eq!(with_policy(json!(format!("{POLICY};sandbox"))), 1);
    let members: [(&[&str], Value); 8] = [
        (&["app", "withGlobalTauri"], json!(true)),
        (&["app", "security", "devCsp"], json!("default-src *")),
        (&["app", "security", "assetProtocol"], json!({ "enable": true })),
        (&["app", "security", "dangerousDisableAssetCspModification"], json!(true)),
        (&["app", "security", "capabilities"], json!(["other"])),
        (&["build", "devUrl"], json!("http://localhost:5173")),
        (&["plugins"], json!({ "shell": { "open": true } })),
        (&["app", "windows"], json!([])),
    ];
    for (path, value) in members {
        let set = |config: &mut Value, _: &mut Vec<Value>| {
            let member = path.iter().fold(config, |value, name| &mut value[*name]);
            *member = value.clone();
        };
        assert_eq!(widened(&set), 1, "{path:?}");
    }
    assert_eq!(widened(&|_, more| more.push(json!({ "permissions": [] }))), 1);
    for (member, value) in [
        ("remote", json!({ "urls": ["https://*"] })),
        ("windows", json!(["*"])),
        ("webviews", json!(["*"])),
        ("local", json!(false)),
        ("permissions", json!(["core:default"])),
    ] {
        let set = |_: &mut Value, found: &mut Vec<Value>| found[0][member] = value.clone();
        assert_eq!(widened(&set), 1, "{member}");
    }
}
