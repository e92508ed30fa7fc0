from wsgiref.simple_server import make_server

import words


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [words.WORD.encode()]


make_server("", 8000, application).serve_forever()
