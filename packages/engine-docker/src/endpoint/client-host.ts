/**
 * The part of the host that the search for an engine reads: environment, home directory and files.
 * It is a value, so every strategy is a pure function of it. A test can set up another host in a
 * temporary directory.
 */
import { existsSync, readFileSync } from 'node:fs';

/** Reads of files; both are fast and local. */
export interface Files {
  /** Bytes of a file; undefined when it cannot be read. */
  read(path: string): Buffer | undefined;
  exists(path: string): boolean;
}

/** Where to look for an engine. */
export interface ClientHost {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute path of the user's home directory. */
  readonly home: string;
  readonly files: Files;
  /** Value of the option that names an engine. It overrides everything else. */
  readonly dockerHost?: string;
}

/** The files of this machine. */
export const hostFiles: Files = {
  read(path) {
    try {
      return readFileSync(path);
    } catch {
      return undefined; // Missing and forbidden are equivalent here: the strategy continues without the file.
    }
  },
  exists: existsSync,
};
