/**
 * Checks of the settings of the host that a runtime uses: what recipes request is declared, and what
 * the handler has to merge it merges, as purely as everything else.
 */
import assert from 'node:assert/strict';
import type { HostGiven, HostSetting, Recipe } from '@smolfaas/core';
import { hostGiven } from '../host-given.js';
import { doorsTried } from './sealed.js';
import { type Built, built, type Check, type ConformanceSubject } from './subject.js';

/** What every recipe may request. */
const CERTIFICATES = 'ca';

const NOTHING = hostGiven({});

/** Checks of `host` in the manifest, and of `hostSetting`. */
export function hostChecks(subject: ConformanceSubject): readonly Check[] {
  return [
    {
      name: 'host: recipes request what the manifest declares',
      run: () => built(subject).forEach(declaredIn(subject)),
    },
    { name: 'host: the handler merges what it has to', run: () => eachMerged(subject, checkMerged) },
    { name: 'host: merging reaches for nothing but its input', run: () => eachMerged(subject, checkSealed) },
  ];
}

function declaredIn({ manifest: { host = {} } }: ConformanceSubject): (one: Built) => void {
  return ({ example, recipe }) => {
    for (const name of requestedBy(recipe)) {
      const message = `the recipe of example "${example.name}" requests "${name}" of the host: declare it as "host.${name}" in the manifest`;
      assert.ok(Object.hasOwn(host, name), message);
    }
  };
}

const requestedBy = ({ secrets = {} }: Recipe): readonly string[] =>
  Object.values(secrets).flatMap(({ host }) => (host === undefined || host === CERTIFICATES ? [] : [host]));

type Merge = (given: HostGiven) => unknown;

/** Each setting that the handler merges, with nothing of it on the host and with all of it. */
function eachMerged(
  { manifest: { host = {} }, handler }: ConformanceSubject,
  check: (name: string, merge: Merge, given: HostGiven) => void,
): void {
  for (const [name, setting] of Object.entries(host)) {
    if (setting.merge !== 'handler') continue;
    const message = `"host.${name}" is merged by the handler, which has no function hostSetting: add it, or leave "merge" out`;
    assert.ok(typeof handler.hostSetting === 'function', message);
    for (const given of [NOTHING, everything(setting)])
      check(name, (input) => handler.hostSetting?.(name, input), given);
  }
}

/** Every file and every variable, with content that no tool would write. */
function everything({ files = {}, variables = [] }: HostSetting): HostGiven {
  const texts = Object.keys(files).map((name) => [name, '= by the test\n'] as const);
  const values = variables.map((name) => [name.replace('*', 'X'), 'by-the-test'] as const);
  const proxy = { http: 'http://proxy.example:3128' };
  return hostGiven(Object.fromEntries(texts), Object.fromEntries(values), proxy);
}

function checkMerged(name: string, merge: Merge, given: HostGiven): void {
  const first = attempted(name, () => merge(given));
  const right = first === undefined || typeof first === 'string' || first instanceof Uint8Array || isRefusal(first);
  assert.ok(right, `hostSetting("${name}") returned neither bytes, text, undefined nor { refused: { message, hint } }`);
  const message = `hostSetting("${name}") gave something else the second time: no counters, times or random names`;
  assert.deepEqual(merge(given), first, message);
}

function attempted(name: string, call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const message = `hostSetting("${name}") threw: ${why}; return { refused } for what the user has to correct`;
    throw new assert.AssertionError({ message });
  }
}

function isRefusal(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('refused' in value)) return false;
  const { refused } = value;
  return typeof refused === 'object' && refused !== null && 'message' in refused && 'hint' in refused;
}

function checkSealed(name: string, merge: Merge, given: HostGiven): void {
  const doors = doorsTried(() => merge(given));
  const message = `hostSetting("${name}") used ${doors.join(', ')}: take what you need from its argument only`;
  assert.deepEqual(doors, [], message);
}
