use crate::attempt::{Begun, Call};
use crate::{Client, Error, ErrorKind, Fate, address, body, headers, judgement};
use std::io::Write;

/// How the bytes of a PDF begin.
const PDF: &[u8] = b"%PDF";

/// What was downloaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Downloaded {
    /// Length in bytes.
    pub length: u64,
    /// Media type as the server named it.
    pub content_type: Option<String>,
}

impl Client {
    /// Downloads a PDF: the export file, from `downloadUrl` as the API gave it. The address may begin
    /// at the host (`/v1/…`), be relative to the base, or lead to another host, which must be encrypted
    /// and never sees the token.
    ///
    /// The parts are written to `sink` as they come, on the task that calls. After an error it may hold
    /// the beginning of the file; what is no PDF by its head and its first bytes is never written.
    ///
    /// # Errors
    /// [`ErrorKind::BadAddress`] when the address may not be called, [`ErrorKind::NotTheApi`] when
    /// the answer is no PDF, [`ErrorKind::TooLarge`] when it is longer than `cap` bytes,
    /// [`ErrorKind::CannotStore`] when `sink` fails.
    pub async fn download(
        &self,
        download_url: &str,
        cap: u64,
        sink: &mut (dyn Write + Send),
    ) -> Result<Downloaded, Error> {
        let address = address::download(&self.wire.config.api_url, download_url)
            .ok_or_else(|| Error::never_sent(ErrorKind::BadAddress))?;
        let call = Call::reading("download", address.url);
        let begun =
            if address.is_own { self.begin(&call).await } else { self.wire.attempt(&call, None).await };
        let outcome = match begun {
            Ok(begun) if begun.status() == 200 => self.receive(begun, cap, sink).await,
            Ok(begun) if address.is_own => Err(self.refused(begun).await),
            // Nobody else's 401 says anything about our credentials.
            Ok(begun) => Err(Error::unknown(match begun.status() {
                300..=399 => ErrorKind::Redirected,
                status => ErrorKind::Status(status),
            })
            .with_request_id(&begun.request_id)),
            Err(error) => Err(error),
        };
        outcome.map_err(|error| call.describe(error))
    }

    async fn receive(
        &self,
        begun: Begun,
        cap: u64,
        sink: &mut (dyn Write + Send),
    ) -> Result<Downloaded, Error> {
        let Begun { mut response, request_id } = begun;
        let content_type = headers::media_type(response.headers());
        let failed = |kind| Error::new(kind, Fate::Decided).with_request_id(&request_id);
        if content_type.as_deref() != Some("application/pdf") {
            return Err(failed(ErrorKind::NotTheApi));
        }
        if body::announced(response.headers()).is_some_and(|length| length > cap) {
            return Err(failed(ErrorKind::TooLarge));
        }
        let mut beginning = Vec::new();
        let mut length = 0;
        loop {
            let part = body::next(&mut response, self.wire.config.limits.idle).await;
            let Some(part) = part.map_err(|error| error.with_request_id(&request_id))? else { break };
            length += part.len() as u64;
            if length > cap {
                return Err(failed(ErrorKind::TooLarge));
            }
            let checked = beginning.len() >= PDF.len();
            let ready = if checked {
                &part[..]
            } else {
                beginning.extend_from_slice(&part);
                if beginning.len() < PDF.len() {
                    continue;
                }
                if !beginning.starts_with(PDF) {
                    return Err(failed(ErrorKind::NotTheApi));
                }
                &beginning[..]
            };
            sink.write_all(ready).map_err(|fault| failed(ErrorKind::CannotStore).with_source(fault))?;
        }
        if beginning.len() < PDF.len() {
            return Err(failed(ErrorKind::NotTheApi));
        }
        Ok(Downloaded { length, content_type })
    }

    /// The error behind any other answer.
    async fn refused(&self, begun: Begun) -> Error {
        match self.wire.finish(begun).await {
            Ok(received) => {
                let request_id = received.request_id.clone();
                match judgement::judge(received, self.wire.clock.now()) {
                    Err(error) => error,
                    // Another success than 200 carries no file.
                    Ok(_) => Error::new(ErrorKind::NotTheApi, Fate::Decided).with_request_id(&request_id),
                }
            }
            Err(error) => error,
        }
    }
}
