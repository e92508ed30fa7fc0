/**
 * Everything that the CLI reads from its environment, read once. Only this file reads
 * `process.env`, the working directory, the terminal and the machine. All other files receive these
 * values as parameters. So tests can set them, and many runs fit into one process.
 */
import { availableParallelism, homedir, networkInterfaces } from 'node:os';
import { isatty } from 'node:tty';

/** A snapshot of the environment. */
export interface Environment {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly cwd: string;
  readonly cores: number;
  /** Whether `::1` exists here. Where IPv6 is switched off, publishing a port on it fails. */
  readonly loopback6: boolean;
  readonly stdinIsTerminal: boolean;
  readonly stdoutIsTerminal: boolean;
  /** Columns of the terminal behind stdout; undefined when it is none. */
  readonly stdoutColumns?: number | undefined;
  readonly stderrIsTerminal: boolean;
  /** Columns and rows of the terminal on stdout; undefined without one. */
  readonly stdoutSize?: { readonly columns: number; readonly rows: number } | undefined;
}

export function readEnvironment(): Environment {
  return {
    env: process.env,
    platform: process.platform,
    home: homedir(),
    cwd: process.cwd(),
    cores: availableParallelism(),
    loopback6: Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === '::1')),
    stdinIsTerminal: isatty(0),
    stdoutIsTerminal: isatty(1),
    stdoutColumns: isatty(1) ? process.stdout.columns : undefined,
    stderrIsTerminal: isatty(2),
    stdoutSize: sizeOf(process.stdout),
  };
}

function sizeOf({ isTTY, columns, rows }: NodeJS.WriteStream) {
  return isTTY && columns > 0 ? { columns, rows } : undefined;
}
