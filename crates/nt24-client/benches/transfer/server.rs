//! A server that accepts every request and discards the body, so that it does not limit the throughput.

use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::net::{TcpListener, TcpStream};

/// Bytes read or written at once.
const CHUNK_BYTES: usize = 256 * 1024;

/// Prints its address, and serves until it is killed.
pub(crate) fn serve(length: u64) -> anyhow::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("{}", listener.local_addr()?);
    for stream in listener.incoming() {
        let stream = stream?;
        // An error of one connection does not stop the server.
        std::thread::spawn(move || answer(&stream, length));
    }
    Ok(())
}

fn answer(stream: &TcpStream, file_length: u64) -> std::io::Result<()> {
    let mut reader = BufReader::with_capacity(CHUNK_BYTES, stream);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut length = 0;
    let mut line = String::new();
    while reader.read_line(&mut line)? > 2 {
        let header = line.to_ascii_lowercase();
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        if header.starts_with("expect:") {
            (&*stream).write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        line.clear();
    }
    discard(&mut reader, length)?;
    match first.split(' ').nth(1).unwrap_or("") {
        "/token" => json(stream, r#"{"access_token":"t","expires_in":86400,"token_type":"Bearer"}"#),
        "/v1/me" => json(
            stream,
            r#"{"organizationUuid":"o","name":"Bench","authorizedPartners":[],"capabilities":{}}"#,
        ),
        path if path.ends_with("/download") => file(stream, file_length),
        _ => json(stream, r#"{"uuid":"d","type":"TRANSPORT_CMR","status":"ACTIVE"}"#),
    }
}

fn discard(reader: &mut impl Read, mut length: u64) -> std::io::Result<()> {
    let mut chunk = vec![0; CHUNK_BYTES];
    while length > 0 {
        let wanted = length.min(CHUNK_BYTES as u64) as usize;
        let read = reader.read(&mut chunk[..wanted])?;
        if read == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        length -= read as u64;
    }
    Ok(())
}

fn json(mut stream: &TcpStream, body: &str) -> std::io::Result<()> {
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}

fn file(mut stream: &TcpStream, length: u64) -> std::io::Result<()> {
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/pdf\r\ncontent-length: {length}\r\n\r\n"
    )?;
    let mut chunk = vec![b'x'; CHUNK_BYTES];
    chunk[..9].copy_from_slice(b"%PDF-1.7\n");
    let mut left = length;
    while left > 0 {
        let part = left.min(CHUNK_BYTES as u64) as usize;
        stream.write_all(&chunk[..part])?;
        left -= part as u64;
    }
    Ok(())
}
