/**
 * Responses that the router produces itself, in one shape: `{"status":404,"error":"Not
 * Found","message":"…"}`.
 *
 * They reveal nothing internal: no container, no network, no upstream. They contain only the host
 * name, which the client used anyway.
 */

/** Builds a Caddy handler that responds with JSON and ends the request. */
export function jsonAnswer(status: number, error: string, message: string): object {
  return {
    handler: 'static_response',
    status_code: status,
    headers: JSON_HEADERS,
    body: JSON.stringify({ status, error, message }),
  };
}

/** The same for `errors.routes`. Caddy fills in the status and its text from the failure. */
export function jsonFailure(message: string): object {
  return {
    handler: 'static_response',
    status_code: '{http.error.status_code}',
    headers: JSON_HEADERS,
    body: `{"status":{http.error.status_code},"error":"{http.error.status_text}","message":${JSON.stringify(message)}}`,
  };
}

/** Headers of all of them. */
export const JSON_HEADERS = { 'Content-Type': ['application/json'], 'Cache-Control': ['no-store'] };
