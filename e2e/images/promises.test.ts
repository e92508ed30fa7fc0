/**
 * What people expect of the base images: promises.json has it by base, from the documentation of the official images.
 *
 * Where the engine has an official image, that one is asked; a machine with stand-ins asks those. So the list cannot drift away from either.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, test } from 'vitest';
import { baseImage } from '../harness/bases.js';

interface Promises {
  /** Where the list is from. */
  readonly source: string;
  /** Shell commands that succeed in a new container, by what they show. */
  readonly checks: Readonly<Record<string, string>>;
  /** What only a stand-in has. */
  readonly standInChecks?: Readonly<Record<string, string>>;
}

const file = new URL('promises.json', import.meta.url);
const promises = Object.entries(JSON.parse(await readFile(file, 'utf8')) as Record<string, Promises>);

/** Runs all commands in one container, and returns what those that failed printed, by their names. */
async function failures(image: string, checks: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const commands = Object.entries(checks);
  const script = commands.map(
    ([, command], at) => `( ${command} ) > /tmp/out 2>&1 || { echo "@${at}"; cat /tmp/out; }`,
  );
  const args = ['run', '--rm', '--entrypoint', 'sh', image, '-c', script.join('\n')];
  const { stdout } = await promisify(execFile)('docker', args);
  const failed = stdout.split(/^@(?=\d+$)/m).slice(1);
  return Object.fromEntries(
    failed.map((text) => [commands[Number.parseInt(text, 10)]?.[0] ?? text, text.replace(/^\d+\n/, '')]),
  );
}

describe.each(promises)('the base of %s', (base, { source, checks, standInChecks = {} }) => {
  test.concurrent('is as documented', async ({ expect }) => {
    const [runtime = '', key = ''] = base.split(' ');
    const image = await baseImage(runtime, key);
    const all = image.startsWith('smolfaas.local/') ? { ...checks, ...standInChecks } : checks;
    expect({ source, failures: await failures(image, all) }).toEqual({ source, failures: {} });
  });
});
