//! Start, connect, close.

mod locking;
mod opening;
mod restoring;

use crate::contract::{
    ById, Capabilities, ConnectionKind, ConnectionTest, Credentials, Failure, FailureCode, HostEvent,
    NewSecret, Nothing, Seller, Session, Settings, Stage,
};
use crate::keys;
use crate::open::{Access, Open, Parts, lock};
use crate::register::{Known, Register};
use crate::{Clock, Host, Ids, Keychain};
use chrono::{DateTime, Utc};
use nt24::Me;
use nt24_client::Secret;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use store::Store;
use zeroize::Zeroizing;

/// The identifier, and folder, of the built-in sandbox's data.
const SANDBOX: &str = "sandbox";

/// What the desk is given from outside.
pub struct Options {
    /// The folder for everything that is kept.
    pub data: PathBuf,
    /// The program around the desk.
    pub host: Arc<dyn Host>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Identifiers and randomness.
    pub ids: Arc<dyn Ids>,
    /// The place for secrets.
    pub keychain: Arc<dyn Keychain>,
}

/// The application without a screen.
#[derive(Clone)]
pub struct Desk {
    inner: Arc<Inner>,
}

struct Inner {
    parts: Arc<Parts>,
    register: Mutex<Register>,
    state: Mutex<State>,
    /// A passphrase that was set, until the connection that needs it is made.
    passphrase: Mutex<Option<Zeroizing<String>>>,
    /// When a person last did something.
    used: Mutex<DateTime<Utc>>,
    /// One opening or closing at a time.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Clone)]
enum State {
    Start,
    Locked(Known),
    Broken(Known, Failure),
    Open(Arc<Open>),
}

impl Desk {
    /// Reads the register and opens the connection that was open last.
    ///
    /// # Errors
    /// When the data folder cannot be used, or the register is damaged. What is wrong with one
    /// connection is no error here: the session says so.
    pub async fn start(options: Options) -> Result<Self, Failure> {
        let Options { data, host, clock, ids, keychain } = options;
        crate::opened::make_private(&data)?;
        crate::opened::remove_opened(&data);
        let register = Register::load(&data)?;
        let last = register.last.as_ref().and_then(|id| register.get(id)).cloned();
        let now = clock.now();
        let desk = Self {
            inner: Arc::new(Inner {
                parts: Arc::new(Parts { data, host, clock, ids, keychain }),
                register: Mutex::new(register),
                state: Mutex::new(State::Start),
                passphrase: Mutex::new(None),
                used: Mutex::new(now),
                turn: tokio::sync::Mutex::new(()),
            }),
        };
        if let Some(known) = last {
            desk.open_known(known).await;
        }
        drop(tokio::spawn(locking::watch(Arc::downgrade(&desk.inner))));
        Ok(desk)
    }

    /// Ends everything in good order.
    pub async fn stop(&self) {
        let _turn = self.inner.turn.lock().await;
        self.close_open().await;
        crate::opened::remove_opened(&self.inner.parts.data);
    }

    /// The program around the desk.
    pub(crate) fn host(&self) -> Result<Arc<dyn Host>, Failure> {
        Ok(Arc::clone(&self.inner.parts.host))
    }

    /// The open connection.
    pub(crate) fn open(&self) -> Result<Arc<Open>, Failure> {
        match &*lock(&self.inner.state) {
            State::Open(open) => Ok(Arc::clone(open)),
            _ => Err(Failure::of(FailureCode::NotOpen)),
        }
    }

    /// Runs `work` with the control of the built-in sandbox; nothing when another connection is open.
    pub fn with_sandbox<T>(&self, work: impl FnOnce(&nt24_sandbox::Control) -> T) -> Option<T> {
        self.open().ok()?.with_sandbox(work)
    }

    pub(crate) async fn session(&self, _: Nothing) -> Result<Session, Failure> {
        Ok(self.facts())
    }

