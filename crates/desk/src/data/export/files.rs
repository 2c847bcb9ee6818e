//! The files of an export: a folder for each buyer and order, and a line for each file.

use crate::connection::Connection;
use crate::contract::{Failure, FailureCode};
use crate::data::export::make;
use crate::forms::named::named;
use crate::papers::{names, viewer};
use serde_json::{Map, Value, json};
use std::collections::{HashMap, HashSet};
use std::path::Path;
use store::{DocumentRow, FileRow, Tx};

/// The folder of files that are not filed on a buyer or an order.
const UNFILED: &str = "unfiled";

/// A file to be exported, once for each document of it.
pub(super) struct Paper {
    file: FileRow,
    document: Option<DocumentRow>,
    folder: String,
}

/// Lists all files and their folders.
pub(super) fn list(tx: &Tx<'_>) -> Result<Vec<Paper>, Failure> {
    let mut papers = Vec::new();
    let mut folders = HashMap::<String, String>::new();
    let mut taken = HashSet::from([UNFILED.to_owned()]);
    for file in store::files::all(tx)? {
        let documents = store::documents::with_sha256(tx, &file.sha256)?;
        if documents.is_empty() {
            papers.push(Paper { file: file.clone(), document: None, folder: UNFILED.to_owned() });
        }
        for document in documents {
            let folder = match folders.get(&document.subject) {
                Some(folder) => folder.clone(),
                None => {
                    let label = named(tx, Some(&document.subject))?.map(|subject| subject.label);
                    let folder = unique(&mut taken, &names::plain(&label.unwrap_or_default()));
                    folders.insert(document.subject.clone(), folder.clone());
                    folder
                }
            };
            papers.push(Paper { file: file.clone(), document: Some(document), folder });
        }
    }
    Ok(papers)
}

/// Writes the files that are on this computer. Returns a line for each, and how many were written.
pub(super) fn write(
    connection: &Connection,
    files: &Path,
    papers: Vec<Paper>,
) -> Result<(Vec<Map<String, Value>>, u32), Failure> {
    make(files)?;
    let mut taken = HashMap::<String, HashSet<String>>::new();
    let mut lines = Vec::new();
    let mut written = 0;
    for Paper { file, document, folder } in papers {
        if connection.is_closing() {
            return Err(Failure::of(FailureCode::NotOpen));
        }
        if !files.join(&folder).exists() {
            make(&files.join(&folder))?;
        }
        let name = unique(taken.entry(folder.clone()).or_default(), &names::of_file(&file));
        let path = match viewer::write_out(connection, &file, &files.join(&folder).join(&name)) {
            Ok(()) => Some(format!("files/{folder}/{name}")),
            // The file is gone here, or damaged: export the others.
            Err(failure) if failure.code == FailureCode::FileDamaged => None,
            Err(failure) => return Err(failure),
        };
        written += u32::from(path.is_some());
        lines.push(line(&file, document.as_ref(), path.as_deref()));
    }
    Ok((lines, written))
}

fn line(file: &FileRow, document: Option<&DocumentRow>, path: Option<&str>) -> Map<String, Value> {
    let value = json!({
        "path": path,
        "name": file.name,
        "contentType": file.content_type,
        "size": file.size,
        "sha256": file.sha256,
        "takenAt": file.created_at,
        "document": document.map(|document| json!({
            "id": document.id,
            "subject": document.subject,
            "subjectKind": document.subject_kind,
            "type": document.kind,
            "date": document.document_date,
            "archived": document.archived,
            "remote": document.remote,
            "server": document.server,
            "filedAt": document.created_at,
        })),
    });
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

/// The name, with a number if it is taken. Some systems do not tell capitals from small letters.
fn unique(taken: &mut HashSet<String>, name: &str) -> String {
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => (stem, format!(".{ending}")),
        _ => (name, String::new()),
    };
    let mut unique = name.to_owned();
    let mut number = 2;
    while !taken.insert(unique.to_lowercase()) {
        unique = format!("{stem} ({number}){ending}");
        number += 1;
    }
    unique
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_names_get_numbers() {
        let mut taken = HashSet::new();
        let names = ["cmr.pdf", "CMR.pdf", "cmr.pdf", "noending"].map(|name| unique(&mut taken, name));
        assert_eq!(names, ["cmr.pdf", "CMR (2).pdf", "cmr (3).pdf", "noending"]);
    }
}
