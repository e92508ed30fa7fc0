/**
 * Packages as their users get them: tarballs, packed by the tools that publish them. Those of the workspace need pnpm, which writes
 * versions in place of `workspace:`; the examples, which anyone may copy, are packed by npm.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Runs npm in a directory. @returns what it printed. @throws with its complaint */
export async function npm(cwd: string, ...args: readonly string[]): Promise<string> {
  return (await run('npm', args, { cwd, maxBuffer: 1e8 })).stdout;
}

/** Runs a program of Node.js in a directory. @throws with all that it printed when it fails */
export async function runNode(cwd: string, ...args: readonly string[]): Promise<string> {
  try {
    return (await run(process.execPath, args, { cwd, maxBuffer: 1e8 })).stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error });
  }
}

/** Packs `packages/<folder>` of this repository. @returns the tarball's path */
export async function packWorkspace(folder: string, into: string): Promise<string> {
  const cwd = join(repository, 'packages', folder);
  const { stdout } = await run('pnpm', ['pack', '--json', '--pack-destination', into], { cwd });
  return (JSON.parse(stdout) as { filename: string }).filename;
}

/** Packs a package as its author does. @returns the tarball's path */
export async function packPackage(directory: string, into: string): Promise<string> {
  const [packed] = JSON.parse(await npm(directory, 'pack', '--json', '--pack-destination', into)) as {
    filename: string;
  }[];
  return join(into, packed?.filename ?? '');
}

/** A working copy of `examples/runtimes/<name>`, with fields of its package.json replaced. */
export async function copyExampleRuntime(name: string, to: string, fields: object = {}): Promise<string> {
  await cp(join(repository, 'examples/runtimes', name), to, { recursive: true });
  const path = join(to, 'package.json');
  const document = JSON.parse(await readFile(path, 'utf8')) as object;
  await writeFile(path, JSON.stringify({ ...document, ...fields }));
  return to;
}

/** The same, with this workspace's `@smolfaas/llb`: a package under development, to be linked as a plug-in. */
export async function linkedExampleRuntime(name: string): Promise<string> {
  const runtime = await copyExampleRuntime(name, await mkdtemp(join(tmpdir(), 'smolfaas-linked-')));
  await mkdir(join(runtime, 'node_modules/@smolfaas'), { recursive: true });
  await symlink(join(repository, 'packages/llb'), join(runtime, 'node_modules/@smolfaas/llb'));
  return runtime;
}

/** The text of one file in a tarball. */
export async function contentOf(tarball: string, path: string): Promise<string> {
  return (await run('tar', ['-xOzf', tarball, path])).stdout;
}
