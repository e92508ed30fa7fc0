/**
 * What the router says itself, in one shape: `{"status":404,"error":"Not Found","message":"…"}`.
 *
 * These answers name nothing from the inside: no container, no network, no upstream. Only the host name, which the client used anyway.
 */

/** A Caddy handler that answers with JSON and ends the request. */
export function jsonAnswer(status: number, error: string, message: string): object {
  return {
    handler: 'static_response',
    status_code: status,
    headers: JSON_HEADERS,
    body: JSON.stringify({ status, error, message }),
  };
}

/** The same for `errors.routes`: status and its text are those of the failure, filled in by Caddy. */
export function jsonFailure(message: string): object {
  return {
    handler: 'static_response',
    status_code: '{http.error.status_code}',
    headers: JSON_HEADERS,
    body: `{"status":{http.error.status_code},"error":"{http.error.status_text}","message":${JSON.stringify(message)}}`,
  };
}

const JSON_HEADERS = { 'Content-Type': ['application/json'], 'Cache-Control': ['no-store'] };
