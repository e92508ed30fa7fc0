/**
 * Connects a command in a container with this process: its terminal, or its three streams.
 *
 * Invariant: bytes pass unchanged, because the output may be an archive or a picture. So the mask
 * does not apply here: a user who runs a command in a container may see what it prints.
 */
import type { PipelineContext, TerminalSize } from '@smolfaas/core';
import { exec, type ExecOrder } from '@smolfaas/core/pipelines/exec.js';
import type { Environment } from '../process/environment.js';
import { type Sink, sinkTo } from '../process/sink.js';
import { letGo, takeTerminal } from '../process/terminal.js';

export interface AttachOptions {
  readonly environment: Pick<Environment, 'stdinIsTerminal' | 'stdoutIsTerminal'>;
  /** A line for stderr. */
  readonly note: (line: string) => void;
  /** stdout. The context's signal aborts when its reader leaves. */
  readonly sink: Sink;
}

export type CommandOrder = Omit<ExecOrder, 'terminal' | 'input'>;

const BESIDE =
  'no shell in the image: this is a container beside it, with the same processes and network; its files are in /proc/1/root';

/** Runs the command with what this process has; returns its exit code. */
export async function attach(
  context: PipelineContext,
  order: CommandOrder,
  { environment, note, sink }: AttachOptions,
): Promise<number> {
  const { stdin, stdout, stderr } = process;
  const hasTerminal = environment.stdinIsTerminal && environment.stdoutIsTerminal;
  const size: TerminalSize = { columns: stdout.columns || 80, rows: stdout.rows || 24 };
  const sinks = { stdout: sink, stderr: sinkTo(stderr, context.signal) };
  const full: ExecOrder = { ...order, input: stdin, ...(hasTerminal && { terminal: size }) };
  return await exec(context, full, async (execution, place) => {
    if (place.beside && !order.beside) note(BESIDE);
    const terminal = hasTerminal ? takeTerminal(stdin, stdout) : undefined;
    terminal?.onResize((now) => void execution.resize(now));
    try {
      for await (const { stream, bytes } of execution.output) await sinks[stream].write(bytes);
      return await execution.exitCode();
    } finally {
      terminal?.release();
      letGo(stdin);
    }
  });
}

/** The same without terminal and input, collected: the document of `--json`. */
export async function collect(context: PipelineContext, order: CommandOrder) {
  return await exec(context, order, async (execution, { function: fn, instance, beside }) => {
    const parts = { stdout: new Array<Uint8Array>(), stderr: new Array<Uint8Array>() };
    for await (const { stream, bytes } of execution.output) parts[stream].push(bytes);
    const text = (stream: keyof typeof parts) => Buffer.concat(parts[stream]).toString('utf8');
    const exitCode = await execution.exitCode();
    return { function: fn, instance, beside, exitCode, stdout: text('stdout'), stderr: text('stderr') };
  });
}
