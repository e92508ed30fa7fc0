/**
 * Watches the responses that arrive through one agent, for facts that the client library does not
 * expose.
 *
 * Node.js announces each response on the diagnostics channel `http.client.response.finish`, when
 * its head has arrived.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type Agent, ClientRequest, IncomingMessage } from 'node:http';

const RESPONSE = 'http.client.response.finish';

/**
 * Calls `onAnswer` for each response that arrives through `agent`; returns a function that stops
 * it.
 */
export function watchAnswers(
  agent: Agent,
  onAnswer: (request: ClientRequest, response: IncomingMessage) => void,
): () => void {
  const onResponse = (message: unknown) => {
    const { request, response } = partsOf(message);
    if (!request || !response || !('agent' in request) || request.agent !== agent) return;
    onAnswer(request, response);
  };
  subscribe(RESPONSE, onResponse);
  return () => {
    unsubscribe(RESPONSE, onResponse);
  };
}

/**
 * Makes a truncated response fail its request. When an engine is killed while it responds, Node.js
 * reports that only on the response, and the client library listens only on the request. Its
 * promise would be pending until the deadline, and a dead engine would look like a slow one.
 */
export function failWhenCut(request: ClientRequest, response: IncomingMessage): void {
  response.once('error', (error) => request.emit('error', error));
}

function partsOf(message: unknown): { request?: ClientRequest; response?: IncomingMessage } {
  if (typeof message !== 'object' || message === null) return {};
  const request = 'request' in message && message.request instanceof ClientRequest ? message.request : undefined;
  const response = 'response' in message && message.response instanceof IncomingMessage ? message.response : undefined;
  return { ...(request && { request }), ...(response && { response }) };
}
