/**
 * A package of npm whose install script looks around: for sockets, paths and disks of the host, other processes, services of the machine, more
 * rights than a step has, and for a canary in its environment and in every file that it can reach. What it found it leaves beside itself.
 */
import { readTar } from '../harness/tar.js';
import { archive } from '../fidelity/tree.js';
import { npmPackage } from '../harness/packages/packages.js';

/** What the script found. */
export interface Loot {
  readonly ran: boolean;
  /** Which of the given paths of the host it found. */
  readonly exists: readonly string[];
  /** Files with the canary in them. */
  readonly canaries: readonly string[];
  readonly environment: readonly string[];
  readonly processes: readonly string[];
  readonly devices: readonly string[];
  /** Services that answered on the host's or the builder's side. */
  readonly services: readonly string[];
  /** Effective capabilities, as the kernel prints them: 64 bits in hexadecimal digits. */
  readonly rights: string;
}

/** Capabilities by their bit (linux/capability.h) that would lead out of a container. */
export const WAYS_OUT = { NET_ADMIN: 12, SYS_MODULE: 16, SYS_RAWIO: 17, SYS_PTRACE: 19, SYS_ADMIN: 21 } as const;

/** The package, as the registry at `host` serves it. The canary is written in two parts, so that the script does not find itself. */
export function nosyPackage(host: string, name: string, canary: string, places: readonly string[]) {
  const middle = Math.floor(canary.length / 2);
  const settings = { places, canary: [canary.slice(0, middle), canary.slice(middle)] };
  return npmPackage(host, name, 'nosy', {
    manifest: { scripts: { postinstall: 'node look.cjs' }, hasInstallScript: true },
    files: { 'look.cjs': `const { places, canary } = ${JSON.stringify(settings)};\n${LOOK}` },
  });
}

/** What it left in an image, asked of a container of it. */
export async function lootOf(container: string, name: string): Promise<Loot> {
  const [file] = readTar(await archive(container, `/app/node_modules/${name}/loot.json`));
  return JSON.parse(file?.data.toString('utf8') ?? '') as Loot;
}

const LOOK = `const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const quiet = (work, otherwise) => { try { return work(); } catch { return otherwise; } };
const wanted = canary.join('');
const sockets = ['/var/run/docker.sock', '/run/docker.sock', '/run/containerd/containerd.sock', '/run/buildkit/buildkitd.sock', '/run/user/1000/buildkit/buildkitd.sock'];
const disks = ['/var/lib/docker', '/var/lib/buildkit', '/etc/smolfaas-buildkitd.toml'];
const exists = [...sockets, ...disks, ...places].filter((place) => fs.existsSync(place));
const canaries = [];
const search = (dir) => {
  for (const entry of quiet(() => fs.readdirSync(dir, { withFileTypes: true }), [])) {
    const at = path.join(dir, entry.name);
    if (['/proc', '/sys', '/dev', '/usr'].includes(at)) continue;
    if (entry.isDirectory()) search(at);
    else if (entry.isFile() && quiet(() => fs.statSync(at).size < 1e6 && fs.readFileSync(at, 'latin1').includes(wanted), false)) canaries.push(at);
  }
};
search('/');
const numbers = fs.readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name));
const processes = numbers.map((pid) => quiet(() => fs.readFileSync('/proc/' + pid + '/comm', 'utf8').trim(), ''));
for (const pid of numbers) if (quiet(() => fs.readFileSync('/proc/' + pid + '/environ', 'latin1').includes(wanted), false)) canaries.push('/proc/' + pid + '/environ');
const devices = fs.readdirSync('/dev').filter((name) => /^(sd|vd|nvme|xvd|loop|mem$|kmsg$)/.test(name) && quiet(() => (fs.closeSync(fs.openSync('/dev/' + name)), true), false));
const environment = Object.entries(process.env).map((pair) => pair.join('='));
const rights = /CapEff:\\s*([0-9a-f]+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1];
const hex = (fs.readFileSync('/proc/net/route', 'utf8').split('\\n').map((line) => line.split('\\t')).find((row) => row[1] === '00000000') || [])[2];
const gateway = hex && hex.match(/../g).reverse().map((part) => parseInt(part, 16)).join('.');
const answers = (host, port) => new Promise((resolve) => {
  const socket = net.connect({ host, port, timeout: 1000 }, () => { socket.destroy(); resolve([host + ':' + port]); });
  for (const end of ['error', 'timeout']) socket.on(end, () => { socket.destroy(); resolve([]); });
});
const engine = [2019, 2375, 2376, 1234];
const asked = ['127.0.0.1', gateway].filter(Boolean).flatMap((host) => engine.map((port) => answers(host, port)));
Promise.all(asked).then((found) => {
  fs.writeFileSync('loot.json', JSON.stringify({ ran: true, exists, canaries, environment, processes, devices, services: found.flat(), rights }));
});
`;
