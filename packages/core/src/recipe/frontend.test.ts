import { describe, expect, test } from 'vitest';
import { SmolfaasError } from '../contract/errors.js';
import type { RecipeImage } from '../contract/runtime.js';
import { frontendReference, refuseUnmetNeeds, unmetNeeds, withUnmetNeeds } from './frontend.js';

const link = { feature: 'COPY --link', since: '1.4', line: 3 };
const exclude = { feature: 'COPY --exclude', since: '1.19', line: 3, builder: true as const };
const heredoc = { feature: 'RUN <<heredoc', since: '1.4', line: 5 };
const secret = { feature: 'RUN --mount=type=secret,env=', since: '1.10', line: 7, builder: true as const };
const needs = [link, exclude, heredoc, secret];
const image: RecipeImage = { kind: 'dockerfile', filename: 'Dockerfile', attrs: {}, needs };
const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('what an engine lacks', () => {
  test('is everything newer, on 20.10, whose frontend is 1.2', () => {
    expect(unmetNeeds(image, '1.41')).toEqual(needs);
    expect(unmetNeeds(image, '1.40')).toHaveLength(4);
    expect(unmetNeeds(image, '1.45')).toEqual([]);
    expect(unmetNeeds({ kind: 'llb', definition: new Uint8Array(), config: { config: {} } }, '1.41')).toEqual([]);
  });

  test('is only what the builder must know, too, when a newer frontend is used', () => {
    expect(unmetNeeds({ ...image, frontend: `corp/x@${DIGEST}` }, '1.41')).toEqual([exclude, secret]);
  });

  test('stops the function by name', () => {
    expect(() => refuseUnmetNeeds('fn', image, '1.45')).not.toThrow();
    expect(() => refuseUnmetNeeds('fn', image, '1.41')).toThrow(
      expect.objectContaining({
        code: 'dockerfile-needs-frontend',
        facts: { function: 'fn', path: 'Dockerfile', needs },
      }),
    );
  });
});

describe("a frontend's complaint", () => {
  const complaint = (message: string) => new SmolfaasError('build-failed', { function: 'fn', message });
  const needsAfter = (message: string) => {
    const error = withUnmetNeeds(complaint(message), 'fn', image);
    return error instanceof SmolfaasError && 'needs' in error.facts ? error.facts.needs : error;
  };

  test('becomes the lines that it is about', () => {
    expect(needsAfter('dockerfile parse error on line 3: unknown flag: --exclude')).toEqual([exclude]);
    expect(needsAfter('Dockerfile parse error line 3: Unknown flag: link')).toEqual([link]);
    expect(needsAfter('dockerfile parse error line 6: unknown instruction: ECHO')).toEqual([heredoc]);
    expect(needsAfter("unexpected key 'env' in 'env=TOKEN'")).toEqual([secret]);
  });

  test('stays as it is where the Dockerfile uses nothing newer', () => {
    for (const message of [
      'dockerfile parse error line 3: unknown flag: --frob',
      "unexpected key 'x' in 'x=1'",
      'no such file',
    ]) {
      expect(needsAfter(message)).toMatchObject({ code: 'build-failed' });
    }
  });
});

test('a frontend that is allowed by the id of a local image goes by its tag, any other by its digest', () => {
  const local = { id: DIGEST, tags: ['<none>:<none>', 'other:1', 'corp/x:1'], labels: {} };
  expect(frontendReference(`corp/x@${DIGEST}`, [local])).toBe('corp/x:1');
  expect(frontendReference(`docker.io/corp/x:1@${DIGEST}`, [local])).toBe('corp/x:1');
  expect(frontendReference(`corp/x:2@${DIGEST}`, [local])).toBe(`corp/x:2@${DIGEST}`);
  expect(frontendReference(`corp/x@sha256:${'b'.repeat(64)}`, [local])).toBe(`corp/x@sha256:${'b'.repeat(64)}`);
});
