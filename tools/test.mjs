/**
 * `npm test`: set up this machine, run every check and test, and say how many passed.
 *
 * `node tools/test.mjs unit doors` runs only those parts. `npm run test:full` (`--full`) takes all of what is repeated with other seeds, clocks or
 * versions, where `npm test` takes a sample (e2e/harness/length.ts). All parts run, whatever the earlier ones said. The last line of
 * the output is always `N passed, N failed`; the exit code is 1 when anything failed, was skipped or crashed, also when
 * the set-up did.
 */
import { parseArgs } from 'node:util';
import { isTold, ROOT, runMain, setUp } from './setup/main.mjs';
import { provideTerminals } from './setup/terminals.mjs';
import { runPart } from './test-run/run-part.mjs';
import { selectParts } from './test-run/parts.mjs';
import { timingTable } from './test-run/timing-table.mjs';

async function main() {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { full: { type: 'boolean' } } });
  const results = await runAll(selectParts(positionals), values.full ? { SMOLFAAS_TEST_FULL: '1' } : {});
  process.stdout.write('\n');
  for (const { name, passed, failed, notes, time } of results) {
    process.stdout.write(
      `${failed === 0 ? '✓' : '✗'} ${name.padEnd(9)} ${passed} passed, ${failed} failed (${time})\n`,
    );
    for (const note of notes) process.stdout.write(`    ${note}\n`);
  }
  for (const line of timingTable(results)) process.stdout.write(`${line}\n`);
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed\n`);
  return sum('failed') === 0 ? 0 : 1;
}

async function runAll(parts, length) {
  const results = [];
  let env;
  try {
    const needsBuild = parts.some((part) => part.vitest || part.built);
    const builds = parts.some((part) => part.name === 'types');
    const engine = parts.some((part) => part.engine);
    if (parts.some((part) => part.name === 'e2e')) await provideTerminals();
    env = { ...(await setUp({ compiled: needsBuild && !builds, engine, builder: engine })), ...length };
  } catch (error) {
    return [
      { name: 'set-up', passed: 0, failed: 1, notes: [isTold(error) ? error.message : error.stack], time: 'at once' },
    ];
  }
  for (const part of parts) results.push(await runPart(part, ROOT, env));
  return results;
}

await runMain(main);
