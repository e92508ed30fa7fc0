/**
 * The user's registry logins, as `docker login` stored them.
 *
 * Place in the flow: used by every image pull, and only when a registry is actually contacted. Most
 * runs pull nothing, and a helper may want the user's fingerprint. So nothing is read before the
 * first request, and each registry is looked up once per run, however many builds request it.
 *
 * Invariant: a login that is configured but unavailable is an error. An anonymous attempt would end
 * in a misleading "not found".
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SmolfaasError, systemCode, type TriedLogin } from '@smolfaas/core';
import type { RegistryLogin, RegistryLogins } from '../registry-logins.js';
import { findHelper } from './find-helper.js';
import { registryHost, serverAddress } from './hosts.js';
import { type LoginConfig, parseLoginConfig, loginSource } from './login-config.js';

/** Where to look for logins. */
export interface LoginSources {
  /** Directory of Docker's `config.json`. */
  readonly configDir: string;
  /**
   * PATH for helpers, and the variables they need. DOCKER_AUTH_CONFIG holds additional logins, as
   * with the docker client.
   */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Directories from which no helper is started. */
  readonly untrusted: readonly string[];
  readonly platform?: NodeJS.Platform;
  readonly helperDeadlineMs?: number;
}

/** A login and its origin. */
interface Found {
  readonly login?: RegistryLogin;
  readonly tried: TriedLogin;
}

const NONE: LoginConfig = { helpers: new Map(), logins: new Map() };

/** Reads nothing yet. */
export function registryLogins(place: LoginSources): RegistryLogins {
  const asked = new Map<string, Promise<Found>>();
  const known = new Map<string, TriedLogin>();
  const find = async (host: string): Promise<Found> => {
    const answer = await lookUp(host, place);
    known.set(host, answer.tried);
    return answer;
  };
  return {
    async login(spelling) {
      const host = registryHost(spelling);
      const finding = asked.get(host) ?? find(host);
      asked.set(host, finding);
      return (await finding).login;
    },
    tried: (spelling) => known.get(registryHost(spelling)),
  };
}

/** @throws SmolfaasError registry-login-failed */
async function lookUp(host: string, place: LoginSources): Promise<Found> {
  const fromEnvironment = place.env['DOCKER_AUTH_CONFIG'];
  const given = fromEnvironment === undefined ? undefined : parseLoginConfig(fromEnvironment)?.logins.get(host);
  if (given !== undefined) return found(given, 'DOCKER_AUTH_CONFIG');
  const file = join(place.configDir, 'config.json');
  const { config, lookedIn } = readConfig(file);
  const source = loginSource(host, config);
  if (source === undefined) return { tried: { kind: 'anonymous', lookedIn } };
  if (source.kind === 'login') return found(source.login, file);
  const login = await askHelper(source.name, host, file, place);
  const helper = `docker-credential-${source.name}`;
  return login === undefined ? { tried: { kind: 'anonymous', lookedIn: helper } } : found(login, helper);
}

function found(login: RegistryLogin, from: string): Found {
  return { login, tried: { kind: 'login', from, ...(login.username !== '' && { user: login.username }) } };
}

/** A missing, unreadable or broken file holds no logins; `lookedIn` says which of them it is. */
function readConfig(file: string): { readonly config: LoginConfig; readonly lookedIn: string } {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const why = systemCode(error) === 'ENOENT' ? 'does not exist' : 'cannot be read';
    return { config: NONE, lookedIn: `${file}, which ${why}` };
  }
  const config = parseLoginConfig(text);
  return config === undefined
    ? { config: NONE, lookedIn: `${file}, which is not valid JSON` }
    : { config, lookedIn: file };
}

async function askHelper(
  name: string,
  host: string,
  config: string,
  place: LoginSources,
): Promise<RegistryLogin | undefined> {
  const { env, home, untrusted, platform = process.platform, helperDeadlineMs } = place;
  const fail = (message: string, cause?: unknown) =>
    new SmolfaasError(
      'registry-login-failed',
      { registry: host, helper: `docker-credential-${name}`, config, message },
      { cause },
    );
  const helper = findHelper(name, { path: env['PATH'] ?? '', untrusted, platform });
  if ('missing' in helper) throw fail(helper.missing);
  const deadline = helperDeadlineMs === undefined ? {} : { deadlineMs: helperDeadlineMs };
  try {
    const { runHelper } = await import('./run-helper.js'); // most runs start no program
    return await runHelper({ file: helper.file, server: serverAddress(host), env, home, ...deadline });
  } catch (cause) {
    throw fail(cause instanceof Error ? cause.message : String(cause), cause);
  }
}
