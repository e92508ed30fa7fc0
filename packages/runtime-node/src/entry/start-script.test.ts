import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { argumentsOf, commandsOfScript, packageCommand, type Scripts, wordsOf } from './start-script.js';

function startCommand(scripts: Scripts): readonly string[] | undefined {
  const commands = commandsOfScript('start', scripts);
  return commands.length === 0 ? undefined : argumentsOf(commands);
}

const shell = (text: string) => ['/bin/sh', '-c', text];

describe('the start script as a command', () => {
  it.each([
    ['needs no shell', { start: 'node  app.js --port 8000' }, ['node', 'app.js', '--port', '8000']],
    ['variables', { start: 'A=1 B="x y" node app.js' }, shell('A=1 B="x y" exec node app.js')],
    ['a list', { start: 'node a.js && node b.js' }, shell('node a.js && exec node b.js')],
    ['a pipe keeps the shell', { start: 'node app.js | pino' }, shell('node app.js | pino')],
    ['one call', { start: 'npm run serve', serve: 'node app.js' }, ['node', 'app.js']],
    ['arguments', { start: 'npm run serve -- --port 1', serve: 'node app.js' }, ['node', 'app.js', '--port', '1']],
    ['yarn', { start: 'yarn serve', serve: 'node app.js' }, ['node', 'app.js']],
    ['pnpm', { start: 'pnpm --silent run serve', serve: 'node app.js' }, ['node', 'app.js']],
    ['pre scripts', { prestart: 'node a.js', start: 'node b.js' }, shell('node a.js && exec node b.js')],
    ['what is built already', { prestart: 'npm run build', start: 'node b.js', build: 'tsc' }, ['node', 'b.js']],
    ['a build on the way', { start: 'npm run build && node b.js', build: 'tsc' }, ['node', 'b.js']],
    ['variables of a call', { start: 'A=1 npm run s', s: 'node a.js' }, shell('A=1 exec node a.js')],
    [
      'variables of a call of two',
      { start: 'A=1 npm run s', s: 'node a.js && node b.js' },
      shell('export A=1 && node a.js && exec node b.js'),
    ],
    [
      'a list of another kind',
      { start: 'npm run s && node b.js', s: 'a || true' },
      shell('( a || true ) && exec node b.js'),
    ],
    ['a circle', { start: 'npm run a', a: 'npm start' }, ['npm', 'start']],
    ['no such script', { start: 'npm run gone' }, ['npm', 'run', 'gone']],
    ["npm's own commands", { start: 'npm ci && node a.js', ci: 'node x.js' }, shell('npm ci && exec node a.js')],
    ['npx', { start: 'npx serve public -l 8000' }, ['serve', 'public', '-l', '8000']],
    ['npx with flags', { start: 'A=1 npx --yes serve@14 -s .' }, shell('A=1 exec serve -s .')],
    ['npm exec', { start: 'npm exec -- tsx server.ts' }, ['tsx', 'server.ts']],
    ['npm exec, arguments behind', { start: 'npm exec tsx -- server.ts' }, ['tsx', 'server.ts']],
    ['yarn exec', { start: 'yarn exec tsx server.ts' }, ['tsx', 'server.ts']],
    ['yarn and a command', { start: 'yarn tsx server.ts' }, ['tsx', 'server.ts']],
    ['yarn run and a command', { start: 'yarn run tsx server.ts' }, ['tsx', 'server.ts']],
    ['yarn node', { start: 'yarn node server.js' }, ['node', 'server.js']],
    ['pnpm and a command', { start: 'A=1 pnpm -s tsx s.ts' }, shell('A=1 exec tsx s.ts')],
    ["a manager's own command", { start: 'yarn install' }, ['yarn', 'install']],
    ['pnpm exec', { start: 'pnpm exec tsx server.ts' }, ['tsx', 'server.ts']],
    ['npx in a list', { start: 'node a.js && npx serve' }, shell('node a.js && exec serve')],
    ['npx in a called script', { start: 'npm run s', s: 'npx serve' }, ['serve']],
    ['a scope', { start: 'npx @org/serve x' }, ['serve', 'x']],
    ['npx of a named package', { start: 'npx -p typescript tsc' }, ['npx', '-p', 'typescript', 'tsc']],
    ['quotes', { start: "node -e 'a && b'" }, shell("node -e 'a && b'")],
  ])('%s', (_, scripts, command) => {
    expect(startCommand(scripts)).toEqual(command);
  });

  it('is undefined without one', () => {
    expect(startCommand({ serve: 'node app.js' })).toBeUndefined();
  });

  it.each([
    ['npx --yes serve@14 -s', 'serve'],
    ['A=1 npm exec -- tsx x.ts', 'tsx'],
    ['npx @org/tool', '@org/tool'],
    ['node npx', undefined],
    ['npx -p typescript tsc', undefined],
  ])('%s is of the package %s', (command, name) => {
    expect(packageCommand(command)).toBe(name);
  });

  it('the words of a command are those behind its variables', () => {
    expect(wordsOf('A=1 B="x y" next dev -p 1')).toEqual(['next', 'dev', '-p', '1']);
    expect(wordsOf('cross-env NODE_ENV=development vite')).toEqual(['vite']);
    expect(wordsOf('dotenv -e .env -- nest start')).toEqual(['nest', 'start']);
  });

  it('a real shell runs what came out, with its variables, in order', () => {
    const scripts = {
      start: "A='x y' npm run both -- 3",
      both: 'echo "$A" 1 && npm run two',
      two: 'B=4 printenv A B #',
    };
    const [file = '', ...args] = startCommand(scripts) ?? [];
    expect(execFileSync(file, args, { encoding: 'utf8' })).toBe('x y 1\nx y\n4\n');
  });
});
