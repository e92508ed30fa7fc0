/**
 * A day in one terminal, as a user types it: settings, up, logs, invoke, edit, break, read, fix, ps, down.
 *
 * Each step is a command line in a real terminal and what has to be on the screen afterwards.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { nodeScript } from './harness/functions.js';
import { TestProject } from './harness/project.js';
import { Terminal } from './harness/terminal.js';

const greeter = (word: string): Readonly<Record<string, string>> =>
  nodeScript(`
require('node:http').createServer((request, response) => {
  console.log('asked for ' + request.url);
  response.end('${word} ' + process.env.GREETED);
}).listen(8000, '0.0.0.0', () => console.log('ready to say ${word}'));
process.on('SIGTERM', () => process.exit(0));
`);

let project: TestProject;
let terminal: Terminal;
beforeAll(async () => {
  project = await TestProject.create();
  await project.write('greeter', greeter('hello'));
  terminal = new Terminal({ columns: 120, rows: 40, cwd: project.dir, env: project.settings });
});
afterAll(async () => {
  terminal?.close();
  await project?.dispose();
});

it('settings, up, logs, invoke, edit, break, read, fix, ps, down', async () => {
  const sees = async (line: string, ...patterns: readonly RegExp[]): Promise<void> => {
    const screen = await terminal.run(line);
    for (const pattern of patterns) expect(screen).toMatch(pattern);
  };
  const settings = ['version: 1', 'functions:', '  greeter:', '    env: { GREETED: world }', '    memry: 64m'];
  await sees(`printf '%s\\n' ${settings.map((line) => `'${line}'`).join(' ')} > smolfaas.yaml`);
  await sees('smolfaas up', /smolfaas\.yaml:5:5: functions\.greeter: unknown key "memry"/, /did you mean "memory"\?/);
  await sees(`sed -i s/memry/memory/ smolfaas.yaml`);
  await sees('smolfaas help settings memory', /functions\.NAME\.memory/, /at least 6m/);
  await sees('smolfaas up', /greeter +started/, /Try it:/, /1 ok/);
  await sees('smolfaas invoke greeter /first', /hello world/, /200/);
  await sees('smolfaas logs', /greeter +│ ready to say hello/, /greeter +│ asked for \/first/, /GET \S*\/first 200/);

  await sees(`sed -i 's/GREETED: world/GREETED: you/' smolfaas.yaml`);
  await sees('smolfaas up --dry-run', /greeter/, /env\.GREETED/);
  await sees('smolfaas up', /greeter +updated/);
  await sees('smolfaas invoke greeter', /hello you/);

  await sees(`echo 'throw new Error("broken on purpose")' > functions/greeter/index.js`);
  await sees('smolfaas up', /broken on purpose/, /still serving/, /1 failed/);
  await sees('smolfaas check', /✗ Source was rejected by the last up/);
  await sees('smolfaas invoke greeter', /hello you/);

  await project.write('greeter', greeter('welcome'));
  await sees('smolfaas up functions/greeter', /greeter +updated/, /1 ok/);
  await sees('smolfaas invoke greeter', /welcome you/);
  await sees('smolfaas ps', /greeter +(?:node +)?running/, /MiB/, /1 running/);
  await sees('smolfaas check', /all 1 function\(s\) consistent/);
  await sees('smolfaas down', /removed/);
  await sees('smolfaas invoke greeter', /smolfaas up/);
});
