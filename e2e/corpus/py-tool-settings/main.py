from datetime import date
from wsgiref.simple_server import make_server

import orjson


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "application/json")])
    return [orjson.dumps({"day": date(2024, 2, 29), "number": 2**53})]


make_server("", 8000, application).serve_forever()
