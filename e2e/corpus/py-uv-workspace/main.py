from wsgiref.simple_server import make_server

from shared import TEXT


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [TEXT.encode()]


make_server("", 8000, application).serve_forever()
