/**
 * Image registries of every kind that people meet, in the room of a second engine (throwaway-engine.ts), which no other engine sees:
 *
 *   | name    | address         | speaks                                                        |
 *   |---------|-----------------|---------------------------------------------------------------|
 *   | private | 10.99.0.1:5000  | TLS of an authority that the engine trusts; wants a login     |
 *   | mirror  | 10.99.0.1:5001  | the same TLS, no login; the engine's mirror of Docker Hub     |
 *   | plain   | 10.99.0.1:5002  | HTTP                                                          |
 *   | strange | 10.99.0.1:5003  | TLS of an authority that no client trusts                     |
 *   | token   | 10.99.0.1:5004  | the same TLS as private; sends clients to a token server      |
 *   | expired | 10.99.0.1:5006  | TLS with a certificate of yesterday                           |
 *
 * The address is one more of the room's loopback: no container's, so it is known before the engine starts, and not 127.0.0.0/8, where
 * engines do without TLS. Build steps and containers of that engine reach it as well.
 *
 * Gotcha: the engine's /etc/docker is laid out before it starts, since Docker before 25 reads for builds what is in `certs.d` then.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Namespaces } from '../throwaway/namespaces.js';
import { type KeyPair, makeAuthority, makeCertificate } from './certificates.js';
import { FORWARD_PROXY } from './forward-proxy.js';
import { registryProgram } from './program.js';
import { TOKEN_SERVER } from './token-server.js';

const ADDRESS = '10.99.0.1';
const TOKEN_PORT = 5005;
const PROXY_PORT = 3128;
/** A name of all registries that only the forward proxy knows. */
export const FAR_NAME = 'far.example';
const START_MS = 10_000;

export const REGISTRY = {
  private: `${ADDRESS}:5000`,
  mirror: `${ADDRESS}:5001`,
  plain: `${ADDRESS}:5002`,
  strange: `${ADDRESS}:5003`,
  token: `${ADDRESS}:5004`,
  expired: `${ADDRESS}:5006`,
} as const;

export type RegistryName = keyof typeof REGISTRY;

/** The one login. The password is searched for in everything that a run leaves behind. */
export const LOGIN = { username: 'me', password: 'canary-9b1f6a' };
/** What the token server takes instead of a password. */
export const IDENTITY_TOKEN = 'identity-canary-41c7';
/** Of the forward proxy. */
const PROXY_LOGIN = 'me:canary-proxy-77e2';
/** bcrypt, as `htpasswd -B` makes it. */
const HTPASSWD = 'me:$2b$05$SmolFaaSregistryTestsuw50ub53V2fN6rkzztwTXaN6FHxe8ROa\n';

/** Adds an authority to those that the room's system trusts. */
const TRUST = `cat "$0" /etc/ssl/certs/ca-certificates.crt > "$1"
mount --bind "$1" /etc/ssl/certs/ca-certificates.crt`;

/** Certificates of the servers, by who knows their authority. */
interface Pairs {
  readonly known: KeyPair;
  readonly strange: KeyPair;
  readonly expired: KeyPair;
}

export class ImageRegistries {
  /** PEM file of the authority that signed all but `strange`. */
  readonly authority: string;
  readonly #dir: string;
  readonly #room: Namespaces;
  readonly #program: string;
  readonly #servers: ChildProcess[] = [];
  readonly #running = new Map<RegistryName, ChildProcess>();
  readonly #pairs: Pairs;

  private constructor(dir: string, room: Namespaces, program: string, authority: string, pairs: Pairs) {
    this.#dir = dir;
    this.#room = room;
    this.#program = program;
    this.authority = authority;
    this.#pairs = pairs;
  }

  /**
   * Starts all of them.
   * @param systemTrust the machine trusts the authority as well: engines with containerd's image store ask nothing else about token servers
   */
  static async start(room: Namespaces, dir: string, systemTrust: boolean): Promise<ImageRegistries> {
    const program = await registryProgram();
    const own = join(dir, 'registries');
    await mkdir(own, { recursive: true });
    const [known, unknown] = [await makeAuthority(own, 'authority'), await makeAuthority(own, 'unknown-authority')];
    const pairs = {
      known: await makeCertificate(own, 'registry', `${ADDRESS},DNS:${FAR_NAME}`, known),
      strange: await makeCertificate(own, 'strange', ADDRESS, unknown),
      expired: await makeCertificate(own, 'expired', ADDRESS, known, -1),
    };
    await room.run('ip', 'address', 'add', `${ADDRESS}/32`, 'dev', 'lo');
    const all = new ImageRegistries(own, room, program, known.cert, pairs);
    await writeFile(join(own, 'htpasswd'), HTPASSWD);
    await all.#layOutTrust();
    if (systemTrust) await room.run('sh', '-c', TRUST, all.authority, join(own, 'system.pem'));
    await all.#startTokenServer();
    await Promise.all((Object.keys(REGISTRY) as RegistryName[]).map((name) => all.startOne(name)));
    return all;
  }

