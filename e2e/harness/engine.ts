/**
 * Looks at the engine from outside the product: plain calls over its socket, so that what a test asserts does not pass through
 * the code under test.
 */
import { request } from 'node:http';

/** The socket of the engine that the tests run against. */
export function engineSocket(): string {
  return process.env['DOCKER_HOST']?.replace(/^unix:\/\//, '') ?? '/var/run/docker.sock';
}

/** One call of the engine's API; answers parsed JSON. @throws when the status is not 2xx */
export function engineCall<T = unknown>(
  method: string,
  path: string,
  body?: unknown,
  socketPath = engineSocket(),
): Promise<T> {
  const payload = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const headers =
      payload === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) };
    const call = request({ socketPath, method, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => {
        const status = response.statusCode ?? 0;
        if (status >= 300) reject(Object.assign(new Error(`${method} ${path}: ${status} ${text}`), { status }));
        else resolve((text === '' ? undefined : parse(text)) as T);
      });
    });
    call.once('error', reject);
    call.end(payload);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export interface EngineContainer {
  readonly Id: string;
  readonly Names: readonly string[];
  readonly State: string;
  readonly Status: string;
  /** The image as it was named at creation. */
  readonly Image: string;
  readonly ImageID: string;
  readonly Created: number;
  readonly Labels: Readonly<Record<string, string>>;
}

/** Containers whose name starts with one of the prefixes, running or not, sorted by name. */
export async function containersNamed(...prefixes: readonly string[]): Promise<EngineContainer[]> {
  const all = await engineCall<EngineContainer[]>('GET', '/containers/json?all=1');
  const nameOf = (container: EngineContainer) => container.Names[0]?.slice(1) ?? '';
  return all
    .filter((container) => prefixes.some((prefix) => nameOf(container).startsWith(prefix)))
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/**
 * The address of a container on the engine's own network, which is called `bridge` with Docker and `podman` with Podman. Docker Engine 29 tells addresses by
 * network only.
 */
export async function addressOf(container: string, socketPath = engineSocket()): Promise<string> {
  const path = `/containers/${container}/json`;
  const { NetworkSettings } = await engineCall<Attached>('GET', path, undefined, socketPath);
  const [address] = Object.values(NetworkSettings.Networks).map(({ IPAddress }) => IPAddress);
  if (!address) throw new Error(`container ${container} has no address`);
  return address;
}

interface Attached {
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, { readonly IPAddress: string }>> };
}

export interface EngineImage {
  readonly Id: string;
  readonly RepoTags: readonly string[] | null;
  readonly Labels: Readonly<Record<string, string>> | null;
}

/** A name without the registry that it is taken to mean: containerd's image store and Podman write one in front of short names. */
export function shortName(tag: string): string {
  return tag.replace(/^(docker\.io\/(library\/)?|localhost\/)/, '');
}

/** Images with a tag that starts with the prefix; tags are short names. */
export async function imagesNamed(prefix: string): Promise<EngineImage[]> {
  const all = await engineCall<EngineImage[]>('GET', '/images/json');
  return all.flatMap((image) => {
    const tags = image.RepoTags?.map(shortName).filter((tag) => tag.startsWith(prefix)) ?? [];
    return tags.length === 0 ? [] : [{ ...image, RepoTags: tags }];
  });
}

/** Names of volumes and networks that start with the prefix. */
export async function volumesAndNetworks(prefix: string): Promise<string[]> {
  const volumes = await engineCall<{ Volumes: { Name: string }[] | null }>('GET', '/volumes');
  const networks = await engineCall<{ Name: string }[]>('GET', '/networks');
  return [...(volumes.Volumes ?? []), ...networks].map((item) => item.Name).filter((name) => name.startsWith(prefix));
}

/**
 * Ids of networks whose name starts with the prefix: an engine before 25 may have two of one name,
 * and removes neither by it.
 */
export async function networkIds(prefix: string): Promise<string[]> {
  const networks = await engineCall<{ Id: string; Name: string }[]>('GET', '/networks');
  return networks.filter(({ Name }) => Name.startsWith(prefix)).map(({ Id }) => Id);
}
