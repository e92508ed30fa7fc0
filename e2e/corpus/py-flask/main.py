import os

from flask import Flask, jsonify, redirect, request, url_for
from werkzeug.middleware.proxy_fix import ProxyFix

app = Flask(__name__)
app.wsgi_app = ProxyFix(app.wsgi_app, x_proto=1, x_host=1, x_prefix=1)


@app.route("/")
def index():
    return "<h1>Hello, Flask!</h1>"


@app.route("/home")
def home():
    return redirect(url_for("index"))


@app.route("/add", methods=["POST"])
def add():
    body = request.get_json()
    return jsonify(sum=body["a"] + body["b"])


if __name__ == "__main__":
    app.run(host="0.0.0.0", port=int(os.environ.get("PORT", 5000)))