  /** PEM file of the authority that signed `strange`. */
  get unknownAuthority(): string {
    return join(this.#dir, 'unknown-authority.pem');
  }

  /** Starts one, empty. */
  async startOne(name: RegistryName): Promise<void> {
    const config = join(this.#dir, `${name}.yml`);
    await rm(this.#storage(name), { recursive: true, force: true });
    await writeFile(config, JSON.stringify(this.#config(name))); // YAML holds all of JSON
    this.#running.set(name, this.#serve(config, this.#program, 'serve', config));
    const log = () => readFile(`${config}.log`, 'utf8').catch(() => '');
    for (const until = performance.now() + START_MS; !(await log()).includes('listening on'); await sleep(20))
      if (performance.now() > until) throw new Error(`the registry "${name}" does not start: ${await log()}`);
  }

  /** Does what the product's hint says about an authority that the engine does not know: its certificate in `certs.d`. */
  async trustStrange(): Promise<void> {
    const directory = join(this.#dir, 'etc-docker', 'certs.d', REGISTRY.strange);
    await mkdir(directory, { recursive: true });
    await copyFile(this.unknownAuthority, join(directory, 'ca.crt'));
  }

  /** Ends one; what it held is gone. */
  async stopOne(name: RegistryName): Promise<void> {
    const server = this.#running.get(name);
    if (server === undefined) return;
    const ended = once(server, 'close');
    server.stdin?.end();
    await ended;
  }

  /** What the token server was asked for so far: `GET granted repository:a:pull`. */
  async tokensAsked(): Promise<string> {
    return readFile(join(this.#dir, 'token-server.access'), 'utf8');
  }

  /** Starts the forward proxy; gives its address, login included. The room gets `more` addresses, where nothing listens. */
  async startProxy(more: readonly string[]): Promise<string> {
    for (const address of more) await this.#room.run('ip', 'address', 'add', `${address}/32`, 'dev', 'lo');
    await this.#startScript('forward-proxy', FORWARD_PROXY, ADDRESS, String(PROXY_PORT), PROXY_LOGIN);
    return `http://${PROXY_LOGIN}@${ADDRESS}:${PROXY_PORT}`;
  }

  /** What went through the proxy so far: `CONNECT host:port`, `407 host:port`. */
  async tunnels(): Promise<readonly string[]> {
    const said = await readFile(join(this.#dir, 'forward-proxy.access'), 'utf8');
    return said.split('\n').filter((line) => /^(CONNECT|407) /.test(line));
  }

  /** Requests that one has answered so far, in Apache's format. */
  async requests(name: RegistryName): Promise<string> {
    return readFile(join(this.#dir, `${name}.yml.access`), 'utf8');
  }

  #config(name: RegistryName): object {
    const { cert: certificate, key } = this.#pairs[name === 'strange' || name === 'expired' ? name : 'known'];
    const port = REGISTRY[name].split(':')[1] ?? '';
    const tls = name === 'plain' ? {} : { tls: { certificate, key } };
    const service = { service: 'test', issuer: 'test', rootcertbundle: this.authority };
    const realm = `https://${ADDRESS}:${TOKEN_PORT}/token`;
    const auth = {
      private: { htpasswd: { realm: 'test', path: join(this.#dir, 'htpasswd') } },
      token: { token: { realm, ...service } },
    };
    return {
      version: 0.1,
      storage: { filesystem: { rootdirectory: this.#storage(name) } },
      http: { addr: `${ADDRESS}:${port}`, secret: 'of a test', ...tls },
      ...(name in auth ? { auth: auth[name as keyof typeof auth] } : {}),
    };
  }

  /** Files, since the registry's memory driver copies all of a layer for each piece that it appends. */
  #storage(name: RegistryName): string {
    return join(this.#dir, `${name}-storage`);
  }

  /** In the room, /etc/docker is a directory of the test. */
  async #layOutTrust(): Promise<void> {
    const etc = join(this.#dir, 'etc-docker');
    // For a mirror, Docker from 25 on takes the certificates of the registry that it mirrors.
    for (const host of [REGISTRY.private, REGISTRY.mirror, REGISTRY.token, 'docker.io']) {
      const directory = join(etc, 'certs.d', host);
      await mkdir(directory, { recursive: true });
      await copyFile(this.authority, join(directory, 'ca.crt'));
    }
    await this.#room.run('sh', '-c', 'mkdir -p /etc/docker && mount --bind "$0" /etc/docker', etc);
  }

  async #startTokenServer(): Promise<void> {
    const { cert, key } = this.#pairs.known;
    const login = `${LOGIN.username}:${LOGIN.password}`;
    await this.#startScript('token-server', TOKEN_SERVER, String(TOKEN_PORT), cert, key, login, IDENTITY_TOKEN);
  }

  /** A script for `node -e`, which prints that it is listening. */
  async #startScript(name: string, script: string, ...argv: readonly string[]): Promise<void> {
    const place = join(this.#dir, name);
    const server = this.#serve(place, process.execPath, '-e', script, ...argv);
    const said = () => readFile(`${place}.access`, 'utf8').catch(() => '');
    for (const until = performance.now() + START_MS; !(await said()).includes('listening'); await sleep(20)) {
      if (performance.now() < until && server.exitCode === null) continue;
      throw new Error(`the ${name} does not start: ${await readFile(`${place}.log`, 'utf8')}`);
    }
  }

  /** A program of this machine in the network of the room. It ends with its input, and so with us. */
  #serve(place: string, ...argv: readonly string[]): ChildProcess {
    const script = 'place=$1; shift; "$@" > "$place.access" 2> "$place.log" & cat > /dev/null; kill -KILL $! 2>&-';
    const [command = '', ...args] = [...this.#room.network, 'sh', '-c', script, 'sh', place, ...argv];
    const server = spawn(command, args, { stdio: ['pipe', 'inherit', 'inherit'] });
    this.#servers.push(server);
    return server;
  }

  /** Ends all of them. */
  close(): void {
    for (const server of this.#servers) server.stdin?.end();
  }
}
