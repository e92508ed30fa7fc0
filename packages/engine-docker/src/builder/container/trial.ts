/**
 * The trial of a new builder container: can its daemon run a build step on this host at all?
 *
 * A daemon that starts and responds can still lack everything that a step needs (namespaces,
 * mounts, cgroups). It reports that only when the first step runs. So SmolFaaS runs one at once:
 * the smallest possible program, in a root file system with almost nothing else, without network.
 * It needs no base image. Its files contain the container's id, so the result never comes from the
 * cache of an earlier trial.
 *
 *   mkdir /lower, mkfile /lower/file
 *   -> rm /lower, mkfile /trial (an ELF file of one code segment: exit(0))
 *   -> exec /trial
 *
 * Gotcha: if the volume is on a tmpfs, a rootless daemon mounts its overlays without `userxattr`.
 * Everything works until a step removes a directory of a lower layer, which then is an I/O error.
 * `npm` and `pnpm` do that. Hence the directory.
 */
import { type BuildKitClient, isBuildKitError } from '@smolfaas/buildkit';
import { marshal, mkdir, mkfile, rm, scratch } from '@smolfaas/llb';

/**
 * `exit(0)` in machine code, with ELF's number for the machine. On other machines the trial counts
 * as passed.
 */
export const PROGRAMS: Readonly<Record<string, { machine: number; code: readonly number[] }>> = {
  // mov eax, 60; xor edi, edi; syscall
  amd64: { machine: 0x3e, code: [0xb8, 60, 0, 0, 0, 0x31, 0xff, 0x0f, 0x05] },
  // mov x8, #93; mov x0, #0; svc #0
  arm64: { machine: 0xb7, code: [0xa8, 0x0b, 0x80, 0xd2, 0, 0, 0x80, 0xd2, 0x01, 0, 0, 0xd4] },
};
const HEADERS = 64 + 56;
const ADDRESS = 0x400000n;
const LIMIT_MS = 30_000;

/** Undefined when a step runs; otherwise the daemon's message. */
export async function tryStep(
  client: BuildKitClient,
  containerId: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const [worker] = await client.workers(signal);
  const program = PROGRAMS[worker?.platforms[0]?.architecture ?? ''];
  if (program === undefined) return undefined;
  const file = Buffer.concat([executable(program.machine, program.code), Buffer.from(containerId)]);
  const lower = scratch().file([mkdir('/lower'), mkfile('/lower/file', containerId)]);
  const root = lower.file([rm('/lower'), mkfile('/trial', file, { mode: 0o755 })]);
  const state = root.run(['/trial'], { network: 'none', name: 'trial of the builder' }).root;
  const input = { kind: 'llb', definition: marshal(state).bytes, config: { architecture: '', os: '' } } as const;
  try {
    await client.solve({ input, locals: {}, sharedKey: 'smolfaas-trial', signal, deadlineMs: LIMIT_MS });
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    const said = isBuildKitError(error, 'step-failed') ? error.details.lines.at(-1) : undefined;
    return said ?? (error instanceof Error ? error.message : String(error));
  }
}

/**
 * An ELF64 file, little-endian: file header, one program header (PT_LOAD, readable and executable),
 * code.
 */
export function executable(machine: number, code: readonly number[]): Buffer {
  const file = Buffer.alloc(HEADERS + code.length);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1], 0);
  file.writeUInt16LE(2, 16); // type: executable
  file.writeUInt16LE(machine, 18);
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(ADDRESS + BigInt(HEADERS), 24); // entry point
  file.writeBigUInt64LE(64n, 32); // offset of the program header
  file.writeUInt16LE(64, 52);
  file.writeUInt16LE(56, 54);
  file.writeUInt16LE(1, 56);
  file.writeUInt32LE(1, 64);
  file.writeUInt32LE(5, 68);
  file.writeBigUInt64LE(ADDRESS, 80);
  file.writeBigUInt64LE(ADDRESS, 88);
  file.writeBigUInt64LE(BigInt(file.length), 96);
  file.writeBigUInt64LE(BigInt(file.length), 104);
  file.writeBigUInt64LE(0x1000n, 112);
  file.set(code, HEADERS);
  return file;
}
