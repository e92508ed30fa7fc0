/**
 * Stage 9, make: the user's settings on this host that a recipe requests, each as the content of one
 * file.
 *
 *     manifest: files, variables, merge   what the runtime declares
 *     HostSettings.found                  what this host has of it
 *     append, or the handler              -> the content
 *
 * A runtime may use a setting that it does not declare: then it is that of the first installed
 * runtime that does. So a runtime for another tool that reads `.npmrc` need not repeat how npm finds
 * it.
 */
import { SmolfaasError } from '../contract/errors.js';
import type { InstalledRuntime } from '../contract/installed-runtime.js';
import type { HostFound, HostSetting, Recipe } from '../contract/runtime.js';
import type { HostSettings } from '../contract/settings.js';
import { broken, guarded, loadHandler } from '../recipe/handler.js';

/** Certificates of this host: a setting that every recipe may request. */
export const CERTIFICATES = 'ca';

/** The function that is built, and the runtime that made its recipe. */
export interface SettingsSubject {
  readonly function: string;
  readonly runtime: InstalledRuntime;
  readonly secrets: Recipe['secrets'];
}

/**
 * The content of each requested setting that this host has, by name.
 * @throws host-setting-missing for one that is required; host-setting-refused when its runtime
 * cannot use what the user set; runtime-broken
 */
export async function hostSettingsOf(
  { function: fn, runtime, secrets = {} }: SettingsSubject,
  runtimes: readonly InstalledRuntime[],
  host: HostSettings,
): Promise<Readonly<Record<string, Uint8Array>>> {
  const names = new Set(Object.values(secrets).flatMap(({ host: name }) => name ?? []));
  names.delete(CERTIFICATES);
  const contents: Record<string, Uint8Array> = {};
  for (const name of names) {
    const { owner, setting } = declared(fn, name, runtime, runtimes);
    const found = host.found?.get(owner.manifest.id)?.[name] ?? { files: {}, variables: {} };
    const content = await merged(fn, name, { owner, setting, found }, host);
    if (content !== undefined) contents[name] = content;
    else if (setting.required === true) throw missing(fn, name, runtime, setting);
  }
  return contents;
}

interface Declared {
  readonly owner: InstalledRuntime;
  readonly setting: HostSetting;
}

function declared(
  fn: string,
  name: string,
  runtime: InstalledRuntime,
  runtimes: readonly InstalledRuntime[],
): Declared {
  for (const owner of [runtime, ...runtimes]) {
    const setting = owner.manifest.host?.[name];
    if (setting !== undefined) return { owner, setting };
  }
  const why = `its recipe requests "${name}" of this host, which no manifest declares below "host"`;
  throw broken(runtime, fn, 'recipe', why);
}

async function merged(
  fn: string,
  name: string,
  { owner, setting, found }: Declared & { readonly found: HostFound },
  { proxy = {} }: HostSettings,
): Promise<Uint8Array | undefined> {
  if (setting.merge !== 'handler') return appended(found);
  const handler = await loadHandler(owner, fn);
  const answer = guarded(owner, fn, 'host setting', () => handler.hostSetting?.(name, { ...found, proxy }));
  if (answer === undefined || answer === null || answer instanceof Uint8Array) return answer;
  if (typeof answer === 'string') return Buffer.from(answer);
  const { refused } = answer;
  if (typeof refused?.message !== 'string' || typeof refused.hint !== 'string')
    throw broken(owner, fn, 'host setting', `for "${name}" it returned neither bytes, text nor a refusal`);
  const facts = { function: fn, runtime: owner.manifest.id, setting: name };
  throw new SmolfaasError('host-setting-refused', { ...facts, message: refused.message, hint: refused.hint });
}

/** The files one after the other, then `NAME=value` for each variable. */
function appended({ files, variables }: HostFound): Uint8Array | undefined {
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
  const parts = [...Object.values(files).map(({ content }) => content), Buffer.from(lines.join(''))];
  const written = parts.filter(({ length }) => length > 0);
  return written.length === 0 ? undefined : written.reduce(onNewLine);
}

/** The second text after the first, on a line of its own. */
export function onNewLine(first: Uint8Array, second: Uint8Array): Uint8Array {
  const endsLine = first.length === 0 || second.length === 0 || first.at(-1) === 0x0a;
  return Buffer.concat([first, Buffer.from(endsLine ? '' : '\n'), second]);
}

function missing(fn: string, name: string, runtime: InstalledRuntime, setting: HostSetting): SmolfaasError {
  const { about, files = {}, variables = [] } = setting;
  const paths = Object.values(files).flatMap((file) => (Array.isArray(file) ? file : Object.values(file).flat()));
  const facts = { function: fn, runtime: runtime.manifest.id, setting: name, about, paths, variables };
  return new SmolfaasError('host-setting-missing', facts);
}
