import json
from wsgiref.simple_server import make_server

import click
from app.text import shorten


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps({"plain": click.unstyle(click.style("red", fg="red")), "short": shorten("abcdef", 3)}).encode()]


make_server("0.0.0.0", 8000, application).serve_forever()
