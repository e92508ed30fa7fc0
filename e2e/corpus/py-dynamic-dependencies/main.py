from wsgiref.simple_server import make_server

import idna


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [idna.__version__.encode()]


make_server("", 8000, application).serve_forever()
