/**
 * Forwards an SSH agent of this host to build steps and git sources: they may use its keys, and
 * nothing else.
 *
 *   daemon -> we   SSH.CheckAgent{ID}     before a step with an ssh mount -> OK, or NOT_FOUND
 *   daemon -> we   SSH.ForwardAgent       once per connection, metadata buildkit.ssh.id: ID
 *                  <-> bytes of the agent's protocol
 *
 * The agent's protocol (draft-miller-ssh-agent): messages of 4 bytes length, 1 byte type, the rest;
 * one answer per request, in order.
 * Invariant: a private key never leaves the agent, and a step can neither add, remove nor lock
 * keys. Only requests for the list of keys and for a signature are passed on. This file answers all
 * others with the protocol's FAILURE.
 */
import { once } from 'node:events';
import { connect as netConnect, type Socket } from 'node:net';
import type { SshAgent } from '../api.js';
import { SSH } from '../gen/moby/sshforward/v1/ssh_pb.js';
import { bidiRoute, type RequestMetadata, type Route, STATUS, StatusError, unaryRoute } from './server.js';

const ID_KEY = 'buildkit.ssh.id';
const DEFAULT_ID = 'default';
/** SSH_AGENTC_REQUEST_IDENTITIES and SSH_AGENTC_SIGN_REQUEST. */
const PASSED_ON: ReadonlySet<number> = new Set([11, 13]);
/** SSH_AGENT_FAILURE as a whole message. */
const FAILURE = Buffer.from([0, 0, 0, 1, 5]);
/** OpenSSH's own limit for a message. */
const LONGEST_MESSAGE = 256 * 1024;

/** Serves the agents by id. */
export function sshRoutes(agents: Readonly<Record<string, SshAgent>>): Route[] {
  return [
    unaryRoute(SSH.method.checkAgent, ({ ID }) => {
      agentOf(agents, ID);
      return {};
    }),
    bidiRoute(SSH.method.forwardAgent, async (stream, metadata) => {
      const { socketPath } = agentOf(agents, idIn(metadata));
      const agent = netConnect(socketPath);
      try {
        await once(agent, 'connect');
        await answerRequests(stream.messages, agent, (data) => stream.write({ data }));
      } finally {
        agent.destroy();
      }
    }),
  ];
}

/** Handles one request after the other: queries the agent, or refuses directly. */
async function answerRequests(
  messages: AsyncIterable<{ data: Uint8Array }>,
  agent: Socket,
  answer: (data: Uint8Array) => Promise<void>,
): Promise<void> {
  const answers = agentMessages(agent);
  for await (const request of agentMessages(dataOf(messages))) {
    if (!PASSED_ON.has(request[4] ?? 0)) {
      await answer(FAILURE);
      continue;
    }
    agent.write(request);
    const { done, value } = await answers.next();
    if (done === true) throw new Error('the SSH agent closed the connection');
    await answer(value);
  }
}

async function* dataOf(messages: AsyncIterable<{ data: Uint8Array }>): AsyncGenerator<Uint8Array> {
  for await (const { data } of messages) yield data;
}

/** Cuts a byte stream into the agent's messages, length included. */
export async function* agentMessages(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let pending = Buffer.alloc(0);
  for await (const chunk of chunks) {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 4) {
      const length = pending.readUInt32BE(0);
      if (length > LONGEST_MESSAGE) throw new Error(`an SSH agent message of ${length} bytes`);
      if (pending.length < 4 + length) break;
      yield pending.subarray(0, 4 + length);
      pending = pending.subarray(4 + length);
    }
  }
}

const idIn = (metadata: RequestMetadata) => metadata.get(ID_KEY)?.[0] || DEFAULT_ID;

function agentOf(agents: Readonly<Record<string, SshAgent>>, id: string): SshAgent {
  const name = id === '' ? DEFAULT_ID : id;
  const agent = Object.hasOwn(agents, name) ? agents[name] : undefined;
  if (agent === undefined) throw new StatusError(STATUS.notFound, `there is no SSH agent ${JSON.stringify(name)}`);
  return agent;
}
