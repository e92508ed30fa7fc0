from importlib.util import find_spec

import bottle
import inflection


@bottle.get("/<word>")
def plural(word):
    return {"plural": inflection.pluralize(word), "pytest": find_spec("pytest") is not None}


bottle.run(host="0.0.0.0", port=8000, quiet=True)
