/**
 * Opens one session and runs `up` in it once per line of stdin, as a program does that stays open. Run by session.ts.
 *
 *   argv[2]   JSON: the packages that are linked as plug-ins, as absolute paths
 *   stdin     one JSON a line: {"only": ["a"], "replicas": {"a": 3}}
 *   stdout    one JSON a line: {"functions": …, "events": …} or {"error": <code>}
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { up } from '../../packages/core/dist/pipelines/up.js';
import Up from '../../packages/cli/dist/commands/up.js';
import { readEnvironment } from '../../packages/cli/dist/process/environment.js';
import { openSession } from '../../packages/cli/dist/session/session.js';

const root = fileURLToPath(new URL('../../packages/cli', import.meta.url));
const { Config, Parser } = createRequire(join(root, 'package.json'))('@oclif/core');

const linked = JSON.parse(process.argv[2]).map((path) => {
  const pjson = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  return { name: pjson.name, version: pjson.version, root: path, type: 'link', pjson };
});
/** No command sets them yet. */
const withReplicas = (context, replicas) => ({
  ...context,
  settings: {
    ...context.settings,
    functions: new Map(Object.entries(replicas).map(([fn, count]) => [fn, { settings: {}, replicas: count }])),
  },
});

const { plugins } = await Config.load({ root });
const { flags } = await Parser.parse([], { flags: { ...Up.baseFlags, ...Up.flags } });
const session = await openSession({
  verb: 'up',
  flags,
  version: '0.0.0',
  plugins: [...plugins.values(), ...linked],
  environment: readEnvironment(),
});
const { signal } = new AbortController();
for await (const line of createInterface({ input: process.stdin })) {
  const events = [];
  const leave = session.listen((event) => events.push(event));
  const { only, replicas = {} } = JSON.parse(line);
  const found = await session
    .run((context) => up(withReplicas(context, replicas), { only }), signal)
    .then(
      ({ functions }) => ({ functions: functions.map(({ function: fn, status, built }) => ({ fn, status, built })) }),
      (error) => ({ error: error.code ?? String(error) }),
    );
  leave();
  const told = events.map((event) => event.message ?? `${event.type} ${event.function ?? ''}${event.phase ?? ''}`);
  process.stdout.write(`${JSON.stringify({ ...found, events: told })}\n`);
}
session.close();
