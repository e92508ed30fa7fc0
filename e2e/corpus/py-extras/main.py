import os
from importlib.util import find_spec

from bottle import Bottle

app = Bottle()


@app.get("/")
def index():
    return {"docs": find_spec("mkdocs") is not None}


app.run(host="0.0.0.0", port=int(os.environ["PORT"]), quiet=True)
