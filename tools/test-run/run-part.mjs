/**
 * Runs one part with its output on the terminal and counts what came out.
 *
 * vitest reports to the terminal for people, and as JSON into temporary files: for counting, and how long each file took (file-times.mjs). Where SMOLFAAS_TEST_REPORTS names a directory, such a
 * report is kept there as `<part>.json`; `npm run test:engines -- --report` takes the end-to-end tests' one.
 */
import { spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { secondsSince } from '../process/say.mjs';
import { countCommand, countVitest } from './count.mjs';

/** Returns `{ name, passed, failed, notes, time }`, of tests also `times`, `{ file, ms }` of each file. A part that cannot even be started has failed. */
export async function runPart(part, root, env) {
  const start = Date.now();
  process.stdout.write(`\n── ${part.name} ──\n`);
  const counted =
    part.vitest === undefined ? countCommand(await execute(part.command, root, env)) : await runVitest(part, root, env);
  return { name: part.name, ...counted, time: secondsSince(start) };
}

async function runVitest(part, root, env) {
  const directory = await mkdtemp(join(tmpdir(), 'smolfaas-test-'));
  const [file, times] = [join(directory, 'report.json'), join(directory, 'times.json')];
  const own = fileURLToPath(new URL('file-times.mjs', import.meta.url));
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`, `--reporter=${own}`];
  try {
    const exitCode = await execute(['pnpm', 'exec', 'vitest', 'run', '--project', part.vitest, ...reporters], root, {
      ...env,
      SMOLFAAS_TEST_TIMES: times,
    });
    const report = await readReport(file);
    if (report !== undefined) await keepReport(file, part.vitest, env.SMOLFAAS_TEST_REPORTS);
    return { ...countVitest(report, exitCode), times: (await readReport(times)) ?? [] };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function keepReport(file, name, directory) {
  if (!directory) return;
  await mkdir(directory, { recursive: true });
  await copyFile(file, join(directory, `${name}.json`));
}

async function readReport(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return undefined; // it crashed: counted as a failure
    throw error;
  }
}

function execute([command, ...args], root, env) {
  const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
}
