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

/**
 * A Go function that answers what `Word` of this module, version 1.2.0, gives. It writes HTTP by hand: a compiler without a cache
 * takes half a minute for net/http alone.
 */
export function goGreeter(path: string): Files {
  return {
    'go.mod': `module fn\n\ngo 1.21\n\nrequire ${path} v1.2.0\n`,
    'main.go': `package main

import (
	"net"

	greet "${path}"
)

func main() {
	listener, _ := net.Listen("tcp", "0.0.0.0:8000")
	for {
		connection, err := listener.Accept()
		if err != nil {
			continue
		}
		go func() {
			connection.Read(make([]byte, 4096))
			connection.Write([]byte("HTTP/1.1 200 OK\\r\\nConnection: close\\r\\n\\r\\n" + greet.Word()))
			connection.Close()
		}()
	}
}
`,
  };
}
