/**
 * A package registry that wants a login: files over HTTPS with Basic authentication, in a container that build steps can
 * reach.
 *
 * It stands on the engine's default bridge, where the engine's own BuildKit runs its steps; they know it by address, as
 * there are no names on that network. Its certificate is made for that address, so it exists only after the container:
 * the server waits for it.
 */
import { execFile } from 'node:child_process';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { baseImage } from './bases.js';
import { addressOf, engineCall } from './engine.js';
import { execIn } from './exec.js';
import type { TestProject } from './project.js';

export interface PrivateRegistry {
  /** IPv4 address; it listens on port 443. */
  readonly host: string;
  /** PEM file with the certificate that its clients have to trust. */
  readonly certificate: string;
  /** What was asked for so far: `200 /path`, `401 /path`. */
  requests(): Promise<string>;
}

/** Files by path; a path that ends in `/` is an HTML page. */
export type RegistryFiles = Readonly<Record<string, string | Buffer>>;

const SERVER = `
const fs = require('node:fs');
const wanted = 'Basic ' + Buffer.from(process.env.LOGIN).toString('base64');
const serve = (request, response) => {
  const path = decodeURI(request.url).replace(/\\/$/, '');
  const page = '/srv/files' + path + '/index.html';
  const file = fs.existsSync(page) ? page : '/srv/files' + path;
  const status = request.headers.authorization !== wanted ? 401 : fs.existsSync(file) ? 200 : 404;
  fs.appendFileSync('/tmp/requests', status + ' ' + request.url + '\\n');
  response.writeHead(status, {
    ...(status === 401 ? { 'www-authenticate': 'Basic realm="private"' } : {}),
    'content-type': file === page ? 'text/html' : 'application/octet-stream',
  });
  response.end(status === 200 ? fs.readFileSync(file) : '');
};
const waiting = setInterval(() => {
  if (!fs.existsSync('/srv/tls/cert.pem')) return;
  clearInterval(waiting);
  const [key, cert] = ['key', 'cert'].map((name) => fs.readFileSync('/srv/tls/' + name + '.pem'));
  require('node:https').createServer({ key, cert }, serve).listen(443, () => fs.writeFileSync('/tmp/requests', ''));
}, 50);
process.on('SIGTERM', () => process.exit(0));
`;

/** Starts one that serves these files to clients with the login (`user:password`); they may name its address. It goes with the project. */
export async function startPrivateRegistry(
  project: TestProject,
  login: string,
  files: RegistryFiles | ((host: string) => RegistryFiles),
): Promise<PrivateRegistry> {
  const root = join(project.dir, 'registry');
  await mkdir(join(root, 'tls'), { recursive: true });
  const name = `${project.id}-registry`;
  await engineCall('POST', `/containers/create?name=${name}`, {
    Image: await baseImage('node', 'node'),
    Cmd: ['node', '-e', SERVER],
    Env: [`LOGIN=${login}`],
    HostConfig: { NetworkMode: 'bridge', Binds: [`${root}:/srv:ro`] },
  });
  await engineCall('POST', `/containers/${name}/start`);
  const host = await addressOf(name);
  for (const [path, content] of Object.entries(typeof files === 'function' ? files(host) : files)) {
    const target = join(root, 'files', path.replace(/\/$/, '/index.html'));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  }
  await makeCertificate(join(root, 'tls'), host);
  await execIn(name, 'sh', '-c', 'until [ -e /tmp/requests ]; do sleep 0.05; done');
  return {
    host,
    certificate: join(root, 'tls', 'cert.pem'),
    requests: () => execIn(name, 'cat', '/tmp/requests'),
  };
}

/** Self-signed, for one address. The certificate comes last, and whole, for the server looks out for it. */
async function makeCertificate(dir: string, address: string): Promise<void> {
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const about = ['-subj', '/CN=private registry of a test', '-addext', `subjectAltName=IP:${address}`];
  const notAnAuthority = ['-addext', 'basicConstraints=critical,CA:FALSE']; // rustls takes no authority for a server
  const out = ['-keyout', join(dir, 'key.pem'), '-out', join(dir, 'new.pem')];
  await promisify(execFile)('openssl', [...request, ...about, ...notAnAuthority, ...out]);
  await rename(join(dir, 'new.pem'), join(dir, 'cert.pem'));
}
