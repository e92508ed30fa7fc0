/**
 * ShellManager of the in-memory engine. Every container has a shell, and a command prints its words
 * and then its input.
 */
import { SmolfaasError } from '../contract/errors.js';
import { LABEL } from '../contract/labels.js';
import type { ExecOutput, ExecRequest, ShellManager } from '../contract/shell-manager.js';
import { effect, type World } from './world.js';

export function fakeShells(world: World): ShellManager {
  const requireRunning = (id: string, signal: AbortSignal) => {
    signal.throwIfAborted();
    const container = world.containers.get(id);
    if (container?.state === 'running') return container;
    throw new SmolfaasError('engine-error', { call: 'exec', status: 404, message: id });
  };
  return {
    async find(id, signal) {
      const { labels } = requireRunning(id, signal);
      return world.withoutShell.has(labels[LABEL.function] ?? '') ? undefined : '/bin/sh';
    },
    async run(id, request, signal) {
      requireRunning(id, signal);
      return { output: echo(request), resize: async () => undefined, exitCode: async () => 0 };
    },
    async startBeside(id, imageId, labels, signal) {
      const { name, networks } = requireRunning(id, signal);
      const beside = `c${world.next()}`;
      effect(world, `start beside ${name}`);
      const made = {
        id: beside,
        name: beside,
        aliases: [],
        state: 'running',
        imageId,
        labels,
        networks,
        ports: [],
      } as const;
      world.containers.set(beside, { ...made });
      return { id: beside };
    },
  };
}

async function* echo({ command, input }: ExecRequest): AsyncGenerator<ExecOutput, void, undefined> {
  yield { stream: 'stdout', bytes: Buffer.from(`${command.join(' ')}\n`) };
  for await (const bytes of input ?? []) yield { stream: 'stdout', bytes };
}
