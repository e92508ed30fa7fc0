/**
 * Go's error texts for a faulty request body, so that the router can distinguish it from a failed
 * function.
 *
 * Caddy streams a body to the function while it reads it. An error that stops the reading also ends
 * the request to the function, and both surface as the same error. Only its text distinguishes
 * them. Text about the connection to the function has a prefix (`dial tcp …`, `net/http: HTTP/1.x
 * transport connection broken: …`), so the whole text must match. The texts are those of Go's
 * net/http, net/http/internal and net/textproto.
 *
 * Gotcha: a Go release that rewords one of them turns that 400 into a 502. edges.docker.test.ts
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
