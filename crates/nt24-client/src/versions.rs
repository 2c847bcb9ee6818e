use crate::{Conditional, Error, ErrorKind};
use nt24::{ETag, ProblemType};
use std::collections::{BTreeMap, HashMap};
use std::num::NonZeroUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What is known of a resource.
#[derive(Clone, PartialEq, Eq)]
pub struct Known<K> {
    /// Its version.
    pub etag: ETag,
    /// What the caller keeps of this version: the resource, or only `()` when it lives elsewhere.
    pub kept: K,
}

/// Where a caller keeps the versions that it knows, each under a name of its choice; the path of the
/// resource ([`Operation::path`](nt24::Operation::path)) fits. One store belongs to one organization.
///
/// It cannot fail: a store that could not keep something answers `None`, and the resource is read again.
pub trait KnownVersions: Send + Sync {
    /// What is kept beside each tag.
    type Kept;

    /// What is known of a resource.
    fn known(&self, resource: &str) -> Option<Known<Self::Kept>>;

    /// Keeps a newer version.
    fn keep(&self, resource: &str, known: Known<Self::Kept>);

    /// Drops what is known: the resource is gone, or has no version any more.
    fn forget(&self, resource: &str);
}

/// A resource as it is now.
#[derive(Clone, PartialEq, Eq)]
pub struct Current<K> {
    /// What is kept of it.
    pub kept: K,
    /// Whether it is newer than what was known. What is not was neither transferred nor parsed.
    pub changed: bool,
}

/// Reads a resource unless the store knows its present version, and keeps what is new.
///
/// `read` is any conditional method of [`Client`](crate::Client); `keep` makes of the resource what
/// the store holds. When the API answers that it does not exist, the store forgets it.
///
/// ```
/// use nt24_client::{RecentVersions, current};
/// use std::sync::Arc;
/// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/support/mod.rs")); }
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let (nt24, _sandbox) = support::sandbox().await?;
/// # let seller = nt24.me().await?.value.authorized_partners[0].uuid.clone();
/// # let body = r#"{"kycMode":"MARKETPLACE_LED","vatNumber":"PL5260001246","companyName":"A","address":{}}"#;
/// # let body = serde_json::from_str(body)?;
/// # let buyer = nt24.upsert_buyer(&seller, &body, &nt24::IdempotencyKey::new("k")?).await?.value.uuid;
/// let versions = RecentVersions::<Arc<nt24::Buyer>>::new(const { std::num::NonZero::new(500).unwrap() });
/// for changed in [true, false] {
///     let read = async |known: Option<nt24::ETag>| nt24.buyer(&seller, &buyer, known.as_ref()).await;
///     let now = current(&versions, buyer.as_str(), Arc::new, read).await?;
///     assert_eq!((now.changed, &now.kept.uuid), (changed, &buyer));
/// }
/// # Ok(()) }
/// ```
///
/// # Errors
/// Those of `read`.
pub async fn current<S, T, R>(
    store: &S,
    resource: &str,
    keep: impl FnOnce(T) -> S::Kept,
    read: impl FnOnce(Option<ETag>) -> R,
) -> Result<Current<S::Kept>, Error>
where
    S: KnownVersions<Kept: Clone> + ?Sized,
    R: Future<Output = Result<Conditional<T>, Error>>,
{
    let known = store.known(resource);
    match (read(known.as_ref().map(|known| known.etag.clone())).await, known) {
        (Ok(Conditional::Modified(fetched)), _) => {
            let kept = keep(fetched.value);
            match fetched.etag {
                Some(etag) => store.keep(resource, Known { etag, kept: kept.clone() }),
                None => store.forget(resource),
            }
            Ok(Current { kept, changed: true })
        }
        (Ok(Conditional::NotModified), Some(known)) => Ok(Current { kept: known.kept, changed: false }),
        // "Not modified" to somebody who knew nothing leads nowhere.
        (Ok(Conditional::NotModified), None) => Err(Error::unknown(ErrorKind::Redirected)),
        (Err(error), _) => {
            if error.problem().is_some_and(|problem| problem.kind() == ProblemType::NotFound) {
                store.forget(resource);
            }
            Err(error)
        }
    }
}

/// A store in memory that holds so many resources: the ones that were used last.
pub struct RecentVersions<K> {
    most: NonZeroUsize,
    recent: Mutex<Recent<K>>,
}

struct Recent<K> {
    entries: HashMap<String, (u64, Known<K>)>,
    /// Resources by their last use.
    uses: BTreeMap<u64, String>,
    last_use: u64,
}

impl<K> RecentVersions<K> {
    /// An empty store for at most so many resources.
    #[must_use]
    pub fn new(most: NonZeroUsize) -> Self {
        let recent = Recent { entries: HashMap::new(), uses: BTreeMap::new(), last_use: 0 };
        Self { most, recent: Mutex::new(recent) }
    }

    fn lock(&self) -> MutexGuard<'_, Recent<K>> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Clone + Send> KnownVersions for RecentVersions<K> {
    type Kept = K;

    fn known(&self, resource: &str) -> Option<Known<K>> {
        let mut recent = self.lock();
        let (_, known) = recent.entries.get(resource)?;
        let known = known.clone();
        recent.put(resource, known.clone());
        Some(known)
    }

    fn keep(&self, resource: &str, known: Known<K>) {
        let mut recent = self.lock();
        recent.put(resource, known);
        if recent.entries.len() > self.most.get()
            && let Some((_, oldest)) = recent.uses.pop_first()
        {
            recent.entries.remove(&oldest);
        }
    }

    fn forget(&self, resource: &str) {
        let mut recent = self.lock();
        if let Some((used, _)) = recent.entries.remove(resource) {
            recent.uses.remove(&used);
        }
    }
}

impl<K> Recent<K> {
    /// Sets an entry as the one that was used last.
    fn put(&mut self, resource: &str, known: Known<K>) {
        self.last_use += 1;
        self.uses.insert(self.last_use, resource.to_owned());
        if let Some((used, _)) = self.entries.insert(resource.to_owned(), (self.last_use, known)) {
            self.uses.remove(&used);
        }
    }
}

// What is kept may be personal data.

impl<K> std::fmt::Debug for Known<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Known").field("etag", &self.etag).finish_non_exhaustive()
    }
}

impl<K> std::fmt::Debug for Current<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Current").field("changed", &self.changed).finish_non_exhaustive()
    }
}

impl<K> std::fmt::Debug for RecentVersions<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecentVersions").field("most", &self.most).finish_non_exhaustive()
    }
}
