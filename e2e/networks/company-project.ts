/**
 * A project whose functions take packages from a company's network, and hosts on which it is built: each host has its own authority, proxy and
 * package server, and passwords with a canary in them. Whatever a build leaves behind can then be searched for the canaries.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { baseImage } from '../harness/bases.js';
import { type Company, startCompany } from '../harness/company/company.js';
import { goGreeter } from '../harness/functions.js';
import { goModule, npmPackage, wheel } from '../harness/packages/packages.js';
import type { Files, TestProject } from '../harness/project.js';

/** Every password of a host begins like this. */
export const CANARY = 'canary-5f1c';

/** Names of the packages: new in every run, as builders' caches outlive a run and what is in them needs no login any more. */
export interface PackageNames {
  readonly go: string;
  readonly npm: string;
  readonly python: string;
}

export const packageNames = (id: string): PackageNames => ({
  go: `private.invalid/${id}`,
  npm: `@${id}/greet`,
  python: `greet-${id}`,
});

/** The company's side of a host: `id` tells its passwords from those of another one. */
export function startHost(project: TestProject, id: string, names: PackageNames): Promise<Company> {
  const { go, npm, python } = names;
  const basic = (user: string) => `Basic ${Buffer.from(`${user}:${CANARY}-${id}-${user}`).toString('base64')}`;
  const packages = [basic('go'), basic('pip'), basic('netrc'), `Bearer ${CANARY}-${id}-npm`];
  const greet = 'package greet\n\nfunc Word() string { return "from a private module" }\n';
  return startCompany(project, id, { packages, proxy: `me:${CANARY}-${id}-proxy` }, (host) => ({
    ...goModule(go, 'v1.2.0', { 'go.mod': `module ${go}\n\ngo 1.21\n`, 'greet.go': greet }),
    ...wheel(python, 'from a private index'),
    ...npmPackage(host, npm, 'from a private registry'),
  }));
}

/** The user's side of a host: settings of tools at the places where tools have them, and the variables that name the places. */
export async function userOf(project: TestProject, id: string, names: PackageNames, company: Company) {
  const { host, authority, proxy } = company;
  const dir = join(project.dir, `${id}-user`);
  const write = async (path: string, text: string): Promise<string> => {
    await mkdir(join(dir, path, '..'), { recursive: true });
    await writeFile(join(dir, path), text);
    return join(dir, path);
  };
  const [npmScope = ''] = names.npm.split('/');
  const extra = process.env['NODE_EXTRA_CA_CERTS'];
  const others = extra === undefined ? rootCertificates.join('\n') : await readFile(extra, 'utf8');
  const [SSL_CERT_FILE, NETRC, npmrc, pip] = await Promise.all([
    write('system.pem', `${others}\n# ${CANARY}-${id}-certificates\n`),
    write('netrc', `machine netrc.invalid login netrc password ${CANARY}-${id}-netrc\n`),
    write(
      'npmrc',
      `${npmScope}:registry=https://${host}/npm/
//${host}/npm/:_authToken=${CANARY}-${id}-npm
`,
    ),
    write('pip.conf', `[global]\nextra-index-url = https://pip:${CANARY}-${id}-pip@${host}/simple/\n`),
    write('.yarnrc.yml', yarnrc(npmScope, `https://${host}/npm`, `${CANARY}-${id}-npm`)),
    write('.docker/config.json', JSON.stringify({ proxies: { default: { httpProxy: proxy, httpsProxy: proxy } } })),
  ]);
  return {
    SSL_CERT_FILE,
    SMOLFAAS_CA_FILE: authority,
    NODE_EXTRA_CA_CERTS: '',
    NETRC,
    npm_config_userconfig: npmrc,
    PIP_CONFIG_FILE: pip,
    HOME: dir,
    GOPROXY: `https://go:${CANARY}-${id}-go@${host}`,
    GONOSUMDB: 'private.invalid',
  };
}

const yarnrc = (scope: string, npmRegistryServer: string, npmAuthToken: string) =>
  `yarnPath: /nowhere/yarn.cjs\nnpmScopes: ${JSON.stringify({ [scope.slice(1)]: { npmRegistryServer, npmAuthToken } })}\n`;

/** One function per language, and one with a Dockerfile that fetches something from `host` itself. */
export async function companyFunctions(host: string, names: PackageNames): Promise<Record<string, Files>> {
  return {
    'docker-fn': await dockerFunction(host, names.npm),
    'go-fn': goGreeter(names.go),
    'node-fn': nodeFunction(names.npm),
    'py-fn': pythonFunction(names.python),
    'yarn-fn': yarnFunction(names.npm),
  };
}

/** Its step prints what it has been told, as a careless one does, and fetches a file over TLS. `mark` keeps it out of the cache of earlier runs. */
export async function dockerFunction(host: string, mark: string): Promise<Files> {
  const fetch = `import urllib.request as u; print(u.urlopen("https://${host}/hello").read().decode())`;
  return {
    Dockerfile: `FROM ${await baseImage('python', 'python')}
ARG HTTPS_PROXY
RUN echo "${mark}"; env; python3 -c '${fetch}' > /hello
WORKDIR /srv
COPY server.py .
USER 65532:65532
CMD ["python3", "server.py"]
`,
    'server.py': pythonServer('open("/hello").read().encode()'),
  };
}

function nodeFunction(name: string): Files {
  return {
    'package.json': JSON.stringify({ name: 'fn', private: true, dependencies: { [name]: '1.0.0' } }),
    'index.js': `const word = require(${JSON.stringify(name)});
require('node:http').createServer((_, response) => response.end(word)).listen(8000, '0.0.0.0');
process.on('SIGTERM', () => process.exit(0));
`,
  };
}

/** Yarn 2 and later reads settings of its own. */
function yarnFunction(name: string): Files {
  const { 'package.json': manifest = '', ...rest } = nodeFunction(name);
  const own = { ...(JSON.parse(manifest) as object), packageManager: 'yarn@4.9.1' };
  return { ...rest, 'package.json': JSON.stringify(own), '.yarnrc.yml': 'nodeLinker: node-modules\n' };
}

function pythonFunction(name: string): Files {
  return {
    'requirements.txt': `${name}\n`,
    'main.py': `import ${name.replaceAll('-', '_')} as private\n${pythonServer('private.WORD.encode()')}`,
  };
}

function pythonServer(answer: string): string {
  return `import signal, sys
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(${answer})

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
HTTPServer(("0.0.0.0", 8000), Handler).serve_forever()
`;
}
