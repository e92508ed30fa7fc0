/**
 * Watches the answers that come through one agent, for what the client library does not hand on.
 *
 * How: Node announces each response on the diagnostics channel `http.client.response.finish`, when its head
 * has arrived.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type Agent, ClientRequest, IncomingMessage } from 'node:http';

const RESPONSE = 'http.client.response.finish';

/** Calls `onAnswer` for each response that comes through `agent`; returns how to stop. */
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
 * Makes an answer that is cut off in its middle a failed request. When an engine is killed while it answers, Node reports
 * that on the response only, and the client library listens on the request only: its promise would stay pending until the
 * deadline, and a dead engine would be taken for a slow one.
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
