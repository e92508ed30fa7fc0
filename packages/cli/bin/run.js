#!/usr/bin/env node
/**
 * The entry point. It stays ahead of oclif for four things: it refuses a Node that cannot run us, in words; it answers
 * `--version` without loading anything; it switches Node's compile cache on, where there is one; and it lets flags stand
 * before the command. The rest is oclif's. Everything it loads is in the bundle, which `pnpm build` makes (tools/bundle.mjs).
 */
import { readFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { commandFirst, lacksCommand } from '../dist/bundle/argv/command-first.js';
import { refusal } from '../dist/bundle/process/node-version.js';

const node = process.versions.node;
const words = process.argv.slice(2);

/** Version of the better-sqlite3 that would be loaded. */
function sqliteVersion() {
  try {
    return nodeModule.createRequire(import.meta.url)('better-sqlite3/package.json').version;
  } catch {
    return undefined; // Not installed: the engine's own error says it better.
  }
}

function versionLine() {
  const { name, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return `${name}/${version} ${process.platform}-${process.arch} node-v${node}\n`;
}

/**
 * Resolves when the reader of stdout has gone (`--help | head -1`). oclif ends by waiting until all is written, which would then never
 * come, and Node would call that a failure. A command at work is not cut short: it keeps the process alive until it is done.
 */
function readerGone() {
  return new Promise((resolve) => {
    process.stdout.on('error', (error) => {
      if (error.code !== 'EPIPE') throw error;
      resolve();
    });
  });
}

async function main() {
  const reason = refusal(node, Number(node.split('.')[0]) < 22 ? sqliteVersion() : undefined);
  if (reason !== undefined) {
    process.stderr.write(`${reason}\n`);
    process.exitCode = 3;
  } else if (words.length === 1 && words[0] === '--version') {
    process.stdout.write(versionLine());
  } else if (lacksCommand(words)) {
    process.stderr.write('no command given; smolfaas --help lists them\n');
    process.exitCode = 2;
  } else {
    nodeModule.enableCompileCache?.();
    process.env.OCLIF_DISABLE_LINKED_ESM_WARNING = '1';
    const { execute } = await import('../dist/bundle/oclif.js');
    await Promise.race([execute({ dir: import.meta.url, args: commandFirst(words) }), readerGone()]);
  }
}

await main();
