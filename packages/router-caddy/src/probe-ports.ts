/**
 * Asks every published port of the router, each on a connection of its own (`up` before it decides, `check`).
 *
 * A port that fails is asked a second time: under load one connection may be refused or late, and the
 * answer decides whether the router is made again.
 *
 * Gotcha: the engine may be local by its address and still publish elsewhere, as for a process in a
 * container that was given the engine's socket. So answers count only when one port answered, be it
 * that of the control server.
 */
import { connect } from 'node:net';
import { type ObservedContainer, pause, type PublishedPortAnswer, type RouterSpec } from '@smolfaas/core';
import type { RouterEngine } from './router-engine.js';
import { CONTROL_PORT } from './container-layout.js';
import { probePublished, probeRedirect } from './published.js';

const PORT_MS = 3_000;
const AGAIN_MS = 200;

/** What each published port answered; empty where this machine's ports are not the engine's. @throws engine-* */
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

/** Podman publishes nothing on ::1 beside 127.0.0.1 (docker/podman-body.ts). */
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

/** What is published on every address is asked on loopback. */
const LOOPBACK: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Whether the control server's published port takes connections from here. */
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
