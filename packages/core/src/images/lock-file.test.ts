/**
 * The lock file: equal content gives equal bytes, and an invalid file is reported in words.
 */
import { describe, expect, it } from 'vitest';
import type { LockedImage } from '../contract/images.js';
import { pinnedReference, pinsFor, runnableReference } from '../desired/image-locks.js';
import { formatLock, parseLock } from './lock-file.js';

const DIGEST = `sha256:${'d'.repeat(64)}`;
const ID = `sha256:${'1'.repeat(64)}`;
const NODE = 'docker.io/library/node:24-slim';
const CADDY = 'smolfaas.local/base/caddy:2.11';
const entries: [string, LockedImage][] = [
  [CADDY, { id: ID, usedBy: ['(router)'] }],
  [NODE, { digest: DIGEST, id: ID, usedBy: ['web', 'api'] }],
];
const TEXT = `{
  "version": 1,
  "images": {
    "docker.io/library/node:24-slim": {
      "digest": "${DIGEST}",
      "id": "${ID}",
      "usedBy": [
        "api",
        "web"
      ]
    },
    "smolfaas.local/base/caddy:2.11": {
      "id": "${ID}",
      "usedBy": [
        "(router)"
      ]
    }
  }
}
`;

describe('the text', () => {
  it('is sorted, whatever order it was made in', () => {
    expect(formatLock({ images: new Map(entries) })).toBe(TEXT);
    expect(formatLock({ images: new Map([...entries].reverse()) })).toBe(TEXT);
  });
  it('comes back as it was', () => {
    const lock = parseLock(TEXT);
    expect(typeof lock === 'string' ? lock : formatLock(lock)).toBe(TEXT);
  });
  it('may name an image shortly', () => {
    const lock = parseLock(`{"version":1,"images":{"node:24-slim":{"digest":"${DIGEST}","usedBy":[]}}}`);
    expect(typeof lock === 'string' ? lock : [...lock.images.keys()]).toEqual([NODE]);
  });
  it.each([
    ['', 'JSON'],
    ['<<<<<<< HEAD', 'JSON'],
    ['[]', 'must be an object'],
    ['{"version":2,"images":{}}', 'its version is 2'],
    ['{"images":{}}', 'its version is undefined'],
    ['{"version":1,"images":[]}', 'images must be an object'],
    ['{"version":1,"images":{"a":{"digest":"latest","usedBy":[]}}}', 'a: { digest or id'],
    [`{"version":1,"images":{"a":{"digest":"${DIGEST}"}}}`, 'a: { digest or id'],
    ['{"version":1,"images":{"a":{"usedBy":[]}}}', 'a: { digest or id'],
    [`{"version":1,"images":{"a":{"digest":"${DIGEST}","id":"short","usedBy":[]}}}`, 'a: { digest or id'],
  ])('%j is none', (text, why) => expect(parseLock(text)).toContain(why));
});

describe('a lock means', () => {
  const lock = { images: new Map(entries) };
  it('for a function: the pins of the images it uses', () => {
    expect(pinsFor('api', lock, [])).toEqual({ [NODE]: DIGEST });
    expect(pinsFor('api', lock, [CADDY])).toEqual({ [NODE]: DIGEST });
    expect(pinsFor('api', undefined, ['node:24-slim'])).toEqual({});
  });
  it('for a function that it does not know yet: the pins of its bases', () => {
    expect(pinsFor('new', lock, ['node:24-slim', 'other'])).toEqual({ [NODE]: DIGEST });
    expect(pinsFor('new', lock, [])).toEqual({});
  });
  const pulled = { id: ID, tags: ['node:24-slim'], digests: [`node@${DIGEST}`], labels: {} };
  const loaded = { ...pulled, digests: [] };
  const other = { ...loaded, id: 'sha256:other' };

  it('for a build: the digest behind the tag, where a registry has it', () => {
    expect(pinnedReference('node:24-slim', lock, [])).toBe(`${NODE}@${DIGEST}`);
    expect(pinnedReference('node:24-slim', lock, [pulled])).toBe(`${NODE}@${DIGEST}`);
    expect(pinnedReference(CADDY, lock, [])).toBeUndefined();
    expect(pinnedReference(`node:24-slim@${ID}`, lock, [])).toBeUndefined();
  });
  it('for a build from an image that came in an archive: the tag, as only its id is known', () => {
    expect(pinnedReference('node:24-slim', lock, [loaded])).toBeUndefined();
    expect(pinnedReference('node:24-slim', lock, [other])).toBe(`${NODE}@${DIGEST}`);
  });
  it('for the router: a name that only this image has', () => {
    const byDigest = `docker.io/library/node@${DIGEST}`;
    expect(runnableReference('node:24-slim', lock, [])).toBe(byDigest);
    expect(runnableReference('node:24-slim', lock, [pulled])).toBe(byDigest);
    expect(runnableReference('node:24-slim', lock, [loaded])).toBe(ID);
    expect(runnableReference('node:24-slim', lock, [other])).toBe(byDigest);
    expect(runnableReference(CADDY, lock, [])).toBe(ID);
    expect(runnableReference('nginx', lock, [])).toBe('nginx');
  });
});
