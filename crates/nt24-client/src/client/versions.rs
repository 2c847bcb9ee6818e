use crate::error::{Error, ErrorKind};
use crate::exchange::answer::Conditional;
use nt24::{ETag, ProblemType};
use std::collections::{BTreeMap, HashMap};
use std::num::NonZeroUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A version of a resource that the caller has read before.
#[derive(Clone, PartialEq, Eq)]
pub struct KnownVersion<K> {
    /// The tag of the version.
    pub etag: ETag,
    /// The caller's value for this version: the resource, or `()` if the caller stores it elsewhere.
    pub kept: K,
}

/// A caller's store of known versions, each under a name of its choice; the path of the resource
/// ([`Operation::path`](nt24::Operation::path)) fits. One store belongs to one organization.
///
/// It cannot fail: a store that could not keep a version returns `None`, and the resource is read again.
pub trait KnownVersions: Send + Sync {
    /// The value kept with each tag.
    type Kept;

    /// The known version of a resource.
    fn known(&self, resource: &str) -> Option<KnownVersion<Self::Kept>>;

    /// Stores a newer version.
    fn keep(&self, resource: &str, known: KnownVersion<Self::Kept>);

    /// Removes the known version: the resource is deleted, or no longer has a version.
    fn forget(&self, resource: &str);
}

/// The current version of a resource.
#[derive(Clone, PartialEq, Eq)]
pub struct Current<K> {
    /// The value in the store.
    pub kept: K,
    /// Whether it is newer than the known version. A known version is neither transferred nor parsed again.
    pub changed: bool,
}

/// Reads a resource unless the store has its current version, and stores a newer version.
///
/// `read` is any conditional method of [`Client`](crate::Client); `keep` turns the resource into the
/// value that the store holds. When the API answers that the resource does not exist, the store forgets it.
///
/// ```
/// use nt24_client::{RecentVersions, current};
/// use std::sync::Arc;
/// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/support/sandbox.rs")); }
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
                Some(etag) => store.keep(resource, KnownVersion { etag, kept: kept.clone() }),
                None => store.forget(resource),
            }
            Ok(Current { kept, changed: true })
        }
        (Ok(Conditional::NotModified), Some(known)) => Ok(Current { kept: known.kept, changed: false }),
        // A 304 to a request that named no version: there is no value to return.
        (Ok(Conditional::NotModified), None) => Err(Error::unknown(ErrorKind::Redirected)),
        (Err(error), _) => {
            if error.problem().is_some_and(|problem| problem.kind() == ProblemType::NotFound) {
                store.forget(resource);
            }
            Err(error)
        }
    }
}

/// A store in memory for a limited number of resources. The one that was not used for the longest time is
/// dropped first.
pub struct RecentVersions<K> {
    capacity: NonZeroUsize,
    recent: Mutex<Recent<K>>,
}

struct Recent<K> {
    entries: HashMap<String, (u64, KnownVersion<K>)>,
    /// Resources by their last use.
    uses: BTreeMap<u64, String>,
    last_use: u64,
}

impl<K> RecentVersions<K> {
    /// An empty store for at most `capacity` resources.
    #[must_use]
    pub fn new(capacity: NonZeroUsize) -> Self {
        let recent = Recent { entries: HashMap::new(), uses: BTreeMap::new(), last_use: 0 };
        Self { capacity, recent: Mutex::new(recent) }
    }

    fn lock(&self) -> MutexGuard<'_, Recent<K>> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Clone + Send> KnownVersions for RecentVersions<K> {
    type Kept = K;

    fn known(&self, resource: &str) -> Option<KnownVersion<K>> {
        let mut recent = self.lock();
        let (_, known) = recent.entries.get(resource)?;
        let known = known.clone();
        recent.put(resource, known.clone());
        Some(known)
    }

    fn keep(&self, resource: &str, known: KnownVersion<K>) {
        let mut recent = self.lock();
        recent.put(resource, known);
        if recent.entries.len() > self.capacity.get()
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
    /// Stores an entry as the last used one.
    fn put(&mut self, resource: &str, known: KnownVersion<K>) {
        self.last_use += 1;
        self.uses.insert(self.last_use, resource.to_owned());
        if let Some((used, _)) = self.entries.insert(resource.to_owned(), (self.last_use, known)) {
            self.uses.remove(&used);
        }
    }
}

// The kept value may be personal data: `Debug` leaves it out.

impl<K> std::fmt::Debug for KnownVersion<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KnownVersion").field("etag", &self.etag).finish_non_exhaustive()
    }
}

impl<K> std::fmt::Debug for Current<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Current").field("changed", &self.changed).finish_non_exhaustive()
    }
}

impl<K> std::fmt::Debug for RecentVersions<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecentVersions").field("capacity", &self.capacity).finish_non_exhaustive()
    }
}
