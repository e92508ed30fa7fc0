from http.server import BaseHTTPRequestHandler, HTTPServer
from shutil import which
from urllib.parse import unquote

from greeter import __version__, greet


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = f"{greet(unquote(self.path[1:]))} {__version__} {which('greet') is not None}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


HTTPServer(("0.0.0.0", 8000), Handler).serve_forever()
