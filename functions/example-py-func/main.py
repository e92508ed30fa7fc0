"""A function is an HTTP server on port 8000. This one uses Python's own http.server."""

import json
import signal
import socket
import sys
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        reply = {
            "message": "Hello from SmolFaaS Python function!",
            "runtime": "python",
            "timestamp": datetime.now(timezone.utc).isoformat(),
            "hostname": socket.gethostname(),
        }
        try:
            reply["received"] = json.loads(body)
        except ValueError:
            pass
        data = json.dumps(reply).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

    def log_message(self, *args):
        pass


signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
ThreadingHTTPServer(("0.0.0.0", 8000), Handler).serve_forever()
