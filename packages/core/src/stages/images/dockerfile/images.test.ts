/** Dockerfiles as people write them, and the images that building them asks for. */
import { describe, expect, it } from 'vitest';
import { dockerfileNeeds } from './images.js';

const platform = { os: 'linux', architecture: 'amd64' };
const needs = (text: string, attrs: Record<string, string> = {}) => dockerfileNeeds(text, attrs, platform);
const images = (text: string, attrs: Record<string, string> = {}) => needs(text, attrs).images;

const NODE = 'docker.io/library/node:24-slim';

describe('images of a Dockerfile', () => {
  it.each([
    ['one stage', 'FROM node:24-slim\nRUN true', [NODE]],
    ['lower case, a comment before it', '# hello\nfrom node:24-slim', [NODE]],
    ['a flag', 'FROM --platform=$BUILDPLATFORM node:24-slim', [NODE]],
    ['a continued line', 'FROM \\\n  node:24-slim \\\n  AS build', [NODE]],
    ['the escape directive', '# escape=`\nFROM `\n  node:24-slim', [NODE]],
    ['nothing but scratch', 'FROM scratch\nCOPY a /a', []],
    ['a digest', `FROM node@sha256:${'1'.repeat(64)}`, [`docker.io/library/node@sha256:${'1'.repeat(64)}`]],
    ['another registry', 'FROM localhost:5000/a/b', ['localhost:5000/a/b:latest']],
    ['windows line ends', 'FROM node:24-slim\r\nRUN true\r\n', [NODE]],
  ])('%s', (_, text, expected) => expect(images(text)).toEqual(expected));

  it.each([
    ['a default', 'ARG V=24\nFROM node:${V}-slim'],
    ['a default made of another', 'ARG V=24\nARG I=node:$V-slim\nFROM ${I}'],
    ['a default in the place itself', 'ARG V\nFROM node:${V:-24}-slim'],
    ['a default that holds a variable', 'ARG D=24\nFROM node:${V:-${D}}-slim'],
    ['an alternative', 'ARG SLIM=yes\nFROM node:24${SLIM:+-slim}'],
    ['quotes', 'ARG V="24"\nFROM "node:${V}-slim"'],
    ['a platform variable', 'FROM node:24-slim AS amd64\nFROM $TARGETARCH'],
  ])('variables: %s', (_, text) => expect(images(text)).toEqual([NODE]));

  it('a build argument wins over the default', () => {
    expect(images('ARG V=22\nFROM node:${V}-slim', { 'build-arg:V': '24' })).toEqual([NODE]);
  });

  it('an ARG inside of a stage is none of the next FROM', () => {
    expect(needs('FROM scratch\nARG V=24\nFROM node:$V').unknown).toEqual([{ line: 3, written: 'node:$V' }]);
  });

  it('stages are no images, by name in any case or by number', () => {
    const text = `FROM node:24-slim AS Build
FROM build AS second
COPY --from=0 /a /a
COPY --from=BUILD /b /b
RUN --mount=type=bind,from=second,target=/x true`;
    expect(images(text)).toEqual([NODE]);
  });

  it('images to copy from and to mount', () => {
    const text = `FROM scratch
COPY --chown=1 --from=nginx:1 /a /a
RUN --mount=type=cache,target=/c --mount=type=bind,from=ghcr.io/acme/tool,target=/t true`;
    expect(images(text)).toEqual(['docker.io/library/nginx:1', 'ghcr.io/acme/tool:latest']);
  });

  it('only what the target needs', () => {
    const text = 'FROM a AS one\nFROM b AS two\nFROM c AS three\nCOPY --from=one / /';
    expect(images(text)).toEqual(['docker.io/library/a:latest', 'docker.io/library/c:latest']);
    expect(images(text, { target: 'two' })).toEqual(['docker.io/library/b:latest']);
  });

  it('a heredoc may hold what looks like instructions', () => {
    expect(
      images('FROM node:24-slim\nRUN <<EOF\nFROM evil\nCOPY --from=evil a b\nEOF\nCOPY <<X /x\nFROM no\nX'),
    ).toEqual([NODE]);
  });

  it('a stage that copies from itself or in a ring ends the search', () => {
    expect(images('FROM a AS x\nCOPY --from=y / /\nFROM b AS y\nCOPY --from=x / /')).toHaveLength(2);
  });

  it('says what it cannot tell', () => {
    const text = 'ARG V=v24\nFROM node:${V#v}\nCOPY --from=$X a b\nFROM UPPER:case\nCOPY --from=0 a b';
    expect(needs(text).unknown).toEqual([
      { line: 2, written: 'node:${V#v}' },
      { line: 3, written: '$X' },
      { line: 4, written: 'UPPER:case' },
    ]);
  });

  it('another frontend, and downloads of the stages that count', () => {
    const text = `# syntax=docker/dockerfile:1
FROM a AS unused
ADD https://example.com/no /no
FROM b
ADD --checksum=sha256:00 https://example.com/yes local /yes
ADD git@example.com:a/b.git /src`;
    expect(needs(text)).toMatchObject({
      frontend: 'docker.io/docker/dockerfile:1',
      downloads: ['https://example.com/yes', 'git@example.com:a/b.git'],
    });
    expect(needs('FROM a', { 'build-arg:BUILDKIT_SYNTAX': 'acme/front' }).frontend).toBe('docker.io/acme/front:latest');
    expect(needs('FROM a').frontend).toBeUndefined();
  });

  it('an empty file needs nothing', () => expect(needs('')).toMatchObject({ images: [], unknown: [] }));
});
