/**
 * One op in words: its kind and its details, line by line. Used by print.ts, which adds numbers,
 * names and digests.
 *
 * Values are written as people write them in a Dockerfile or a shell (octal modes, `uid:gid`,
 * "keep"). Defaults are left out, so that the special settings of a step stand out. Each op family
 * has its function.
 */
import {
  CacheSharingOpt,
  type ExecOp,
  type Mount,
  MountType,
  NetMode,
  type Op,
  type Platform,
  type ProxyEnv,
  type SecretOpt,
  type SourceOp,
  type SSHOpt,
} from '../gen/pb/ops_pb.js';
import { describeActions } from './describe-file.js';
import type { Description, Detail, InputName } from './description.js';

/** Describes an op of any kind; one this package does not know is `unknown`. */
export function describe({ op, inputs, platform }: Op, inputName: InputName): Description {
  const onPlatform: Detail[] = platform === undefined ? [] : [['platform', platformText(platform)]];
  switch (op.case) {
    case 'source':
      return withDetails(describeSource(op.value), onPlatform);
    case 'exec':
      return withDetails({ kind: 'exec', details: describeExec(op.value, inputName) }, onPlatform);
    case 'file':
      return { kind: 'file', details: describeActions(op.value.actions, inputs.length, inputName) };
    default:
      return { kind: op.case ?? 'unknown', details: onPlatform };
  }
}

function withDetails({ kind, details }: Description, more: readonly Detail[]): Description {
  return { kind, details: [...details, ...more] };
}

function platformText({ OS, Architecture, Variant }: Platform): string {
  return [OS, Architecture, Variant].filter((part) => part !== '').join('/');
}

/** The scheme is the kind; the rest of the identifier names the source. */
function describeSource({ identifier, attrs }: SourceOp): Description {
  const [scheme = '', ...rest] = identifier.split('://');
  const kind = `${scheme === 'docker-image' ? 'image' : scheme} ${rest.join('://')}`;
  return { kind, details: Object.entries(attrs).map(([key, value]) => ['attr', `${key}=${value}`]) };
}

function describeExec({ meta, network, mounts }: ExecOp, inputName: InputName): Detail[] {
  const lines: Detail[] = [['args', (meta?.args ?? []).map(shellWord).join(' ')]];
  const add = (key: string, value: string) => value !== '' && lines.push([key, value]);
  if (meta?.cwd !== '/') add('cwd', meta?.cwd ?? '');
  add('user', meta?.user ?? '');
  add('hostname', meta?.hostname ?? '');
  if (network !== NetMode.UNSET) add('network', (NetMode[network] ?? String(network)).toLowerCase());
  for (const line of meta?.env ?? []) add('env', line);
  for (const { Host, IP } of meta?.extraHosts ?? []) add('host', `${Host} ${IP}`);
  for (const [scheme, proxy] of proxies(meta?.proxyEnv)) add('proxy', `${scheme} ${proxy}`);
  for (const mount of mounts) add('mount', describeMount(mount, inputName));
  return lines;
}

/** The proxies that are set. */
function proxies(env: ProxyEnv | undefined): [scheme: string, proxy: string][] {
  if (env === undefined) return [];
  const { httpProxy: http, httpsProxy: https, ftpProxy: ftp, noProxy: no, allProxy: all } = env;
  return Object.entries({ http, https, ftp, no, all }).filter(([, proxy]) => proxy !== '');
}

/** An argument in a form that can be pasted into a shell. */
function shellWord(arg: string): string {
  if (/^[\w@%+=:,./-]+$/.test(arg)) return arg;
  return `'${arg.replaceAll("'", `'\\''`)}'`;
}

function describeMount(mount: Mount, inputName: InputName): string {
  const { dest, cacheOpt, secretOpt, TmpfsOpt: tmpfs } = mount;
  switch (mount.mountType) {
    case MountType.CACHE:
      return `${dest} cache ${cacheOpt?.ID} ${CacheSharingOpt[cacheOpt?.sharing ?? 0]?.toLowerCase()}`;
    case MountType.TMPFS:
      return `${dest} tmpfs${tmpfs?.size ? ` ${tmpfs.size} bytes` : ''}`;
    case MountType.SECRET:
      return `${dest} secret ${fromClient(secretOpt)}`;
    case MountType.SSH:
      return `${dest} ssh ${fromClient(mount.SSHOpt)}`;
    default:
      return `${dest} <- ${inputName(mount.input)}${mount.selector} ${access(mount)}`;
  }
}

/** What the client serves: secrets and sockets of agents. */
function fromClient(opt: SecretOpt | SSHOpt | undefined): string {
  const owner = opt?.uid || opt?.gid ? ` owner ${opt.uid}:${opt.gid}` : '';
  return `${opt?.ID ?? ''} mode 0${opt?.mode.toString(8) ?? ''}${owner}${opt?.optional ? ' optional' : ''}`;
}

function access({ output, readonly }: Mount): string {
  if (output >= 0n) return `-> out ${output}`;
  return readonly ? 'readonly' : 'discard';
}
