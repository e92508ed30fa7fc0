/**
 * An npm registry on loopback that holds what a test publishes: package documents ("packuments") made of tarballs, and the tarballs.
 *
 * It knows our scope and nothing else. A user's npm asks it for `@smolfaas/…` only, by a line in .npmrc; every other package comes
 * from the registry that this machine is configured for. Protocol: npm's registry API, `GET /<name>` and the `dist.tarball` in it.
 */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { basename } from 'node:path';
import { contentOf, npm } from './packing.js';

interface Published {
  readonly name: string;
  readonly version: string;
  readonly file: string;
  readonly document: Readonly<Record<string, unknown>>;
}

export class NpmRegistry {
  readonly #published: Published[] = [];
  readonly #server: Server;
  #url = '';

  private constructor() {
    this.#server = createServer((request, response) => {
      const path = decodeURIComponent(new URL(request.url ?? '/', 'http://registry').pathname).slice(1);
      void this.#answer(path, response);
    });
  }

  static async listen(): Promise<NpmRegistry> {
    const registry = new NpmRegistry();
    await new Promise<void>((resolve) => registry.#server.listen(0, '127.0.0.1', resolve));
    const address = registry.#server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the registry has no port');
    registry.#url = `http://127.0.0.1:${address.port}`;
    return registry;
  }

  /** Adds tarballs; the version that came last is `latest`. */
  async publish(...files: readonly string[]): Promise<void> {
    for (const file of files) {
      const document = JSON.parse(await contentOf(file, 'package/package.json')) as { name: string; version: string };
      const bytes = await readFile(file);
      const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
      const dist = { tarball: `${this.#url}/-/${basename(file)}`, integrity };
      const { name, version } = document;
      this.#published.push({ name, version, file, document: { ...document, dist } });
    }
  }

  /** A user's .npmrc: the one of this machine, and our scope from here. */
  async writeNpmrc(path: string): Promise<void> {
    const own = await readFile((await npm('.', 'config', 'get', 'userconfig')).trim(), 'utf8').catch(() => '');
    const others = (await npm('.', 'config', 'get', 'registry')).trim();
    await writeFile(path, `${own}\nregistry=${others}\n@smolfaas:registry=${this.#url}/\n`);
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  async #answer(path: string, response: ServerResponse): Promise<void> {
    const tarball = this.#published.find(({ file }) => path === `-/${basename(file)}`);
    const versions = this.#published.filter(({ name }) => name === path);
    if (tarball !== undefined) response.end(await readFile(tarball.file));
    else if (versions.length === 0) response.writeHead(404).end('{}');
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(packument(path, versions)));
  }
}

function packument(name: string, versions: readonly Published[]): unknown {
  return {
    name,
    'dist-tags': { latest: versions.at(-1)?.version },
    versions: Object.fromEntries(versions.map(({ version, document }) => [version, document])),
  };
}
