/**
 * Queries every published port of the router, each on its own connection (`up` before it decides,
 * `check`).
 *
 * A failed port is queried a second time. Under load one connection may be refused or late, and the
 * result decides whether the router is recreated.
 *
 * Gotcha: an engine can be local by its address and still publish elsewhere. One example is a
 * process in a container with the engine's socket mounted. So the results count only if at least
 * one port responded; the control server's port is enough.
 */
import { connect } from 'node:net';
import { type ObservedContainer, pause, type PublishedPortAnswer, type RouterSpec } from '@smolfaas/core';
import type { RouterEngine } from './router-engine.js';
import { CONTROL_PORT } from './container-layout.js';
import { probePublished, probeRedirect } from './published.js';

const PORT_MS = 3_000;
const AGAIN_MS = 200;

/**
 * Returns what each published port responded; empty where this machine's ports are not the
 * engine's.
 * @throws engine-*
 */
export async function probePorts(
  engine: RouterEngine,
  spec: RouterSpec,
  observed: ObservedContainer,
  host: string,
  signal: AbortSignal,
): Promise<readonly PublishedPortAnswer[]> {
  if (!engine.isLocal) return [];
  const ports = spec.bind.filter(isPublished(observed)).flatMap((address) => [
    { address, port: spec.httpsPort, kind: 'https' as const },
    { address, port: spec.httpPort, kind: 'http' as const },
  ]);
  const answers = await Promise.all(ports.map((port) => askTwice(port, host, signal)));
  const isHere = answers.some(({ answer }) => answer.ok) || (await reachesControl(engine, observed, signal));
  return isHere ? answers : [];
}

/** Podman publishes nothing on ::1 beside 127.0.0.1 (engine-docker's connection/podman-body.ts). */
function isPublished({ ports }: ObservedContainer): (address: string) => boolean {
  return (address) => address !== '::1' || ports.some(({ ip }) => ip === address);
}

interface Port {
  readonly address: string;
  readonly port: number;
  readonly kind: 'https' | 'http';
}

async function askTwice(port: Port, host: string, signal: AbortSignal): Promise<PublishedPortAnswer> {
  const first = await ask(port, host, signal);
  if (first.answer.ok) return first;
  await pause(AGAIN_MS, signal);
  return ask(port, host, signal);
}

async function ask({ address, port, kind }: Port, host: string, signal: AbortSignal): Promise<PublishedPortAnswer> {
  const dialled = LOOPBACK[address] ?? address;
  return kind === 'https'
    ? { address, port, kind, answer: await probePublished(dialled, port, host, PORT_MS, signal) }
    : { address, port, kind, answer: await probeRedirect(dialled, port, host, PORT_MS, signal) };
}

/** A port published on every address is queried on loopback. */
const LOOPBACK: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Whether the control server's published port accepts connections from this machine. */
async function reachesControl(
  engine: RouterEngine,
  observed: ObservedContainer,
  signal: AbortSignal,
): Promise<boolean> {
  const facts = await engine.inspect(observed.id, signal);
  const control = facts?.ports.find(({ containerPort }) => containerPort === CONTROL_PORT);
  if (control === undefined) return false;
  return new Promise((resolve) => {
    const socket = connect({ host: control.ip, port: control.hostPort, signal });
    const end = (reached: boolean) => {
      socket.destroy();
      resolve(reached);
    };
    socket.setTimeout(PORT_MS, () => end(false));
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}
