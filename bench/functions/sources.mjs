/**
 * The files of a generated function. Both contestants get the same ones. Pure.
 *
 * Every function is an HTTP server on port 8000 that answers its version, and depends on at most one small package of a registry.
 *
 * Invariant: `dependency` makes the manifests of a function unlike all others, of this run and of earlier ones, for every
 * contestant. No contestant finds an install step of another function in the engine's cache. For npm it is the alias of the
 * package, because a name or a comment in package.json decides nothing, and SmolFaaS knows that.
 */

/** Versions of npm's `ms`: each round of "changed dependency" takes the next. */
const NPM_VERSIONS = ['2.1.3', '2.1.2', '2.1.1', '2.1.0', '2.0.0', '1.0.0'];

/**
 * `{ path: text }`. `version` is what the function answers; `dependency` is a word of letters, digits and `-`; `step` chooses the version
 * of the dependency (Node.js only).
 */
export function filesOf({ name, kind }, { version, dependency, bases, step = 0 }) {
  switch (kind) {
    case 'node':
      return { 'package.json': packageJson(name), 'index.js': nodeServer(version) };
    case 'node-deps': {
      const dependencies = { [`ms-${dependency}`]: `npm:ms@${NPM_VERSIONS[step % NPM_VERSIONS.length]}` };
      return { 'package.json': packageJson(name, dependencies), 'index.js': USE_DEPENDENCY + nodeServer(version) };
    }
    case 'python':
      return { 'requirements.txt': `# ${dependency}\nidna==3.10\n`, 'main.py': pythonServer(version) };
    case 'go':
      return { 'go.mod': goMod(name, dependency), 'go.sum': GO_SUM, 'main.go': goServer(version) };
    case 'dockerfile':
      return { Dockerfile: ownDockerfile(bases.node), 'index.js': nodeServer(version) };
    default:
      throw new Error(`there is no kind of function "${kind}"`);
  }
}

const packageJson = (name, dependencies) => `${JSON.stringify({ name, private: true, dependencies }, undefined, 2)}\n`;

const USE_DEPENDENCY = "require(Object.keys(require('./package.json').dependencies)[0]);\n";

/** Ends at once at SIGTERM: as process 1, without an init, it would have to be killed after 10 s. */
const nodeServer = (version) => `process.on('SIGTERM', () => process.exit(0));
const { createServer } = require('node:http');
createServer((request, response) => response.end('${version}')).listen(8000, '0.0.0.0');
`;

const pythonServer = (version) => `from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import idna

ANSWER = idna.encode('${version}')


class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_GET(self):
        self.send_response(200)
        self.send_header('Content-Length', str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)

    def log_message(self, *args):
        pass


ThreadingHTTPServer(('0.0.0.0', 8000), Handler).serve_forever()
`;

const goMod = (name, dependency) => `module bench/${dependency}/${name}

go 1.24

require github.com/google/uuid v1.6.0
`;

const GO_SUM = `github.com/google/uuid v1.6.0 h1:NIvaJDMOsjHA8n1jAhLSgzrAzy1Hgr+hNrb57e+94F0=
github.com/google/uuid v1.6.0/go.mod h1:TIyPZe4MgqvfeYDBFedMoGGpEw/LqOeaOT+nhxU+yHo=
`;

const goServer = (version) => `package main

import (
	"fmt"
	"log"
	"net/http"

	"github.com/google/uuid"
)

func main() {
	instance := uuid.NewString()
	http.HandleFunc("/", func(response http.ResponseWriter, request *http.Request) {
		response.Header().Set("X-Instance", instance)
		fmt.Fprint(response, "${version}")
	})
	log.Fatal(http.ListenAndServe("0.0.0.0:8000", nil))
}
`;

const ownDockerfile = (base) => `FROM ${base}
WORKDIR /app
COPY index.js .
CMD ["node", "index.js"]
`;
