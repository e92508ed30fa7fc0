/**
 * A SmolFaaS runtime for static sites: a folder with an `index.html`, served by Caddy.
 *
 *   caddy ─ cp ─ the program alone ─┐
 *   caddy ────────── copy ◀─────────┴─ copy the site ─▶ image
 *
 * Nothing is installed, so this is the smallest runtime there is. The Deno one beside it has dependencies.
 */
import { bindMount, copy, copyWithFixedTimes, EPOCH, image, local, marshal, scratch } from '@smolfaas/llb';

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

// docs:start detect
/** @type {import('@smolfaas/core').RuntimeHandler['detect']} */
function detect(tree) {
  return tree.has('index.html') ? { evidence: ['index.html'] } : undefined;
}
// docs:end

// docs:start recipe
/** @type {import('@smolfaas/core').RuntimeHandler['recipe']} */
function recipe({ bases }) {
  const caddy = image(bases.caddy ?? '');
  const site = local('all', { exclude: ['.dockerignore'], sharedKeyHint: 'all', name: 'load the site' });
  const result = copyWithFixedTimes(withPlainProgram(caddy), {
    from: site,
    src: '/',
    dirs: ['/site'],
    beside: caddy,
    name: 'copy the site',
  });
  return { image: { kind: 'llb', definition: marshal(result).bytes, config: { config: CONFIG } } };
}
// docs:end

// docs:start program
/**
 * Caddy's images let the program take port 80 by a file capability. Functions run without any capability, and the kernel does not
 * start such a program there at all. `cp` leaves the capability behind; a builder's own copy would keep it.
 */
function withPlainProgram(/** @type {ReturnType<typeof image>} */ caddy) {
  const copied = caddy.run(['cp', '/usr/bin/caddy', '/out/caddy'], {
    name: 'take the program',
    env: { PATH },
    mounts: [bindMount('/out', scratch())],
    network: 'none',
  });
  const program = copy(copied.mount('/out'), '/caddy', '/usr/bin/caddy', { mode: 0o755, timestamp: EPOCH });
  return caddy.file([program], { name: 'copy the program' });
}
// docs:end

// docs:start config
/** @type {import('@smolfaas/core').ContainerConfig} */
const CONFIG = {
  User: '65532:65532',
  Env: [`PATH=${PATH}`, 'HOME=/tmp', 'PORT=8000'],
  Cmd: ['caddy', 'file-server', '--root', '/site', '--listen', '0.0.0.0:8000'],
  WorkingDir: '/site',
  ExposedPorts: { '8000/tcp': {} },
};
// docs:end

// docs:start handler
/** @type {import('@smolfaas/core').RuntimeHandler} */
export const runtime = { contract: 1, id: 'static', detect, recipe };
// docs:end
