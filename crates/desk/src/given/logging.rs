//! The lines of the log, and their places.

use crate::given::log_file::LogFile;
use tracing::Subscriber;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::{EnvFilter, Layer, fmt, registry};

/// The crates whose lines are kept in the file. Those of other crates may hold anything, so they are only
/// printed, and only if `RUST_LOG` asks for them.
const OWN: &[&str] = &["desk", "nt24_client", "nt24_sandbox", "store", "waybill", "web_host"];

/// Prints what `RUST_LOG` asks for, errors if it is not set, and keeps what this program's own crates tell in
/// the log file.
pub fn subscriber(file: &LogFile) -> impl Subscriber + Send + Sync + use<> {
    let file = file.clone();
    let own = Targets::new().with_targets(OWN.iter().map(|name| (*name, LevelFilter::INFO)));
    let printed = fmt::layer().with_writer(std::io::stderr).with_filter(EnvFilter::from_default_env());
    let kept = fmt::layer().with_ansi(false).with_writer(move || file.line()).with_filter(own);
    registry().with(printed).with(kept)
}

/// Logs where a panic happened, and not its message, which may quote a value. Calls the hook that was there
/// before as well.
pub fn log_panics() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if let Some(place) = panic.location() {
            tracing::error!(file = place.file(), line = place.line(), "a panic");
        }
        before(panic);
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use tracing::subscriber::with_default;

    fn kept(work: impl FnOnce()) -> String {
        let data = tempfile::tempdir().unwrap();
        let file = LogFile::default();
        file.keep_in(data.path());
        with_default(subscriber(&file), work);
        file.last_lines(usize::MAX).join("\n")
    }

    #[test]
    fn the_file_keeps_what_our_own_crates_tell() {
        let kept = kept(|| {
            tracing::info!("of this crate");
            tracing::warn!(target: "store::vault", "of the store");
            tracing::debug!("too much");
            tracing::error!(target: "zbus", "of another crate");
        });
        assert!(kept.contains("of this crate") && kept.contains("of the store"), "{kept}");
        assert!(!kept.contains("too much") && !kept.contains("of another crate"), "{kept}");
    }

    #[test]
    fn a_panic_is_told_by_its_place() {
        let kept = kept(|| {
            log_panics();
            let panicked = std::panic::catch_unwind(|| panic!("Jan Kowalski"));
            drop(std::panic::take_hook());
            assert!(panicked.is_err());
        });
        assert!(kept.contains("a panic") && kept.contains("logging.rs"), "{kept}");
        assert!(!kept.contains("Kowalski"), "{kept}");
    }
}
