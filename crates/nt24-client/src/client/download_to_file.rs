use crate::client::Client;
use crate::error::Error;
use crate::file::disk::DiskFile;
use crate::file::download::{Download, Downloaded};
use std::path::Path;

impl Client {
    /// Downloads a file to a path, complete or not at all: it is written beside it under a temporary name,
    /// forced to the disk, and renamed. A file with that name is replaced. After an error, and when the
    /// future is dropped, no partial file remains. Only its owner may read the file.
    ///
    /// # Errors
    /// As [`download`](Client::download). [`ErrorKind::CannotStore`](crate::ErrorKind::CannotStore), without
    /// a request, when the folder cannot be written to.
    pub async fn download_to_file(&self, download: &Download, path: &Path) -> Result<Downloaded, Error> {
        let request = self.file_request(download)?;
        let disk = DiskFile::create(path.to_owned()).await?;
        let receiving = async {
            let mut body = self.file_body(&request, download).await?;
            while let Some(part) = body.next().await? {
                // The error of a failed writer comes from `commit`.
                if !disk.write(part).await {
                    break;
                }
            }
            Ok(body)
        };
        let outcome = match receiving.await {
            Ok(body) => match disk.commit().await {
                Ok(()) => body.downloaded(),
                Err(fault) => Err(body.cannot_store(fault)),
            },
            Err(error) => {
                disk.discard().await;
                Err(error)
            }
        };
        outcome.map_err(|error| request.call.describe(error))
    }
}
