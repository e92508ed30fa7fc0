/**
 * What the project file sets for functions.
 * It is checked against the installed runtimes.
 */
import { describe, expect, test } from 'vitest';
import { textRuntime } from '../../fakes/context.test.fixture.js';
import { detectCandidates } from './detect.js';
import { refuseShared, refuseUnknownSettings, functionsWithoutDirectory } from './function-choice.js';

const runtimes = [textRuntime('first', 'main.txt'), textRuntime('second', 'main.txt')];

describe('the runtime that is named', () => {
  const choose = (chosen: string, names = ['main.txt']) =>
    detectCandidates('fn', names, { runtimes, chosen, missingRuntimes: ['x-deno@^1'] });

  test('is the only candidate, without a note', () => {
    const { runtimes: candidates, several } = choose('second');
    expect({ ids: candidates.map(({ manifest }) => manifest.id), several }).toEqual({
      ids: ['second'],
      several: undefined,
    });
  });

  test('has to recognise the function all the same; no other runtime is proposed', () => {
    expect(() => choose('second', ['Cargo.toml'])).toThrow(
      expect.objectContaining({
        code: 'no-runtime',
        facts: {
          function: 'fn',
          lookedFor: [{ runtime: 'second', globs: ['main.txt'] }],
          found: [],
          unsupported: [],
          missing: ['x-deno@^1'],
          chosen: true,
        },
      }),
    );
  });

  test('has to be there', () => {
    const facts = { function: 'fn', runtime: 'deno', known: ['first', 'second'], missing: ['x-deno@^1'] };
    expect(() => choose('deno')).toThrow(expect.objectContaining({ code: 'runtime-not-installed', facts }));
  });
});

test('a setting that the manifest does not declare is refused, also one that every object has', () => {
  const manifest = { id: 'go', settings: { package: 'the main package' } };
  expect(() => refuseUnknownSettings('fn', manifest, { settings: { package: 'x' } })).not.toThrow();
  expect(() => refuseUnknownSettings('fn', { id: 'go' })).not.toThrow();
  expect(() => refuseUnknownSettings('fn', manifest, { settings: { package: 'x', toString: 'x' } })).toThrow(
    expect.objectContaining({
      code: 'unknown-setting',
      facts: {
        function: 'fn',
        runtime: 'go',
        names: ['toString'],
        known: [{ name: 'package', about: 'the main package' }],
      },
    }),
  );
});

test('text where a map is declared is refused, and the other way round', () => {
  const manifest = { id: 'dockerfile', settings: { target: 'the stage' }, maps: { args: 'a build argument' } };
  expect(() => refuseUnknownSettings('fn', manifest, { settings: { target: 'a' }, maps: { args: {} } })).not.toThrow();
  expect(() => refuseUnknownSettings('fn', manifest, { settings: { args: 'a' }, maps: { target: {} } })).toThrow(
    expect.objectContaining({
      facts: {
        function: 'fn',
        runtime: 'dockerfile',
        names: ['args', 'target'],
        known: [
          { name: 'target', about: 'the stage' },
          { name: 'args.<name>', about: 'a build argument' },
        ],
      },
    }),
  );
});

test('names without a directory are found', () => {
  const chosen = new Map(['b', 'constructor', 'a'].map((name) => [name, { settings: {} }]));
  expect(functionsWithoutDirectory(chosen, [{ name: 'a' }])).toEqual(['b', 'constructor']);
});

test('shared directories are refused for a runtime that does not place them', () => {
  const [first, second] = runtimes;
  const known = [first, second].flatMap((one) => one ?? []);
  const placing = known.map((one, at) => (at === 0 ? one : { ...one, manifest: { ...one.manifest, shared: true } }));
  const refuse = (manifest: { id: string; shared?: boolean }, shared: readonly string[]) => () => {
    refuseShared('fn', manifest, { shared }, placing);
  };
  const facts = { function: 'fn', runtime: 'first', known: ['second'] };
  expect(refuse({ id: 'first' }, ['../lib'])).toThrow(expect.objectContaining({ code: 'shared-unsupported', facts }));
  expect(refuse({ id: 'second', shared: true }, ['../lib'])).not.toThrow();
  expect(refuse({ id: 'first' }, [])).not.toThrow();
});
