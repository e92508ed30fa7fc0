/**
 * The functions directory of an unfinished command line:
 *
 *     -d  >  SMOLFAAS_FUNCTIONS_DIR  >  functions_dir of smolfaas.yaml  >  functions, in the project
 *
 * The project is found from a sub-directory as commands find it (settings/project-base.ts).
 *
 * Invariant: a broken project file does not break completion. One pattern finds the key, because the
 * YAML parser takes longer to load than everything else here. It does not see a profile, nor a value
 * with an anchor or of several lines; completion then offers the names of the default directory.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { projectBase } from '../settings/project-base.js';
import { PROJECT_FILE } from '../settings/project-file/file-name.js';

/** Where the command would run. */
export interface Place {
  readonly cwd: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Absolute; it need not exist. @param flags those of the command line, by name */
export function functionsDirectory(flags: ReadonlyMap<string, string>, { cwd, home, env }: Place): string {
  const given = flags.get('functions-dir') ?? env['SMOLFAAS_FUNCTIONS_DIR'];
  if (given !== undefined) return resolve(cwd, given);
  const { base } = projectBase({}, { cwd, home });
  const config = flags.get('config') ?? env['SMOLFAAS_CONFIG'];
  const file = config === undefined ? nearestFile(base, home) : readOf(resolve(cwd, config));
  const inFile = file && functionsDirIn(file.text);
  return file === undefined || inFile === undefined ? join(base, 'functions') : resolve(dirname(file.path), inFile);
}

interface TextFile {
  readonly path: string;
  readonly text: string;
}

function nearestFile(base: string, home: string): TextFile | undefined {
  for (let dir = base; ; dir = dirname(dir)) {
    const found = readOf(join(dir, PROJECT_FILE));
    if (found !== undefined || dir === home || dir === dirname(dir)) return found;
  }
}

function readOf(path: string): TextFile | undefined {
  try {
    return { path, text: readFileSync(path, 'utf8') };
  } catch {
    return undefined;
  }
}

/** The value of the key at the beginning of a line: plain, or in quotes without escapes. Pure. */
export function functionsDirIn(text: string): string | undefined {
  const [, double, single, plain] =
    /^functions_dir:[ \t]+(?:"([^"\\\r\n]+)"|'([^'\r\n]+)'|([^\s"'#&*!|>{[][^\r\n]*?))[ \t]*(?:[ \t]#.*)?\r?$/m.exec(
      text,
    ) ?? [];
  return double ?? single ?? plain;
}
