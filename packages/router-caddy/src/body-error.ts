/**
 * How Go's server words what is wrong with the body of a request, so that the router can tell it
 * from a function that failed.
 *
 * Caddy passes a body on while it reads it. What stops the reading ends the request to the function
 * as well, and both come out as the same error; only its text tells them apart. Text about the
 * connection to the function has a prefix (`dial tcp …`, `net/http: HTTP/1.x transport connection
 * broken: …`), so the whole text must match. The texts are those of Go's net/http,
 * net/http/internal and net/textproto.
 *
 * Gotcha: a Go that words one of them otherwise turns that 400 into a 502; edges.docker.test.ts
 * would show it.
 */
const CHUNKS = [
  'malformed chunked encoding',
  'invalid byte in chunk length',
  'header line too long',
  'http chunk length too large',
  'empty hex number for chunk length',
  'chunked line ends with bare LF',
  'chunked encoding contains too much non-data',
];
const TRAILERS = [
  'malformed MIME header.*',
  'http: suspiciously long trailer after chunked body',
  'http: unexpected EOF reading trailer',
];

/** A pattern over `{http.error.message}`; valid for RE2 and for JavaScript. */
export const BODY_ERROR = `^(?:${[...CHUNKS, ...TRAILERS, 'unexpected EOF'].join('|')})$`;
