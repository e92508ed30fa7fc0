/** A profile is merged over the file, and its faults are found where they are written. */
import { describe, expect, it } from 'vitest';
import { describe as describeError } from '../../errors/describe.js';
import { checkFile } from './check.js';
import type { CrossCheck } from './cross-checks.js';
import { parseProjectFile } from './parse.js';
import { plainData } from './plain-data.js';
import { withProfile } from './profiles.js';
import { yamlSource } from './source.js';

const FILE = `version: 1
http_port: 8080
bind: [127.0.0.1, "::1"]
functions:
  api: { runtime: go, settings: { tags: a } }
  web: { ca: true }
profiles:
  prod:
    http_port: 80
    bind: [10.0.0.1]
    functions:
      api: { runtime: null, settings: { package: ./cmd } }
      web: null
      job: { ca: true }
  empty: {}
`;

const chosen = (name?: string, text = FILE) =>
  parseProjectFile('/p/f.yaml', text, name === undefined ? undefined : ['--profile', name]);

const problems = (text: string, name?: string): readonly string[] => {
  try {
    chosen(name, text);
    return [];
  } catch (error) {
    const { message, hint, detail } = describeError(error);
    return [message, ...detail, ...(hint === undefined ? [] : [hint])];
  }
};

describe('merging', () => {
  it('goes into maps, replaces lists and plain values, and removes what is null', () => {
    const { values, functions } = chosen('prod');
    expect(values.get('http-port')).toEqual({ value: 80, source: '/p/f.yaml:9:16: profiles.prod.http_port' });
    expect(values.get('bind')?.value).toEqual(['10.0.0.1']);
    expect(Object.fromEntries(functions)).toEqual({
      api: { settings: { tags: 'a', package: './cmd' } },
      job: { ca: true, settings: {} },
    });
  });

  it.each([undefined, 'empty'])('changes nothing with the profile %s', (name) => {
    const { values, functions } = chosen(name);
    expect(values.get('http-port')).toEqual({ value: 8080, source: '/p/f.yaml:2:12: http_port' });
    expect([...functions.keys()]).toEqual(['api', 'web']);
  });

  it('treats every key alike, also those of prototypes', () => {
    const over = JSON.parse('{"__proto__":{"a":1},"constructor":{"b":2}}') as Record<string, unknown>;
    const merged = withProfile({}, over);
    expect(JSON.stringify(merged)).toBe('{"__proto__":{"a":1},"constructor":{"b":2}}');
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
  });
});

describe('faults', () => {
  const withProfiles = (profiles: string) => `version: 1\naddr: a.localhost\nprofiles:\n${profiles}`;

  it.each([
    ['  p: { http_port: 0 }\n', ['/p/f.yaml:4:19: profiles.p.http_port: must be a whole number from 1 to 65535']],
    [
      '  p:\n    functions:\n      a: { runtim: go }\n',
      [
        '/p/f.yaml:6:12: profiles.p.functions.a: unknown key "runtim"; known: runtime, ca, settings',
        'did you mean "runtime"?',
      ],
    ],
    [
      '  p: { adr: null }\n',
      ['/p/f.yaml:4:13: profiles.p.adr: null removes a key of the file, which does not have this one'],
    ],
    [
      '  p: { name: x }\n',
      ['/p/f.yaml:4:14: profiles.p.name: cannot be part of a profile; set it at the top of the file'],
    ],
    [
      '  p: { version: 1, profiles: {} }\n',
      [
        '/p/f.yaml:4:17: profiles.p.version: cannot be part of a profile; set it at the top of the file',
        '/p/f.yaml:4:30: profiles.p.profiles: cannot be part of a profile; set it at the top of the file',
      ],
    ],
    ['  p: 1\n', ['/p/f.yaml:4:6: profiles.p: must be a map of settings']],
    ['  p:\n', ['/p/f.yaml:4:5: profiles.p: must be a map of settings']],
    ['  "a b": {}\n', ['/p/f.yaml:4:3: profiles.a b: must be a name of letters, digits, - and _']],
  ])('%j', (profiles, expected) => {
    expect(problems(withProfiles(profiles))).toEqual(expected);
  });

  it('of the file itself are reported once, and at the top', () => {
    expect(problems('version: 1\nhttp_port: 0\nprofiles:\n  a: { addr: x }\n  b: {}\n')).toEqual([
      '/p/f.yaml:2:12: http_port: must be a whole number from 1 to 65535',
    ]);
  });

  it('include a name that no profile has', () => {
    expect(problems(FILE, 'prd')).toEqual([
      '--profile "prd": "/p/f.yaml" has no such profile',
      'did you mean "prod"? its profiles: prod, empty',
    ]);
  });

  it('between keys are checked with the profile merged', () => {
    const same: CrossCheck = ({ http_port: port, https_port: other }) =>
      port !== undefined && port === other ? [{ path: ['https_port'], message: `is ${port}, too` }] : [];
    const source = yamlSource('version: 1\nhttp_port: 80\nprofiles:\n  p: { https_port: 80 }\n');
    const { base, profiles } = checkFile(plainData('f.yaml', source), source, [same]);
    expect(base.problems).toEqual([]);
    expect(profiles.get('p')?.problems).toEqual([
      { line: 4, column: 20, message: 'profiles.p.https_port: is 80, too' },
    ]);
  });
});
