/**
 * Looks at one packed package: its contents (contents.mjs), its entry points (publint) and the types behind them (attw).
 *
 * A package without `exports` offers a program and no modules, so there are no types for attw to look at. What publint says about templates
 * is passed over: they are packages within a package.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandFailed, run } from '../process/command.mjs';
import { importReleaseTool, RELEASE_TOOLS } from '../release/provide.mjs';
import { contentComplaints, TEMPLATES } from './contents.mjs';

/** Complaints about the tarball, each with the package's name. `common` is what the manifests of all packages share. */
export async function inspect(tarball, common) {
  const listed = await run('tar', ['-tzf', tarball]);
  const manifest = JSON.parse(await run('tar', ['-xzOf', tarball, 'package/package.json']));
  const paths = listed
    .trim()
    .split('\n')
    .map((path) => path.replace(/^package\//, ''));
  const complaints = [
    ...contentComplaints({ paths, manifest }, common),
    ...(await entryPointComplaints(tarball)),
    ...(manifest.exports === undefined ? [] : await typeComplaints(tarball)),
  ];
  return complaints.map((complaint) => `${manifest.name}: ${complaint}`);
}

async function entryPointComplaints(tarball) {
  const { publint } = await importReleaseTool('publint/src/index-node.js');
  const { formatMessage } = await importReleaseTool('publint/src/utils.js');
  const bytes = await readFile(tarball);
  const { messages, pkg } = await publint({ pack: { tarball: new Uint8Array(bytes).buffer }, strict: true });
  return messages
    .filter(({ args }) => !TEMPLATES.test(args.filePath ?? args.actualFilePath ?? ''))
    .map((message) => formatMessage(message, pkg, { color: false }));
}

async function typeComplaints(tarball) {
  const attw = join(RELEASE_TOOLS, 'node_modules/.bin/attw');
  try {
    await run(attw, [tarball, '--profile', 'esm-only', '--format', 'ascii', '--no-color', '--no-emoji']);
    return [];
  } catch (error) {
    if (error instanceof CommandFailed) return [error.message];
    throw error;
  }
}
