/** The reports of the commands with a session, as they appear on stdout. */
import { type CheckOutcome, type Finding, type FunctionOutcome, SmolfaasError, type SoundFacts } from '@smolfaas/core';
import { describe, expect, it } from 'vitest';
import { createTheme } from '../render/theme.js';
import { reportCheck } from './check.js';
import { reportUsage } from './disk-usage.js';
import { reportDown } from './down.js';
import { reportPrune } from './prune.js';
import { firstThatWorks } from './sample-request.js';
import { reportUp } from './up.js';

const theme = createTheme(false);
/** Milliseconds since 1970 for a local time of day on a day of a fixed month. */
const at = (hours: number, minutes: number, day = 10) => new Date(2026, 2, day, hours, minutes).getTime();
const fine = (code: keyof SoundFacts): Finding => ({ ok: true, code, facts: {} }) as Finding;
const sound = [fine('source-matches'), fine('container-running'), fine('image-matches')];
const missing: Finding = { ok: false, code: 'router-missing', facts: {} };

describe('check', () => {
  const changed: Finding = { ok: false, code: 'source-changed', facts: {} };
  const outcome: CheckOutcome = {
    functions: [
      { function: 'my-go-func', findings: sound },
      { function: 'my-python-func', findings: [changed, ...sound.slice(1)] },
    ],
    general: [],
    attention: 1,
  };

  it('prints the text of the specification to the letter', () => {
    const { text, exit } = reportCheck(outcome, { theme, now: 0 });
    expect(exit).toBe(1);
    expect(text).toBe(`Consistency Check Results:
==========================

my-go-func:
  ✓ Source hash matches stored state
  ✓ Container running
  ✓ Image matches stored state

my-python-func:
  ✗ Source hash changed (rebuild needed)
  ✓ Container running
  ✓ Image matches stored state

Summary: 1 function(s) need attention. Run 'smolfaas up' to fix.
`);
  });

  it('prints only problems on demand', () => {
    const report = reportCheck({ ...outcome, general: [missing] }, { theme, now: 0, problemsOnly: true });
    expect(report.text).toBe(`my-python-func:
  ✗ Source hash changed (rebuild needed)

(router and network):
  ✗ Router missing

Summary: 1 function(s) need attention. Run 'smolfaas up' to fix.
`);
    expect(report).toMatchObject({ exit: 1, json: { functions: [{ function: 'my-python-func', findings: [{}] }] } });
    const sane = { functions: [{ function: 'a', findings: sound }], general: [], attention: 0 };
    expect(reportCheck(sane, { theme, now: 0, problemsOnly: true })).toMatchObject({
      text: 'Summary: all 1 function(s) consistent.\n',
      exit: 0,
      json: { consistent: true, functions: [] },
    });
  });

  const rejected: Finding = {
    ok: false,
    code: 'source-rejected',
    facts: { code: 'build-step-failed', reason: { code: 'step-failed', facts: { step: 'npm ci' } }, at: at(2, 31) },
  };
  const broken = { function: 'my-go-func', findings: [rejected, ...sound.slice(1)] };
  const last = (changes: Partial<CheckOutcome>) =>
    reportCheck({ functions: [broken], general: [], attention: 1, ...changes }, { theme, now: at(2, 40) })
      .text.split('\n')
      .at(-2);

  it('names a source that the last up rejected, and does not advise to run it again as it is', () => {
    const report = reportCheck({ functions: [broken], general: [], attention: 1 }, { theme, now: at(2, 40) });
    const line = 'Source was rejected by the last up at 02:31 (build step "npm ci" failed)';
    expect(report.text).toContain(`my-go-func:
  ✗ ${line}
  ✓ Container running
  ✓ Image matches stored state

Summary: 1 function(s) need attention. Change the source, then run 'smolfaas up'.
`);
    expect(report).toMatchObject({
      exit: 1,
      json: {
        functions: [{ findings: [{ text: line, rejection: { code: 'build-step-failed', at: at(2, 31) } }, {}, {}] }],
      },
    });
  });

  it.each<[string, Partial<CheckOutcome>, string]>([
    ['all of them rejected', {}, "1 function(s) need attention. Change the source, then run 'smolfaas up'."],
    [
      'others sound',
      { functions: [broken, ...outcome.functions.slice(0, 1)] },
      "1 function(s) need attention. Change the source, then run 'smolfaas up'.",
    ],
    [
      'one of two',
      { functions: [broken, ...outcome.functions], attention: 2 },
      "2 function(s) need attention. Run 'smolfaas up' to fix.",
    ],
    ['the router as well', { general: [missing] }, "1 function(s) need attention. Run 'smolfaas up' to fix."],
  ])('advises by what helps: %s', (_, changes, summary) => {
    expect(last(changes)).toBe(`Summary: ${summary}`);
  });

  it('is done with exit 0 when nothing is to be reported', () => {
    const { text, exit } = reportCheck(
      { functions: outcome.functions.slice(0, 1), general: [], attention: 0 },
      { theme, now: 0 },
    );
    expect([text.split('\n').at(-2), exit]).toEqual(['Summary: all 1 function(s) consistent.', 0]);
  });

  it('shows the builder with what it may do, and finds no fault with one that stopped', () => {
    const builder = { name: 'b', state: 'running', image: 'i:1', privileges: 'privileged', outdated: false } as const;
    const of = (changes: object) =>
      reportCheck({ functions: [], general: [], attention: 0, builder: { ...builder, ...changes } }, { theme, now: 0 });
    expect(of({}).text).toContain('(builder):\n  ✓ Builder b running privileged, image i:1\n');
    const stopped = of({ state: 'exited', exitCode: 137, outdated: true });
    expect(stopped.text).toContain('not running (exited 137)');
    expect(stopped.text).toContain('recreates it');
    expect(stopped.text).not.toContain('starts it');
    expect(stopped).toMatchObject({ exit: 0, json: { builder: { state: 'exited', privileges: 'privileged' } } });
  });

  it('finds fault with the router although all functions are sound, and tells of another run', () => {
    const { text, exit } = reportCheck(
      {
        functions: [],
        general: [missing],
        attention: 0,
        runInProgress: { pid: 7, verb: 'up' },
      },
      { theme, now: 0 },
    );
    expect(exit).toBe(1);
    expect(text).toContain('  ✗ Router missing\n');
    expect(text).toContain('Run in progress: "up" (pid 7).');
    expect(text).toContain("Run 'smolfaas up' to fix.");
  });
});

