/**
 * What users see: each command's screen on a real terminal of 80×24 and of 120×40, as golden text. A line that is too wide would
 * be seen wrapped, and a table that is too long would push its head out of the screen.
 *
 * To add a command: a line in COMMANDS, where its place is the state that it finds.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { nodeFunction, nodeScript } from './harness/functions.js';
import { TestProject } from './harness/project.js';
import { stableScreen } from './harness/stable-screen.js';
import { Terminal } from './harness/terminal.js';

/** Command lines in order. `broken` has no files that a runtime knows. */
const COMMANDS: readonly string[] = [
  'smolfaas up --dry-run',
  'smolfaas up web api',
  'smolfaas up',
  'smolfaas invoke web "/items?id=7" -d "{}"',
  'smolfaas invoke api',
  'smolfaas invoke api /fail',
  'smolfaas invoke api --json',
  'smolfaas invoke broken',
  'smolfaas invoke wbe',
  'smolfaas logs',
  'smolfaas logs api --tail 1 --timestamps --only function',
  'smolfaas ps',
  'smolfaas ps --watch',
  'smolfaas inspect api',
  'smolfaas url',
  'smolfaas url api',
  'smolfaas env',
  'smolfaas run -- printenv NODE_EXTRA_CA_CERTS',
  'smolfaas exec api -- node -p 6*7',
  'smolfaas help settings',
  'smolfaas help settings memory',
  'smolfaas check',
  'smolfaas check --problems',
  'smolfaas du',
  'smolfaas prune --dry-run',
  'smolfaas wait web',
  'smolfaas restart web',
  'smolfaas up wbe',
  'smolfaas help errors port-taken',
  'smolfaas down api',
  'smolfaas down',
];

/** Answers text, fails for `/fail`, and logs. */
const PLAIN = `
require('node:http').createServer((request, response) => {
  const fails = request.url === '/fail';
  if (request.url !== '/') console.log((fails ? 'no luck with ' : 'asked for ') + request.url);
  response.statusCode = fails ? 500 : 200;
  // The router logs a request when it has ended, so the line of the function is always before it.
  setTimeout(() => response.end(fails ? 'the shop is closed' : 'hello from the shop'), fails ? 50 : 0);
}).listen(8000, '0.0.0.0', () => console.log('listening on port 8000'));
process.on('SIGTERM', () => process.exit(0));
`;

let project: TestProject;
beforeAll(async () => {
  project = await TestProject.create();
  await project.write('web', nodeFunction());
  await project.write('api', nodeScript(PLAIN));
  await project.write('broken', { 'notes.txt': '' });
});
afterAll(() => project?.dispose());

const SIZES = [
  [80, 24],
  [120, 40],
] as const;

it.each(SIZES)('every command on %i×%i', async (columns, rows) => {
  const terminal = new Terminal({ columns, rows, cwd: project.dir, env: project.settings });
  try {
    const screens: string[] = [];
    for (const line of COMMANDS) screens.push(stableScreen(await screenOf(terminal, line), project));
    const text = screens.map((screen) => `${screen}\n${'='.repeat(columns)}\n`).join('');
    await expect(text).toMatchFileSnapshot(join('__golden__', `screens-${columns}x${rows}.txt`));
  } finally {
    terminal.close();
  }
});

/** What a command leaves on the screen; for one that only `q` ends, its second look. */
async function screenOf(terminal: Terminal, line: string): Promise<string> {
  if (!line.endsWith('--watch')) return await terminal.run(line);
  terminal.type(`clear; ${line}`);
  terminal.press('Enter');
  const screen = await terminal.shows(/%/);
  terminal.press('q');
  await terminal.shows(/\n\$$/);
  return screen;
}

/** Sixty functions as `up` reports them: long names, a failed update, a function that never ran. */
const SIXTY = (report: string, theme: string, core: string) => `
import { reportUp } from ${JSON.stringify(report)};
import { createTheme } from ${JSON.stringify(theme)};
import { SmolfaasError } from ${JSON.stringify(core)};
const settings = { addr: 'fn.localhost', httpPort: 80, httpsPort: 443, bind: ['127.0.0.1'], functionsDir: '/f' };
const name = (n) => (n % 20 === 7 ? 'a-name-of-forty-characters-number-' + (100000 + n) : 'fn-' + n);
const functions = Array.from({ length: 60 }, (_, n) => {
  const one = { function: name(n), url: 'https://fn.localhost/invoke/' + name(n), built: false, ms: 1234, status: n % 7 === 0 ? 'updated' : 'unchanged' };
  const error = new SmolfaasError('build-failed', { function: name(n), message: 'the builder is gone' });
  if (n === 30) return { ...one, status: 'failed', error, stillServing: { builtAt: 0 } };
  return n === 31 ? { ...one, url: undefined, status: 'failed', error } : one;
});
const theme = createTheme(false, process.stdout.columns);
process.stdout.write(reportUp({ functions, empty: false }, { theme, settings, now: 0 }).text);
`;

it.each(SIZES)('sixty functions on %i×%i', async (columns, rows) => {
  const built = (path: string) => new URL(`../packages/${path}`, import.meta.url).href;
  mkdirSync(join(project.dir, 'sixty'), { recursive: true });
  const program = SIXTY(
    built('cli/dist/report/up.js'),
    built('cli/dist/render/theme.js'),
    built('core/dist/contract/errors.js'),
  );
  writeFileSync(join(project.dir, 'sixty', 'main.mjs'), program);
  const terminal = new Terminal({ columns, rows, cwd: join(project.dir, 'sixty') });
  try {
    const screen = await terminal.run(`node main.mjs`);
    await expect(`${screen}\n`).toMatchFileSnapshot(join('__golden__', `sixty-${columns}x${rows}.txt`));
  } finally {
    terminal.close();
  }
});