    pub(crate) async fn start_sandbox(&self, _: Nothing) -> Result<Session, Failure> {
        let _turn = self.inner.turn.lock().await;
        let known = lock(&self.inner.register).get(SANDBOX).cloned();
        if let Some(known) = known {
            self.close_open().await;
            self.open_known(known).await;
            self.remember(Some(SANDBOX.to_owned()))?;
            return Ok(self.facts());
        }
        let (key, home) = self.new_key(SANDBOX)?;
        let organization = nt24_sandbox::Organization::demo();
        let known = Known {
            id: SANDBOX.to_owned(),
            kind: ConnectionKind::Sandbox,
            name: organization.name.clone(),
            // It lives in the same data and cannot be mistaken for another.
            organization: String::new(),
            home,
        };
        self.close_open().await;
        self.found(&known, &key, None)?;
        self.open_with(known, &key).await;
        // The sandbox stands beside the program: its answer to `/me` takes no time.
        if let Ok(open) = self.open() {
            let me = open.observe(open.client().me().await)?;
            open.keep_me(me.value)?;
        }
        Ok(self.facts())
    }

    pub(crate) async fn test_connection(&self, credentials: Credentials) -> Result<ConnectionTest, Failure> {
        let me = self.ask_me(&access(&credentials)?).await?;
        Ok(ConnectionTest { organization: me.name.clone(), sellers: sellers(&me) })
    }

    pub(crate) async fn connect(&self, credentials: Credentials) -> Result<Session, Failure> {
        let access = access(&credentials)?;
        let me = self.ask_me(&access).await?;
        let _turn = self.inner.turn.lock().await;
        let known = lock(&self.inner.register)
            .connections
            .iter()
            .find(|known| {
                known.kind == ConnectionKind::Novatrade24 && known.organization == me.organization_uuid
            })
            .cloned();
        self.close_open().await;
        let known = match known {
            // The data of this organization is here already: only the way to NT24 is new.
            Some(known) => {
                let key = keys::read(&self.inner.parts, &known, lock(&self.inner.passphrase).as_deref())?;
                let store = self.store(&known, &key).await?;
                keys::keep_access(&self.inner.parts, &store, &known, &access)?;
                keep_me(&store, &me)?;
                drop(store);
                self.open_with(known.clone(), &key).await;
                known
            }
            None => {
                let id = self.inner.parts.ids.id();
                let (key, home) = self.new_key(&id)?;
                let known = Known {
                    id,
                    kind: ConnectionKind::Novatrade24,
                    name: me.name.clone(),
                    organization: me.organization_uuid.clone(),
                    home,
                };
                self.found(&known, &key, Some((&access, &me)))?;
                self.open_with(known.clone(), &key).await;
                known
            }
        };
        self.remember(Some(known.id))?;
        Ok(self.facts())
    }

    pub(crate) async fn open_connection(&self, request: ById) -> Result<Session, Failure> {
        let _turn = self.inner.turn.lock().await;
        let known = lock(&self.inner.register).get(&request.id).cloned();
        let known = known.ok_or_else(|| Failure::of(FailureCode::Gone))?;
        self.close_open().await;
        self.open_known(known).await;
        self.remember(Some(request.id))?;
        Ok(self.facts())
    }

    pub(crate) async fn close_connection(&self, _: Nothing) -> Result<Session, Failure> {
        let _turn = self.inner.turn.lock().await;
        self.close_open().await;
        self.remember(None)?;
        Ok(self.facts())
    }

    pub(crate) async fn replace_secret(&self, request: NewSecret) -> Result<Session, Failure> {
        let open = self.open()?;
        let mut access = keys::access(&self.inner.parts, &open.store, &open.known)?
            .ok_or_else(|| Failure::of(FailureCode::NotOpen))?;
        access.secret = Secret::new(request.client_secret);
        let me = self.ask_me(&access).await?;
        open.keep_me(me)?;
        keys::keep_access(&self.inner.parts, &open.store, &open.known, &access)?;
        open.use_secret(access.secret);
        // `/me` has just answered to this very secret.
        open.link.answered(self.inner.parts.clock.now());
        open.changed();
        Ok(self.facts())
    }

    pub(crate) async fn change_settings(&self, settings: Settings) -> Result<Session, Failure> {
        {
            let mut register = lock(&self.inner.register);
            let mut changed = register.clone();
            changed.settings = settings;
            changed.save(&self.inner.parts.data)?;
            *register = changed;
        }
        self.inner.parts.host.emit(HostEvent::Changed);
        Ok(self.facts())
    }

