/** A home directory for one test, and the environment of its user. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Environment } from '../process/environment.js';
import { temporaryFolder } from '../testing/temporary-folder.js';

/** Creates the files, by path. */
export function home(files: Readonly<Record<string, string>>): string {
  const root = temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

export function at(root: string, env: Environment['env'] = {}, platform: NodeJS.Platform = 'linux'): Environment {
  const terminal = { stdinIsTerminal: false, stdoutIsTerminal: false, stderrIsTerminal: false };
  return { env, platform, home: root, cwd: root, cores: 1, loopback6: false, ...terminal };
}

export const text = (bytes: Uint8Array | undefined) =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString();
