/**
 * Everything that this program reads from its surroundings, read once. It is the only file that looks at `process.env`,
 * the working directory, the terminal and the machine; all others take what they need as parameters, so they can be tested
 * and run many times in one process.
 */
import { availableParallelism, homedir, networkInterfaces } from 'node:os';
import { isatty } from 'node:tty';

/** A snapshot of the surroundings. */
export interface Environment {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly cwd: string;
  readonly cores: number;
  /** Whether `::1` exists here; where IPv6 is switched off, publishing a port on it fails. */
  readonly loopback6: boolean;
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
}

export function readEnvironment(): Environment {
  return {
    env: process.env,
    platform: process.platform,
    home: homedir(),
    cwd: process.cwd(),
    cores: availableParallelism(),
    loopback6: Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === '::1')),
    stdoutIsTerminal: isatty(1),
    stderrIsTerminal: isatty(2),
  };
}