describe('down', () => {
  it('lists what went and says what stays', () => {
    const removed = [
      { kind: 'container', name: 'smolfaas-func-fn-a' },
      { kind: 'container', name: 'smolfaas-router' },
    ] as const;
    expect(reportDown({ removed, failures: [] }, { everything: false, theme })).toMatchObject({
      exit: 0,
      text: `removed  container  smolfaas-func-fn-a
removed  container  smolfaas-router
2 object(s) removed; network, volumes, images and state stay for the next up.
`,
    });
  });

  it('is content with nothing, and exits with 1 when something is left', () => {
    const failure = new SmolfaasError('removal-blocked', { kind: 'network', name: 'smolfaas', blockers: ['guest'] });
    expect(reportDown({ removed: [], failures: [] }, { everything: true, theme })).toMatchObject({
      text: 'Nothing to remove.\n',
      exit: 0,
    });
    expect(reportDown({ removed: [], failures: [failure] }, { everything: true, theme })).toMatchObject({
      exit: 1,
      text: expect.stringContaining('✗ network "smolfaas" cannot be removed, still used by "guest"'),
      json: { failures: [{ code: 'removal-blocked', facts: { blockers: ['guest'] } }] },
    });
  });
});

describe('prune', () => {
  const images = [{ function: 'fn-a', name: 'smolfaas-func-fn-a:0123456789ab', id: 'sha256:1' }];

  it('lists what went, or would go, and how much room that makes', () => {
    const outcome = { dryRun: false, images, freed: 1_234_567, failures: [] };
    expect(reportPrune(outcome, theme)).toMatchObject({
      exit: 0,
      text: `removed  image  fn-a  smolfaas-func-fn-a:0123456789ab
1 image(s) removed, 1.2 MB free.
`,
    });
    expect(
      reportPrune({ ...outcome, dryRun: true }, theme).text,
    ).toBe(`would remove  image  fn-a  smolfaas-func-fn-a:0123456789ab
1 image(s), 1.2 MB would be free.
`);
  });

  it('exits with 1 when something is left', () => {
    const failure = new SmolfaasError('removal-blocked', { kind: 'image', name: 'x:1', blockers: ['guest'] });
    expect(reportPrune({ dryRun: false, images: [], freed: 0, failures: [failure] }, theme)).toMatchObject({
      exit: 1,
      text: expect.stringContaining('✗ image "x:1" cannot be removed, still used by "guest"'),
      json: { failures: [{ code: 'removal-blocked' }] },
    });
  });
});

