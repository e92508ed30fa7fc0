/** Port, timeout and routes of a function, from the text of the project file to the settings. */
import { describe as describeError } from '../../errors/describe.js';
import { expect, test } from 'vitest';
import { toSettings } from '../settings.js';
import { at, home } from '../home.test.fixture.js';
import { parseProjectFile } from './parse.js';

const file = (text: string) => parseProjectFile('/f.yaml', `version: 1\n${text}`);
const problems = (work: () => unknown): readonly string[] => {
  try {
    work();
    return [];
  } catch (error) {
    const { message, detail } = describeError(error);
    return [message, ...detail];
  }
};

test('all of them reach the function; absent ones stay absent', () => {
  const text = `functions:
  a: { port: 3000, timeout: 1.5s, routes: [/api, Shop.localhost, { path: /v1/x, strip: true }, { path: x.test, strip: true }] }
  b: { routes: [] }
`;
  expect(file(text).functions).toEqual(
    new Map<string, unknown>([
      [
        'a',
        {
          settings: {},
          port: 3000,
          timeoutMs: 1500,
          routes: [
            { path: '/api' },
            { host: 'shop.localhost', path: '' },
            { path: '/v1/x', strip: true },
            { host: 'x.test', path: '' },
          ],
        },
      ],
      ['b', { settings: {} }],
    ]),
  );
});

test.each([
  ['port: 0', 'functions.a.port: must be a whole number from 1 to 65535'],
  ['port: "80"', 'functions.a.port: must be a whole number from 1 to 65535'],
  ['timeout: 30', 'functions.a.timeout: must be text; put it in quotes'],
  ['timeout: 30 s', 'functions.a.timeout: must be a time from 1ms to 1h, such as 30s, 500ms or 2m'],
  ['timeout: 2h', 'functions.a.timeout: must be a time from 1ms to 1h, such as 30s, 500ms or 2m'],
  ['routes: /api', 'functions.a.routes: must be a list of paths and host names, such as [/api, shop.localhost]'],
  ['routes: [api/]', /^\/f\.yaml:3:17: functions\.a\.routes\.0: must be a path such as/],
  ['routes: [{ path: /, strip: true }]', /functions\.a\.routes\.0\.path: must be a path such as/],
  ['routes: [{ path: /api, stripp: true }]', 'unknown key "stripp"; known: path, strip'],
])('%s', (text, expected) => {
  const [first = ''] = problems(() => file(`functions:\n  a: { ${text} }\n`));
  expect(first).toMatch(expected);
});

test('an address of two functions is reported at both places', () => {
  expect(
    problems(() =>
      file('functions:\n  a: { routes: [/x, /api] }\n  b:\n    routes:\n      - path: fn.localhost/api\n'),
    ),
  ).toEqual([
    '/f.yaml:3:21: functions.a.routes.1: /api is a route of the function b as well',
    '/f.yaml:6:9: functions.b.routes.0: fn.localhost/api is a route of the function a as well',
  ]);
  expect(problems(() => file('addr: my.test\nfunctions:\n  a: { routes: [b.my.test] }\n'))).toEqual([
    '/f.yaml:4:17: functions.a.routes.0: b.my.test belongs to a function named b: choose a name that is not directly below my.test',
  ]);
});

const environment = at(home({}));

test('a name of the router that conflicts with a route is refused, whatever sets it', () => {
  const project = file('functions:\n  a: { routes: [b.my.test] }\n');
  expect(problems(() => toSettings({ verbose: false, addr: 'my.test' }, environment, project))).toEqual([
    expect.stringContaining(
      '--addr "my.test": conflicts with functions.a.routes.0 of the project file: b.my.test belongs to',
    ),
  ]);
});

test('plain HTTP needs loopback addresses', () => {
  const settings = (...bind: readonly string[]) =>
    toSettings({ verbose: false, 'plain-http': true, bind }, environment, file(''));
  expect(settings('127.0.0.1', '::1')).toMatchObject({ plainHttp: true });
  expect(problems(() => settings('127.0.0.1', '0.0.0.0'))).toEqual([
    expect.stringContaining('--bind "0.0.0.0": is not a loopback address; plain HTTP is served on those only'),
  ]);
  expect(toSettings({ verbose: false }, environment, file('plain_http: true\n'))).toMatchObject({ plainHttp: true });
  expect(Object.keys(toSettings({ verbose: false }, environment, file('')))).not.toContain('plainHttp');
});
