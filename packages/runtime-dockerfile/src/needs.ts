/**
 * Features of a Dockerfile that the frontend of the first BuildKit engines (20.10, frontend 1.2)
 * lacks, with the version that introduced each.
 *
 * An old frontend reports such lines as "unknown flag", or parses the body of a heredoc as
 * instructions. Core reports, before or after the build, which line is affected and what to do.
 * Source of the versions: the Dockerfile reference and the frontend's release notes.
 */
import type { FrontendNeed } from '@smolfaas/core';
import type { Dockerfile, Flag, Instruction } from './read/instructions.js';
import { mountsOf } from './read/stages.js';

/**
 * Flags by instruction; `builder` marks those that the builder must support as well as the
 * frontend.
 */
const FLAGS: Readonly<Record<string, Readonly<Record<string, { since: string; builder?: true }>>>> = {
  COPY: { link: { since: '1.4' }, exclude: { since: '1.19', builder: true }, parents: { since: '1.20' } },
  ADD: {
    link: { since: '1.4' },
    checksum: { since: '1.6' },
    'keep-git-dir': { since: '1.6' },
    unpack: { since: '1.17' },
    exclude: { since: '1.19', builder: true },
  },
  RUN: { network: { since: '1.3' }, security: { since: '1.20' } },
  HEALTHCHECK: { 'start-interval': { since: '1.6' } },
};

/** `${V#prefix}`, `${V%suffix}`, `${V/from/to}`. In commands the shell handles these. */
const NEW_SUBSTITUTION = /\$\{\w+(?:##?|%%?|\/\/?)/;
const EXPANDED = new Set([
  'ADD',
  'ARG',
  'COPY',
  'ENV',
  'EXPOSE',
  'FROM',
  'LABEL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
]);

/** The needs in the order of the file; each feature once, at its first line. */
export function needsOf({ instructions }: Dockerfile): readonly FrontendNeed[] {
  const all = instructions.flatMap((one) => [...one.flags.flatMap((flag) => flagNeeds(one, flag)), ...otherNeeds(one)]);
  return all.filter(({ feature }, index) => all.findIndex((need) => need.feature === feature) === index);
}

function flagNeeds({ keyword }: Instruction, flag: Flag): FrontendNeed[] {
  const { name, value, line } = flag;
  const known = FLAGS[keyword]?.[name];
  if (known !== undefined) return [{ feature: `${keyword} --${name}`, line, ...known }];
  if (name === 'chmod' && /[^0-7]/.test(value) && !value.includes('$')) {
    return [{ feature: `${keyword} --chmod with symbols`, since: '1.14', line }];
  }
  const env = mountsOf([flag]).some(({ options }) => options.get('type') === 'secret' && options.has('env'));
  return env ? [{ feature: 'RUN --mount=type=secret,env=', since: '1.10', line, builder: true }] : [];
}

function otherNeeds({ keyword, line, words, text, heredocs }: Instruction): FrontendNeed[] {
  const git =
    keyword === 'ADD' && words.slice(0, -1).some((word) => /^git@|^(?:https?|ssh|git):.*\.git(?:#|$)/.test(word));
  return [
    ...(heredocs > 0 ? [{ feature: `${keyword} <<heredoc`, since: '1.4', line }] : []),
    ...(git ? [{ feature: 'ADD of a git repository', since: '1.6', line }] : []),
    ...(heredocs === 0 && EXPANDED.has(keyword) && NEW_SUBSTITUTION.test(text)
      ? [{ feature: '${NAME#…}, ${NAME%…} or ${NAME/…}', since: '1.7', line }]
      : []),
  ];
}