    pub(crate) async fn choose_seller(&self, request: ById) -> Result<Session, Failure> {
        let open = self.open()?;
        let allowed =
            open.me().is_some_and(|me| me.authorized_partners.iter().any(|p| p.uuid.0 == request.id));
        if !allowed {
            return Err(Failure::of(FailureCode::SellerNotAuthorized));
        }
        open.choose_seller(&request.id)?;
        Ok(self.facts())
    }

    fn facts(&self) -> Session {
        let state = lock(&self.inner.state).clone();
        let register = lock(&self.inner.register).clone();
        let open = match &state {
            State::Open(open) => Some(open),
            _ => None,
        };
        let me = open.and_then(|open| open.me());
        Session {
            stage: match &state {
                State::Start => Stage::Start,
                State::Locked(known) => Stage::Locked { connection: known.facts(), by: known.locked_by() },
                State::Broken(known, failure) => {
                    Stage::Broken { connection: known.facts(), failure: failure.clone() }
                }
                State::Open(open) => Stage::Open { connection: open.known.facts() },
            },
            connections: register.connections.iter().map(Known::facts).collect(),
            organization: me.as_ref().map(|me| me.name.clone()),
            sellers: me.as_ref().map(sellers).unwrap_or_default(),
            seller: open.and_then(|open| open.seller().ok()).map(|seller| seller.0),
            capabilities: me.map_or_else(Capabilities::default, |me| Capabilities {
                marketplace_led_kyc: me.capabilities.allow_marketplace_led_kyc,
                multi_vin_orders: me.capabilities.allow_multi_vin_orders,
                contact_personal_data: me.capabilities.allow_contact_personal_data,
            }),
            key_home: open.map(|open| open.known.key_home()),
            settings: register.settings,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            file_limit: crate::files::LARGEST_FILE,
        }
    }

    async fn ask_me(&self, access: &Access) -> Result<Me, Failure> {
        Ok(access.client(&self.inner.parts)?.me().await?.value)
    }
}

fn keep_me(store: &Store, me: &Me) -> Result<(), Failure> {
    let text = serde_json::to_string(me).map_err(Failure::bad_call)?;
    Ok(store.write(|tx| store::settings::set(tx, crate::open::ME, &text))?)
}

fn sellers(me: &Me) -> Vec<Seller> {
    me.authorized_partners
        .iter()
        .map(|partner| Seller {
            id: partner.uuid.0.clone(),
            name: partner.name.clone(),
            country: partner.country.clone(),
        })
        .collect()
}

/// Reads what a person typed. A pasted address or secret often carries blanks.
fn access(credentials: &Credentials) -> Result<Access, Failure> {
    let api_url = credentials.api_url.trim().trim_end_matches('/').to_owned();
    let token_url = match credentials.token_url.trim() {
        "" => token_url_of(&api_url)
            .ok_or_else(|| Failure::of(FailureCode::BadAddress).with("field", "tokenUrl"))?,
        typed => typed.to_owned(),
    };
    Ok(Access {
        api_url,
        token_url,
        client_id: credentials.client_id.trim().to_owned(),
        secret: Secret::new(credentials.client_secret.trim().to_owned()),
    })
}

/// The token endpoint of NT24's own hosts (contract, section 2). Of staging it is inferred.
fn token_url_of(api_url: &str) -> Option<String> {
    let host = url::Url::parse(api_url).ok()?.host_str()?.to_owned();
    let domain = host.strip_prefix("api.")?;
    domain.ends_with("novatrade24.com").then(|| format!("https://auth.{domain}{}", nt24::TOKEN_PATH))
}

#[cfg(test)]
mod tests {
    use super::token_url_of;

    #[test]
    fn token_address_is_derived_for_nt24_only() {
        assert_eq!(
            token_url_of("https://api.novatrade24.com/v1").unwrap(),
            "https://auth.novatrade24.com/realms/nt24-idp/protocol/openid-connect/token"
        );
        assert!(token_url_of("https://api.example.com/v1").is_none());
    }
}
