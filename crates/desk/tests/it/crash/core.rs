//! The desk in its own process, which can be killed: this test program, started to run one test. Requests are
//! written to its stdin and answers read from its stdout, a line of JSON each.

use crate::host::TestHost;
use desk::{Desk, Keychain, KeychainError, Options, RandomIds, SystemClock};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex};
use zeroize::Zeroizing;

/// Environment variable with the data folder of the second process.
const FOLDER: &str = "WAYBILL_CRASH_FOLDER";

/// Marks the answers among the lines that the test framework prints.
const ANSWER: &str = "answer: ";

/// A command's answer, or its failure.
pub(super) type Answer = Result<Value, Value>;

/// By id: the callers that wait for an answer. `None` after the program has ended.
type Waiting = Option<HashMap<u64, Sender<Answer>>>;

/// The program in its process.
pub(super) struct Core {
    child: Mutex<Child>,
    stdin: Mutex<Option<ChildStdin>>,
    waiting: Arc<Mutex<Waiting>>,
    next: AtomicU64,
    answered: AtomicU64,
}

impl Core {
    pub(super) fn start(folder: &Path) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "crash::core::the_program", "--ignored", "--nocapture"])
            .env(FOLDER, folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let stdin = Mutex::new(child.stdin.take());
        let output = BufReader::new(child.stdout.take().unwrap());
        let waiting = Arc::new(Mutex::new(Waiting::Some(HashMap::new())));
        let callers = Arc::clone(&waiting);
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                let Some((_, line)) = line.split_once(ANSWER) else { continue };
                // The last line may be cut off by the kill.
                let Ok(reply) = serde_json::from_str::<Value>(line) else { break };
                let caller = callers.lock().unwrap().as_mut().unwrap().remove(&reply["id"].as_u64().unwrap());
                let answer = match reply.get("failure") {
                    Some(failure) => Err(failure.clone()),
                    None => Ok(reply["answer"].clone()),
                };
                drop(caller.unwrap().send(answer));
            }
            // The program has ended: no further answer comes.
            callers.lock().unwrap().take();
        });
        Self {
            child: Mutex::new(child),
            stdin,
            waiting,
            next: AtomicU64::new(0),
            answered: AtomicU64::new(0),
        }
    }

    /// Calls a command. Returns `None` if the program is killed before it answers.
    pub(super) fn ask(&self, command: &str, request: Value) -> Option<Answer> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (sender, answer) = mpsc::channel();
        self.waiting.lock().unwrap().as_mut()?.insert(id, sender);
        let line = format!("{}\n", json!({ "id": id, "command": command, "request": request }));
        self.stdin.lock().unwrap().as_mut()?.write_all(line.as_bytes()).ok()?;
        let answer = answer.recv().ok()?;
        self.answered.fetch_add(1, Ordering::Relaxed);
        Some(answer)
    }

    /// The number of answered calls.
    pub(super) fn answered(&self) -> u64 {
        self.answered.load(Ordering::Relaxed)
    }

    /// `kill -9`.
    pub(super) fn kill(&self) {
        let mut child = self.child.lock().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Stops the program regularly.
    pub(super) fn end(&self) {
        self.stdin.lock().unwrap().take();
        assert!(self.child.lock().unwrap().wait().unwrap().success());
    }
}

impl Drop for Core {
    fn drop(&mut self) {
        // A failed test must not leave a process behind. If it has ended already, the kill fails.
        let _ = self.child.lock().unwrap().kill();
    }
}

/// A keychain in files, so that the restarted program finds its secrets.
struct FolderKeychain(PathBuf);

impl FolderKeychain {
    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name.replace('/', "-"))
    }
}

impl Keychain for FolderKeychain {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        Ok(std::fs::read(self.file(name)).ok().map(Zeroizing::new))
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), KeychainError> {
        std::fs::create_dir_all(&self.0).unwrap();
        std::fs::write(self.file(name), secret).unwrap();
        Ok(())
    }

    fn remove(&self, name: &str) -> Result<(), KeychainError> {
        std::fs::remove_file(self.file(name)).map_err(|_| KeychainError::Absent)
    }
}

#[test]
#[ignore = "the program that another test starts and kills"]
fn the_program() {
    let folder = PathBuf::from(std::env::var_os(FOLDER).unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let options = Options {
        data: folder.join("data"),
        host: Arc::new(TestHost::default()),
        clock: Arc::new(SystemClock),
        ids: Arc::new(RandomIds),
        keychain: Arc::new(FolderKeychain(folder.join("keychain"))),
        picture_program: crate::bench::picture_program(),
        log: desk::LogFile::default(),
    };
    let desk = runtime.block_on(Desk::start(options)).unwrap();
    runtime.block_on(desk.settled());
    for line in std::io::stdin().lock().lines() {
        let call: Value = serde_json::from_str(&line.unwrap()).unwrap();
        let desk = desk.clone();
        runtime.spawn(async move {
            let (command, request) = (call["command"].as_str().unwrap().to_owned(), call["request"].clone());
            let reply = match command.as_str() {
                "take_files" => match desk.take_files(serde_json::from_value(request).unwrap()).await {
                    Ok(taken) => json!({ "id": call["id"], "answer": taken }),
                    Err(failure) => json!({ "id": call["id"], "failure": failure }),
                },
                _ => match desk.call(&command, request).await {
                    Ok(answer) => json!({ "id": call["id"], "answer": answer }),
                    Err(failure) => json!({ "id": call["id"], "failure": failure }),
                },
            };
            let mut out = std::io::stdout().lock();
            writeln!(out, "{ANSWER}{reply}").unwrap();
            out.flush().unwrap();
        });
    }
    runtime.block_on(desk.stop());
}
