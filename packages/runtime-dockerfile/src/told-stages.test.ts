/**
 * Dockerfiles as people write them, and the sources that the recipe reports for their stages.
 */
import { describe, expect, it } from 'vitest';
import { readDockerfile } from './read/instructions.js';
import { stagesOf } from './read/stages.js';
import { toldStages } from './told-stages.js';

const told = (text: string, args: Record<string, string> = {}) =>
  toldStages(stagesOf(readDockerfile(text).instructions, args));

/** Sources of all stages: an image, the number of a stage, or unknown. */
const sources = (text: string, args: Record<string, string> = {}) =>
  told(text, args).map((stage) =>
    stage.sources.map((one) => ('image' in one ? one.image : 'stage' in one ? one.stage : { unknown: one.unknown })),
  );

describe('what stages are made from', () => {
  it.each([
    ['lower case, a comment before it', '# hello\nfrom node:24'],
    ['a flag', 'FROM --platform=$BUILDPLATFORM node:24'],
    ['a continued line', 'FROM \\\n  node:24 \\\n  AS build'],
    ['the escape directive', '# escape=`\nFROM `\n  node:24'],
    ['windows line ends', 'FROM node:24\r\nRUN true\r\n'],
    ['a default', 'ARG V=24\nFROM node:${V}'],
    ['a default made of another', 'ARG V=24\nARG I=node:$V\nFROM ${I}'],
    ['a default in the place itself', 'ARG V\nFROM node:${V:-24}'],
    ['a default that holds a variable', 'ARG D=24\nFROM node:${V:-${D}}'],
    ['an alternative', 'ARG OLD\nFROM node:24${OLD:+-old}'],
    ['quotes', 'ARG V="24"\nFROM "node:${V}"'],
    ['an unset variable is nothing', 'ARG NOTHING\nFROM node:24$NOTHING$NOWHERE'],
    ['a heredoc with what looks like instructions', 'FROM node:24\nRUN <<EOF\nFROM evil\nCOPY --from=evil a b\nEOF'],
    ['a trigger, which runs elsewhere', 'FROM node:24\nONBUILD COPY --from=other / /'],
  ])('%s', (_, text) => expect(sources(text)).toEqual([['node:24']]));

  it('a build argument wins over the default, where it is declared', () => {
    expect(sources('ARG V=22\nFROM node:$V\nFROM a:x$W', { V: '24', W: '1' })).toEqual([['node:24'], ['a:x']]);
  });

  it('an ARG inside of a stage is none of the next FROM', () => {
    expect(sources('FROM scratch\nARG V=24\nFROM node:x$V')).toEqual([[], ['node:x']]);
  });

  it('variables of the platform stay, unless something is set in their place', () => {
    const text = 'ARG TARGETOS=mine\nFROM a-$TARGETARCH-${BUILDPLATFORM:-x}-$TARGETOS\nFROM b${TARGETVARIANT:-v8}';
    expect(sources(text)).toEqual([['a-${TARGETARCH}-${BUILDPLATFORM}-mine'], [{ unknown: 'b${TARGETVARIANT:-v8}' }]]);
  });

  it('stages are no images, by name in any case or by number; --from knows later ones, FROM does not', () => {
    const text = `FROM node:24 AS Build
FROM build AS second
COPY --from=0 /a /a
COPY --from=BUILD /b /b
RUN --mount=type=bind,from=third,target=/x true
FROM third AS third
`;
    expect(told(text).map(({ name }) => name)).toEqual(['build', 'second', 'third']);
    expect(sources(text)).toEqual([['node:24'], [0, 0, 0, 2], ['third']]);
  });

  it('images to copy from and to mount; what cannot be told is there as it is written', () => {
    const text = `ARG V=v24
FROM node:\${V#v}
COPY --chown=1 --from=nginx:1 /a /a
RUN --mount=type=cache,target=/c --mount=type=bind,from=ghcr.io/acme/tool,target=/t true
COPY --from=$X a b`;
    expect(sources(text)).toEqual([[{ unknown: 'node:${V#v}' }, 'nginx:1', 'ghcr.io/acme/tool', { unknown: '$X' }]]);
    expect(told(text)[0]?.sources.map(({ line }) => line)).toEqual([2, 3, 4, 5]);
  });

  it('downloads', () => {
    const text =
      'FROM b\nADD --checksum=sha256:00 https://example.com/yes local /yes\nADD git@example.com:a/b.git /src';
    expect(told(text)[0]?.downloads).toEqual(['https://example.com/yes', 'git@example.com:a/b.git']);
  });

  it('an empty file has none', () => expect(told('')).toEqual([]));
});
