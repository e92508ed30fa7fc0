use std::io::Write;
use std::net::TcpListener;

fn main() {
    for stream in TcpListener::bind("0.0.0.0:8000").unwrap().incoming() {
        stream.unwrap().write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi").unwrap();
    }
}
