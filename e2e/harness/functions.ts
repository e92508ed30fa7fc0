/** Small functions that tests write into a project: as few files as the runtime needs, one visible behaviour each. */
import type { Files } from './project.js';

/** Answers `{"version": …, "method", "path", "body"}`. */
export function nodeFunction(version = '1'): Files {
  return {
    'package.json': '{"name":"fn","private":true}\n',
    'index.js': `const http = require('node:http');
http.createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += chunk)).on('end', () => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ version: '${version}', method: request.method, path: request.url, body }));
  });
}).listen(8000, '0.0.0.0');
process.on('SIGTERM', () => process.exit(0));
`,
  };
}

/** A Node.js function whose index.js is this text. */
export function nodeScript(script: string): Files {
  return { 'package.json': '{"name":"fn","private":true}\n', 'index.js': script };
}

/** A Go function that answers what `Word` of this module, version 1.2.0, gives. */
export function goGreeter(path: string): Files {
  return {
    'go.mod': `module fn\n\ngo 1.21\n\nrequire ${path} v1.2.0\n`,
    'main.go': `package main

import (
	"net/http"

	greet "${path}"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(greet.Word())) })
	http.ListenAndServe("0.0.0.0:8000", nil)
}
`,
  };
}
