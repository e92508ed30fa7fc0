/**
 * The part of the host that the search for an engine looks at: environment, home and files.
 * It is a value, so that every strategy is a pure function of it and a test can lay out another host in a temporary directory.
 */
import { existsSync, readFileSync } from 'node:fs';

/** Reads of files; both are quick and local. */
export interface Files {
  /** Bytes of a file, undefined when it cannot be read. */
  read(path: string): Buffer | undefined;
  exists(path: string): boolean;
}

/** Where an engine is looked for. */
export interface Place {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute path of the user's home. */
  readonly home: string;
  readonly files: Files;
  /** Value of the option that names an engine, which wins over everything else. */
  readonly dockerHost?: string;
}

/** The files of this machine. */
export const hostFiles: Files = {
  read(path) {
    try {
      return readFileSync(path);
    } catch {
      return undefined; // Missing and forbidden are alike here: the strategy goes on without it.
    }
  },
  exists: existsSync,
};
