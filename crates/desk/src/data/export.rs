//! Exports all local data into a folder, readable and not encrypted.

mod files;
mod tickets;

use crate::connection::{Connection, failure};
use crate::contract::{Exported, Failure, FailureCode, Nothing};
use crate::data::state::Data;
use crate::papers::viewer;
use crate::queue::frozen;
use serde_json::{Map, Value};
use std::fs::DirBuilder;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::Tx;
use store::dump::{self, Table};

/// The README of the exported folder.
const README: &str = include_str!("export/README.txt");

pub(crate) async fn export_data(data: &Arc<Data>, _: Nothing) -> Result<Exported, Failure> {
    let given = &data.connection().given;
    let Some(place) = given.host.pick_folder().await else {
        return Ok(Exported { done: false, files: 0 });
    };
    let name = format!("Waybill {}", given.clock.today());
    data.run_blocking(move |data| {
        let files = whole_folder(&place, &name, |folder| write(data.connection(), folder))?;
        Ok(Exported { done: true, files })
    })
    .await
}

/// Fills a new folder in `place` and gives it its name once it is complete. Removes it on failure.
fn whole_folder<T>(
    place: &Path,
    name: &str,
    fill: impl FnOnce(&Path) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let unfinished = free(place, &format!("{name}.part"));
    make(&unfinished)?;
    let filled = fill(&unfinished).and_then(|filled| {
        std::fs::rename(&unfinished, free(place, name)).map_err(cannot)?;
        Ok(filled)
    });
    if filled.is_err() {
        // The folder holds papers in the clear. If it cannot be removed either, its name `.part` remains.
        let _ = std::fs::remove_dir_all(&unfinished);
    }
    filled
}

/// A name that is free in a folder.
fn free(place: &Path, name: &str) -> PathBuf {
    let first = std::iter::once(place.join(name));
    let mut names = first.chain((2_u64..).map(|number| place.join(format!("{name} ({number})"))));
    // The numbers do not end, so that a free name is always found.
    names.find(|path| !path.exists()).unwrap_or_else(|| place.join(name))
}

fn write(connection: &Connection, folder: &Path) -> Result<u32, Failure> {
    // One snapshot, so that the files agree with each other.
    let papers = connection.store.read(|tx| {
        for table in Table::ALL {
            write_table(tx, table, &folder.join(format!("{}.json", table.name())))?;
        }
        files::list(tx)
    })?;
    let (documents, written) = files::write(connection, &folder.join("files"), papers)?;
    let mut list = List::begin(&folder.join("documents.json"))?;
    documents.into_iter().try_for_each(|document| list.add(document))?;
    list.end()?;
    let mut readme = viewer::private(&folder.join("README.txt")).map_err(cannot)?;
    readme.write_all(README.as_bytes()).and_then(|()| readme.sync_all()).map_err(cannot)?;
    Ok(written)
}

fn write_table(tx: &Tx<'_>, table: Table, path: &Path) -> Result<(), Failure> {
    let mut list = List::begin(path)?;
    dump::rows(tx, table, &mut |row| list.add(row))?;
    list.end()
}

/// A JSON file with one array, written member by member.
struct List {
    file: BufWriter<std::fs::File>,
    empty: bool,
}

impl List {
    fn begin(path: &Path) -> Result<Self, Failure> {
        let file = viewer::private(path).map_err(cannot)?;
        let mut file = BufWriter::new(file);
        file.write_all(b"[").map_err(cannot)?;
        Ok(Self { file, empty: true })
    }

    fn add(&mut self, mut members: Map<String, Value>) -> Result<(), Failure> {
        if let Some(Value::String(body)) = members.get_mut("frozen_body") {
            let json = frozen::readable(body);
            members.insert("frozen_body".to_owned(), json);
        }
        let mut value = Value::Object(members);
        tickets::remove(&mut value);
        self.file.write_all(if self.empty { b"\n" } else { b",\n" }).map_err(cannot)?;
        self.empty = false;
        serde_json::to_writer_pretty(&mut self.file, &value).map_err(|error| cannot(error.into()))
    }

    fn end(mut self) -> Result<(), Failure> {
        self.file.write_all(b"\n]\n").map_err(cannot)?;
        let file = self.file.into_inner().map_err(|error| cannot(error.into_error()))?;
        file.sync_all().map_err(cannot)
    }
}

/// Creates a folder that other users of the computer cannot read. Its parent must exist.
fn make(folder: &Path) -> Result<(), Failure> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(cannot)
}

fn cannot(error: std::io::Error) -> Failure {
    match failure::of_io(&error, FailureCode::CannotSave) {
        full if full.code == FailureCode::DiskFull => full,
        _ => Failure::of(FailureCode::CannotSave),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_export_leaves_no_folder() {
        let place = tempfile::tempdir().unwrap();
        let names = || std::fs::read_dir(place.path()).unwrap().count();
        let full = whole_folder::<()>(place.path(), "Waybill", |folder| {
            std::fs::write(folder.join("buyers.json"), b"[").unwrap();
            Err(cannot(std::io::ErrorKind::StorageFull.into()))
        });
        assert_eq!((full.unwrap_err().code, names()), (FailureCode::DiskFull, 0));
        let gone = whole_folder(&place.path().join("gone"), "Waybill", |_| Ok(()));
        assert_eq!((gone.unwrap_err().code, names()), (FailureCode::CannotSave, 0));
        for _ in 0..2 {
            whole_folder(place.path(), "Waybill", |_| Ok(())).unwrap();
        }
        assert!(place.path().join("Waybill").exists() && place.path().join("Waybill (2)").exists());
        assert_eq!(names(), 2);
    }
}
