from http.server import BaseHTTPRequestHandler, HTTPServer

import certifi
import idna


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        roots = open(certifi.where()).read().count("BEGIN CERTIFICATE")
        body = f"{idna.__version__} {idna.encode('bücher.example').decode()} {roots > 50}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


HTTPServer(("0.0.0.0", 8000), Handler).serve_forever()
