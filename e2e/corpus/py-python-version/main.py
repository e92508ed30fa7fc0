import sys
from wsgiref.simple_server import make_server

import yaml


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "application/yaml")])
    return [yaml.safe_dump({"python": list(sys.version_info[:2])}, default_flow_style=True).encode()]


make_server("", 8000, application).serve_forever()
