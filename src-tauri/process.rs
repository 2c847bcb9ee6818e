//! The process: its end by a signal, and what it leaves behind when it crashes.

use tauri::AppHandle;

/// Ends the program in order when the user's session ends, or another program asks it to: the connection is
/// closed, and decrypted files are removed.
#[cfg_attr(not(unix), expect(unused_variables, reason = "other systems close the window instead"))]
pub(crate) fn end_with_the_session(app: &AppHandle) {
    #[cfg(unix)]
    {
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            match asked_to_end().await {
                Ok(()) => app.exit(0),
                Err(error) => tracing::warn!(%error, "signals are not handled"),
            }
        });
    }
}

/// Returns when the process was asked to end.
#[cfg(unix)]
async fn asked_to_end() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = hang_up.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

/// A core dump would contain keys, secrets and papers, and lie on the disk in the clear.
pub(crate) fn write_no_core_dumps() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let none = Rlimit { current: Some(0), maximum: Some(0) };
        if let Err(error) = setrlimit(Resource::Core, none) {
            tracing::warn!(%error, "core dumps are not switched off");
        }
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use rustix::process::{Resource, Signal, getpid, getrlimit, kill_process};

    #[test]
    fn a_crash_writes_no_core_dump() {
        write_no_core_dumps();
        let limit = getrlimit(Resource::Core);
        assert_eq!((limit.current, limit.maximum), (Some(0), Some(0)));
    }

    #[tokio::test]
    async fn each_signal_that_ends_a_session_is_an_orderly_end() {
        for ends in [Signal::TERM, Signal::HUP, Signal::INT] {
            let asked = tokio::spawn(asked_to_end());
            // The signals are handled once the task waits: without that, the next line would end this process.
            tokio::task::yield_now().await;
            kill_process(getpid(), ends).expect("sent");
            asked.await.expect("no panic").expect("handled");
        }
    }
}
