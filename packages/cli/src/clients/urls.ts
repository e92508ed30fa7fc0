/**
 * URLs of functions (`url`, `open`). A function that has a directory needs no engine: its URL
 * follows from its name and the settings.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { functionUrl } from '@smolfaas/core';
import { functionNames } from '../argv/function-names.js';
import { readEnvironment } from '../process/environment.js';
import type { LocalContext } from '../session/session.js';

/** A function and its URL. */
export interface FunctionAddress {
  readonly function: string;
  readonly url: string;
}

/**
 * @param args names or paths; without any, all functions that are deployed
 * @throws unknown-function; functions-dir-*, engine-* when the engine had to be asked
 */
export async function functionAddresses(
  { settings, connect }: LocalContext,
  args: readonly string[],
): Promise<readonly FunctionAddress[]> {
  const { functionsDir } = settings;
  const names = await functionNames(args, { functionsDir, cwd: readEnvironment().cwd });
  const address = (fn: string): FunctionAddress => ({ function: fn, url: functionUrl(settings, fn) });
  if (names.length > 0 && names.every((fn) => isDirectory(functionsDir, fn))) return names.map(address);
  const [{ look }, context] = await Promise.all([import('@smolfaas/core/pipelines/ps.js'), connect()]);
  const { outcome } = await look(context, { names }, { probes: false });
  if (names.length > 0) return names.map(address);
  return outcome.functions.filter(({ url }) => url !== undefined).map((one) => address(one.function));
}

function isDirectory(functionsDir: string, fn: string): boolean {
  if (!/^[a-z0-9][a-z0-9-]*$/.test(fn)) return false;
  return statSync(join(functionsDir, fn), { throwIfNoEntry: false })?.isDirectory() === true;
}
