/**
 * A company's network: an authority of its own, a proxy and a package server, in one container on the engine's default bridge, where
 * the engine's own BuildKit runs its steps. They know it by address, as there are no names on that network.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { baseImage } from '../bases.js';
import { addressOf, engineCall } from '../engine.js';
import { execIn } from '../exec.js';
import { makeAuthority, makeCertificate } from '../image-registry/certificates.js';
import type { TestProject } from '../project.js';
import { PROGRAM } from './program.js';

/** A name under which functions find it, once it is on their network. */
export const COMPANY_NAME = 'company.test';

export interface Company {
  /** IPv4 address. */
  readonly host: string;
  /** PEM file with the authority that its clients have to trust. */
  readonly authority: string;
  /** Address of the proxy, login included. */
  readonly proxy: string;
  /** What was asked for so far, see program.ts. */
  requests(): Promise<readonly string[]>;
  /** Puts it on a network, under {@link COMPANY_NAME}. */
  join(network: string): Promise<void>;
}

/** Who may have what: `Authorization` headers of the package server, and `user:password` of the proxy. */
export interface CompanyLogins {
  readonly packages: readonly string[];
  readonly proxy: string;
}

/** Files by path; a path that ends in `/` is an HTML page. They are made from the address, which stands in some of them. */
export type CompanyFiles = (host: string) => Readonly<Record<string, string | Buffer>>;

/** Starts one. It goes with the project. */
export async function startCompany(
  project: TestProject,
  id: string,
  logins: CompanyLogins,
  files: CompanyFiles = () => ({}),
): Promise<Company> {
  const root = join(project.dir, id);
  const tls = join(root, 'tls');
  await mkdir(tls, { recursive: true });
  const name = `${project.id}-${id}`;
  await engineCall('POST', `/containers/create?name=${name}`, {
    Image: await baseImage('node', 'node'),
    Cmd: ['node', '-e', PROGRAM],
    Env: [`LOGINS=${logins.packages.join('\n')}`, `PROXY_LOGIN=${logins.proxy}`],
    HostConfig: { NetworkMode: 'bridge', Binds: [`${root}:/srv:ro`] },
  });
  await engineCall('POST', `/containers/${name}/start`);
  const host = await addressOf(name);
  for (const [path, content] of Object.entries({ '/hello': `hello from ${id}`, ...files(host) })) {
    const target = join(root, 'files', path.replace(/\/$/, '/index.html'));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  }
  const authority = await makeAuthority(tls, `authority of ${name}`);
  // npm takes a server that it knows by address, and reaches through a proxy, for localhost.
  await makeCertificate(tls, 'server', `${host},DNS:${COMPANY_NAME},DNS:localhost`, authority);
  await writeFile(join(tls, 'ready'), '');
  await execIn(name, 'sh', '-c', 'until [ -e /tmp/requests ]; do sleep 0.05; done');
  return {
    host,
    authority: authority.cert,
    proxy: `http://${logins.proxy}@${host}:3128`,
    requests: async () => (await execIn(name, 'cat', '/tmp/requests')).split(/\r?\n/).filter((line) => line !== ''),
    join: (network) =>
      engineCall('POST', `/networks/${network}/connect`, {
        Container: name,
        EndpointConfig: { Aliases: [COMPANY_NAME] },
      }),
  };
}
