#!/usr/bin/env node
/**
 * The entry point: what must work before oclif loads.
 *
 *  1. It refuses a Node.js version that cannot run SmolFaaS, with a message.
 *  2. It answers `--version` without loading anything.
 *  3. It answers `__complete`, which shells call on Tab, without oclif.
 *  4. It refuses a home directory that cannot be read, with a message.
 *  5. It survives a full disk behind stdout.
 *  6. It switches on Node's compile cache where the version has one.
 *  7. It accepts flags before the command.
 *
 * The rest is main.ts and oclif. Everything that this file loads is in the bundle, which `pnpm
 * build` makes (tools/bundle.mjs).
 */
import { readFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { homedir } from 'node:os';
import { commandFirst, wantsVersion } from '../dist/bundle/argv/command-first.js';
import { surviveFullStreams } from '../dist/bundle/process/broken-streams.js';
import { refusal } from '../dist/bundle/process/node-version.js';
import { placeProblem } from '../dist/bundle/process/user-places.js';

const node = process.versions.node;
const words = process.argv.slice(2);

/** Version of the better-sqlite3 that the CLI would load. */
function sqliteVersion() {
  try {
    return nodeModule.createRequire(import.meta.url)('better-sqlite3/package.json').version;
  } catch {
    return undefined; // Not installed: the engine's own error explains it better.
  }
}

function versionLine() {
  const { name, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return `${name}/${version} ${process.platform}-${process.arch} node-v${node}\n`;
}

/** Reports a problem before any code is loaded that could report it better. */
function refuse(message) {
  if (words.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ error: { code: 'environment', message, facts: {} } }, null, 2)}\n`);
  } else process.stderr.write(`✗ ${message}\n`);
  process.exitCode = 3;
}

/**
 * Resolves when the reader of stdout has closed its end (`--help | head -1`). oclif ends by waiting
 * until all output is written. With no reader that never happens, and Node reports a failure. A
 * running command is not cut short: it keeps the process alive until it has finished.
 */
function readerGone() {
  return new Promise((resolve) => {
    process.stdout.on('error', resolve);
    surviveFullStreams(process, resolve);
  });
}

async function main() {
  const gone = readerGone();
  const reason = refusal(node, Number(node.split('.')[0]) < 22 ? sqliteVersion() : undefined);
  if (reason !== undefined) {
    process.stderr.write(`${reason}\n`);
    process.exitCode = 3;
    return;
  }
  if (wantsVersion(words)) {
    process.stdout.write(versionLine());
    return;
  }
  if (words[0] === '__complete') {
    const { answer } = await import('../dist/bundle/completion/answer.js');
    const manifest = new URL('../oclif.manifest.json', import.meta.url);
    const place = { cwd: process.cwd(), home: homedir(), env: process.env };
    process.stdout.write(await answer(words.slice(1), { ...place, manifest }));
    return;
  }
  const problem = await placeProblem(process.env);
  if (problem !== undefined) {
    refuse(problem);
    return;
  }
  nodeModule.enableCompileCache?.();
  process.env.OCLIF_DISABLE_LINKED_ESM_WARNING = '1';
  const { main: runCommand } = await import('../dist/bundle/main.js');
  await Promise.race([runCommand(commandFirst(words), import.meta.url), gone]);
}

await main();
