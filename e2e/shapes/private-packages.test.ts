/** Packages that need a login, from a registry that asks for it; only this host's ~/.netrc has the token. */
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseImage } from '../harness/bases.js';
import { goGreeter } from '../harness/functions.js';
import { readImages } from '../harness/images.js';
import { goModule, wheel } from '../harness/packages/packages.js';
import { type PrivateRegistry, startPrivateRegistry } from '../harness/private-registry.js';
import { TestProject } from '../harness/project.js';
import { imageNames, SECRETS_DIR, upWith } from './shapes-project.js';

const TOKEN = 'canary-token-in-the-netrc-83fa';

/** Its path is new in every run: the builder's module cache outlives a run, and what is in it needs no login any more. */
const greet = (path: string) =>
  goModule(path, 'v1.2.0', {
    'go.mod': `module ${path}\n\ngo 1.21\n`,
    'greet.go': 'package greet\n\nfunc Word() string { return "from a private module" }\n',
  });

const usesWheel = (name: string, host: string) => ({
  'requirements.txt': `--index-url https://${host}/simple/\n${name}\n`,
  'main.py': `import signal, sys
import ${name.replaceAll('-', '_')} as private
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(private.WORD.encode())

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
HTTPServer(("0.0.0.0", 8000), Handler).serve_forever()
`,
});

describe('packages that need a login', () => {
  let project: TestProject;
  let registry: PrivateRegistry;
  let module: string;
  beforeAll(async () => {
    project = await TestProject.create();
    module = `private.invalid/${project.id}`;
    registry = await startPrivateRegistry(project, `me:${TOKEN}`, {
      ...greet(module),
      ...wheel(`greet-${project.id}`, 'from a private index'),
    });
    const netrc = join(project.dir, 'netrc');
    project.env = {
      NODE_EXTRA_CA_CERTS: registry.certificate,
      NETRC: netrc,
      GOPROXY: `https://${registry.host}`,
      GONOSUMDB: 'private.invalid',
    };
    await project.write('go-fn', goGreeter(module));
    await project.write('py-fn', usesWheel(`greet-${project.id}`, registry.host));
  });
  afterAll(() => project.dispose());

  it('without the login the registry refuses, and the step that failed says so', async () => {
    const refused = await project.run('up');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/go-fn: build step "go mod download" failed/);
    expect(refused.stderr).toContain('401 Unauthorized');
    expect(refused.stderr).toMatch(/py-fn: build step "uv pip install .*" failed/);
  });

  it('with it the packages are there', async () => {
    await writeFile(join(project.dir, 'netrc'), `machine ${registry.host} login me password ${TOKEN}\n`);
    await upWith(project, ['go-fn', 'py-fn']);
    expect((await project.call('/invoke/go-fn')).body).toBe('from a private module');
    expect((await project.call('/invoke/py-fn')).body).toBe('from a private index');
    expect(await registry.requests()).toContain(`200 /${module}/@v/v1.2.0.zip`);
  });

  it('the login is in no layer, config, history or log', async () => {
    const [goFn, pyFn] = [imageNames(project, ['go-fn']), imageNames(project, ['py-fn'])];
    const goImages = await readImages(goFn, await baseImage('go', 'static'));
    const pyImages = await readImages(pyFn, await baseImage('python', 'python'));
    for (const [name, image] of [...goImages, ...pyImages]) {
      const found = [TOKEN, SECRETS_DIR, '.netrc'].filter((text) => image.holds(text));
      expect({ name, found }).toEqual({ name, found: [] });
    }
    const logs = join(project.dir, 'xdg-state', 'smolfaas');
    const texts = await Promise.all((await readdir(logs)).map((name) => readFile(join(logs, name), 'utf8')));
    expect(texts.join('')).toContain('go mod download');
    expect(texts.join('')).not.toContain(TOKEN);
  });
});