describe('du', () => {
  it('has a table for each kind, and a total', () => {
    const usage = {
      functions: [
        { name: 'fn-a', images: 3, bytes: 2_400_000, reclaimable: 1200 },
        { name: 'fn-b', images: 1, bytes: 999, reclaimable: 0 },
      ],
      sharedByFunctions: 50_000_000,
      bases: [{ name: 'node:24-slim', bytes: 200_000_000 }],
      volumes: [{ name: 'smolfaas-router-data', bytes: undefined }],
      files: [{ name: '.smolfaas', bytes: 61_440 }],
      total: 252_462_000,
    };
    expect(reportUsage(usage, theme).text).toBe(`FUNCTION  IMAGES  OWN SIZE  PRUNABLE
fn-a      3       2.4 MB    1.2 kB
fn-b      1       999 B
(shared)          50 MB

BASE IMAGE    SIZE
node:24-slim  200 MB

VOLUME                SIZE
smolfaas-router-data  -

FILE       SIZE
.smolfaas  61 kB

Total: 252 MB
`);
    expect(reportUsage(usage, theme).json).toMatchObject({ volumes: [{ name: 'smolfaas-router-data', bytes: null }] });
  });
});

describe('up', () => {
  const settings = { addr: 'fn.localhost', httpPort: 80, httpsPort: 443, bind: ['127.0.0.1'], functionsDir: '/f' };
  const ok: FunctionOutcome = {
    function: 'fn-a',
    status: 'started',
    url: 'https://fn.localhost/invoke/fn-a',
    built: true,
    ms: 8234,
  };
  const bad: FunctionOutcome = {
    function: 'broken-fn',
    status: 'failed',
    built: false,
    ms: 120,
    error: new SmolfaasError('build-failed', { function: 'broken-fn', message: 'no' }),
  };

  it('shows a table and a line to paste', () => {
    const { text, exit } = reportUp({ functions: [ok, bad], empty: false }, { theme, settings, now: at(2, 40) });
    expect(exit).toBe(1);
    expect(text).toBe(`FUNCTION   STATUS   TIME  URL
fn-a       started  8.2s  https://fn.localhost/invoke/fn-a
broken-fn  failed   0.1s

✗ broken-fn: build failed: no

Try it: fn-a (started)
  curl -Lk http://fn.localhost/invoke/fn-a

1 ok, 1 failed
`);
  });

  it('shows the line only after a change, and names what changed', () => {
    const named = (...statuses: FunctionOutcome['status'][]) => {
      const functions = statuses.map((status, n) => ({ ...ok, function: `fn-${n}`, status }));
      return reportUp({ functions, empty: false }, { theme, settings, now: 0 })
        .text.split('\n')
        .slice(statuses.length + 1, -3);
    };
    expect(named('unchanged', 'adopted', 'kept', 'removed')).toEqual([]);
    expect(named('failed', 'unchanged')).toEqual([]);
    expect(named('unchanged', 'updated', 'started')).toEqual([
      '',
      'Try it: fn-1 (updated), fn-2 (started)',
      '  curl -Lk http://fn.localhost/invoke/fn-1',
    ]);
    expect(named('started', 'started', 'started', 'started', 'updated', 'updated')[1]).toMatch(
      /fn-3 \(started\) and 2 more$/,
    );
  });

  it.each<[string, string, string]>([
    ['no file', '', ''],
    ['no JSON', '[{', ''],
    ['another shape', '{"request": 1}', ''],
    ['a path', '[{"request":{"method":"GET","path":"/hello"}}]', '/hello'],
    ['a query', '[{"request":{"method":"GET","path":"/a?b=c&d=%20"}}]', "'/a?b=c&d=%20'"],
    [
      'a body',
      `[{"request":{"method":"POST","path":"/","json":{"text":"don't"}},"answer":{"status":201}}]`,
      ` -d '{"text":"don'\\''t"}' -H 'Content-Type: application/json'`,
    ],
    ['a method', '[{"request":{"method":"DELETE","path":"/x","headers":{"X-A":"$b"}}}]', "-X DELETE …/x -H 'X-A: $b'"],
    [
      'a put',
      '[{"request":{"method":"PUT","path":"/x","json":1}}]',
      "-X PUT …/x -d 1 -H 'Content-Type: application/json'",
    ],
    ['a head', '[{"request":{"method":"HEAD","path":"/"}}]', '-I …'],
    [
      'the first that works',
      '[{"request":{"method":"GET","path":"/no"},"answer":{"status":404}},{"request":{"path":"/w","websocket":"x"}},{"request":{"method":"GET","path":"/yes"},"answer":{"status":200}}]',
      '/yes',
    ],
    ['a second line', '[{"request":{"method":"GET","path":"/a\\nb"}},{"request":{"method":"A\\nB","path":"/"}}]', ''],
  ])('shows a request that works: %s', (_, text, expected) => {
    const requestOf = () => firstThatWorks(text);
    const lines = reportUp({ functions: [ok], empty: false }, { theme, settings, now: 0, requestOf }).text.split('\n');
    const url = 'http://fn.localhost/invoke/fn-a';
    const [word = ''] = /^'?\/\S*/.exec(expected) ?? [];
    const quoted = word.startsWith("'") ? `'${url}${word.slice(1)}` : url + expected;
    expect(lines[4]).toEqual(`  curl -Lk ${expected.includes('…') ? expected.replace('…', url) : quoted}`);
  });

  it('says what still serves in place of a version that failed, and counts', () => {
    const url = 'https://fn.localhost/invoke/web';
    const web = (builtAt?: number) =>
      ({ ...bad, function: 'web', url, stillServing: builtAt === undefined ? {} : { builtAt } }) as const;
    const report = (...functions: FunctionOutcome[]) =>
      reportUp({ functions, empty: false }, { theme, settings, now: at(2, 40) });
    expect(report(web(at(2, 28))).text).toBe(
      `FUNCTION  STATUS                                        TIME  URL
web       failed (still serving the version of 02:28)  0.1s  https://fn.localhost/invoke/web

✗ web: build failed: no

0 ok, 1 failed
`.replace('STATUS                                        TIME', 'STATUS                                       TIME'),
    );
    expect(report(web(at(2, 28, 9))).text).toContain('failed (still serving the version of 2026-03-09 02:28)');
    expect(report(web()).text).toContain('failed (still serving the version before)');
    expect(report(ok, web(at(2, 28))).json).toMatchObject({
      counts: { ok: 1, failed: 1 },
      functions: [{ status: 'started' }, { status: 'failed', stillServing: { builtAt: at(2, 28) } }],
    });
    expect(report(ok).text).toMatch(/\n\nTry it: .*\n.*\n\n1 ok\n$/);
    expect(report(ok).json).toMatchObject({ counts: { ok: 1, failed: 0 } });
  });

  it('counts the functions that the run was not about', () => {
    const last = (functions: FunctionOutcome[], outside: string[]) =>
      reportUp({ functions, empty: false, outside }, { theme, settings, now: 0 }).text.split('\n').at(-2);
    expect(last([ok], ['b', 'c'])).toBe('1 ok; 2 others left as they are');
    expect(last([ok], ['b'])).toBe('1 ok; 1 other left as it is');
    expect(last([], ['b'])).toBe('Nothing runs, so nothing was restarted. Start it: smolfaas up');
  });

  it('fits a terminal: cuts names that would widen the table, says less of a failed update', () => {
    const long = { ...ok, function: 'a-name-of-forty-characters-that-is-valid', url: `${ok.url}-${'x'.repeat(34)}` };
    const web = {
      ...bad,
      function: 'web',
      url: 'https://fn.localhost/invoke/web',
      stillServing: { builtAt: at(2, 28) },
    };
    const functions = [ok, long, web];
    const lines = (columns?: number) =>
      reportUp({ functions, empty: false }, { theme: createTheme(false, columns), settings, now: at(2, 40) }).text;
    expect(lines(80).split('\n').slice(0, 4)).toEqual([
      'FUNCTION          STATUS              TIME  URL',
      'fn-a              started             8.2s  https://fn.localhost/invoke/fn-a',
      'a-name-of-forty…  started             8.2s  https://fn.localhost/invoke/fn-a-xx…',
      'web               failed, old serves  0.1s  https://fn.localhost/invoke/web',
    ]);
    expect(lines()).toContain('a-name-of-forty-characters-that-is-valid  ');
    expect(lines()).toContain('failed (still serving the version of 02:28)');
  });

  it('tells curl where a name of ones own leads, on the ports that are published', () => {
    const own = { ...settings, addr: 'myapp.local', httpPort: 8080, httpsPort: 8443, bind: ['0.0.0.0'] };
    expect(reportUp({ functions: [ok], empty: false }, { theme, settings: own, now: 0 }).text).toContain(
      'curl -Lk --resolve myapp.local:8080:127.0.0.1 --resolve myapp.local:8443:127.0.0.1 http://myapp.local:8080/invoke/fn-a',
    );
  });

  it('leads curl to the machine of the engine, and says when its router cannot be called from here', () => {
    const text = (remoteHost: string, ...bind: string[]) =>
      reportUp({ functions: [ok], empty: false, remoteHost }, { theme, settings: { ...settings, bind }, now: 0 }).text;
    expect(text('build.example', '0.0.0.0')).toContain(
      'curl -Lk --connect-to fn.localhost:80:build.example:80 --connect-to fn.localhost:443:build.example:443 http://fn.localhost/invoke/fn-a',
    );
    expect(text('build.example', '10.1.2.3')).toContain('--resolve fn.localhost:443:10.1.2.3 ');
    expect(text('build.example', '127.0.0.1', '::1').split('\n').slice(2)).toEqual([
      '',
      'The engine runs on build.example, and the router listens on the loopback of that machine only: it cannot be called from here.',
      'To change that, name an address of build.example that can be reached: smolfaas up --bind <address>',
      '',
      '1 ok',
      '',
    ]);
  });

  it('explains an empty folder', () => {
    const { text, exit } = reportUp({ functions: [], empty: true }, { theme, settings, now: at(2, 40) });
    expect([text.split('\n')[0], exit]).toEqual(['No functions in /f, and none deployed.', 0]);
  });

  it('takes the exit code of the failures when they agree', () => {
    const full = { ...bad, error: new SmolfaasError('disk-full', { where: '/', message: '' }) };
    const exitOf = (...functions: FunctionOutcome[]) =>
      reportUp({ functions, empty: false }, { theme, settings, now: at(2, 40) }).exit;
    expect([exitOf(ok), exitOf(ok, full), exitOf(full, bad)]).toEqual([0, 3, 1]);
  });
});
