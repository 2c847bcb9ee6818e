use crate::client::Client;
use crate::error::{Error, ErrorKind, Fate};
use crate::exchange::call::Call;
use crate::exchange::judgement;
use crate::exchange::received::Begun;
use crate::file::checked_body::CheckedBody;
use crate::file::download::{Download, Downloaded, Source};
use crate::protocol::address;
use std::io::Write;

impl Client {
    /// Downloads a file. Its parts are written to `sink` as they arrive, on the calling task. No byte is
    /// written before the head and the first bytes agree on an expected format. After an error `sink` may
    /// hold the beginning of the file; [`download_to_file`](Client::download_to_file) leaves no partial
    /// file. Dropping the future stops the download.
    ///
    /// # Errors
    /// [`ErrorKind::BadAddress`] when the address may not be called, [`ErrorKind::NotTheApi`] when the
    /// answer is no such file, [`ErrorKind::TooLarge`] when it is longer than allowed or expected,
    /// [`ErrorKind::ConnectionLost`] when it is shorter than announced or expected,
    /// [`ErrorKind::CannotStore`] when `sink` fails.
    pub async fn download(
        &self,
        download: &Download,
        sink: &mut (dyn Write + Send),
    ) -> Result<Downloaded, Error> {
        let request = self.file_request(download)?;
        let outcome = async {
            let mut body = self.file_body(&request, download).await?;
            while let Some(part) = body.next().await? {
                sink.write_all(&part).map_err(|fault| body.cannot_store(fault))?;
            }
            body.downloaded()
        };
        outcome.await.map_err(|error| request.call.describe(error))
    }

    /// The request for a file.
    pub(crate) fn file_request(&self, download: &Download) -> Result<FileRequest, Error> {
        match &download.source {
            Source::Operation(operation, path) => {
                let mut call = Call::reading(operation.id(), self.address(path)?);
                self.state_purpose(*operation, &mut call);
                Ok(FileRequest { call, to_the_api: true })
            }
            Source::Link(link) => {
                let address = address::download(&self.requester.wire.config.api_url, link)
                    .ok_or_else(|| Error::never_sent(ErrorKind::BadAddress))?;
                let call = Call::reading("download", address.url);
                Ok(FileRequest { call, to_the_api: address.is_own })
            }
        }
    }

    /// Sends the request for a file, and returns when the file begins. There is no limit on the total
    /// time, only on each silence.
    pub(crate) async fn file_body(
        &self,
        request: &FileRequest,
        download: &Download,
    ) -> Result<CheckedBody, Error> {
        let wire = &self.requester.wire;
        let begun = match request.to_the_api {
            true => self.requester.begin(&request.call).await?,
            false => wire.attempt(&request.call, None).await?,
        };
        match begun.status() {
            200 => {
                let Begun { response, request_id } = begun;
                CheckedBody::new(response, request_id, download, wire.config.limits.idle)
            }
            _ if request.to_the_api => Err(self.refusal(begun).await),
            // A 401 of another host does not concern the credentials.
            300..=399 => Err(Error::unknown(ErrorKind::Redirected).with_request_id(&begun.request_id)),
            status => Err(Error::unknown(ErrorKind::Status(status)).with_request_id(&begun.request_id)),
        }
    }

    /// The error of an answer that is not 200.
    async fn refusal(&self, begun: Begun) -> Error {
        let wire = &self.requester.wire;
        match wire.finish(begun).await {
            Ok(received) => {
                let request_id = received.request_id.clone();
                match judgement::judge(received, wire.clock.now()) {
                    Err(error) => error,
                    // A success other than 200 carries no file.
                    Ok(_) => Error::new(ErrorKind::NotTheApi, Fate::Decided).with_request_id(&request_id),
                }
            }
            Err(error) => error,
        }
    }
}

/// A request for a file.
pub(crate) struct FileRequest {
    pub(crate) call: Call<'static>,
    /// Only a request to the API carries the token.
    to_the_api: bool,
}
