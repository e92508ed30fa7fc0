/**
 * What the recipe makes of a Dockerfile and its settings: a request to the frontend, or a refusal
 * in words.
 */
import type { Recipe, Refusal } from '@smolfaas/core';
import { memoryTree } from '@smolfaas/testing';
import { describe, expect, test } from 'vitest';
import { runtime } from './index.js';
import { OUTPUT_HINTS } from './output-hints.js';

interface Choice {
  readonly settings?: Record<string, string>;
  readonly maps?: Record<string, Record<string, string>>;
  /** Paths that the function shares. */
  readonly shared?: readonly string[];
}

function recipe(files: string | Record<string, string>, choice: Choice = {}): Recipe | Refusal {
  const { settings = {}, maps = {}, shared } = choice;
  const layout = shared && { dir: 'functions/web', paths: shared };
  const tree = memoryTree(typeof files === 'string' ? { Dockerfile: files } : files, layout);
  return runtime.recipe({ function: 'fn', tree, detection: { evidence: [] }, bases: {}, settings, maps });
}

function built(files: Parameters<typeof recipe>[0], choice?: Choice): Recipe {
  const answer = recipe(files, choice);
  if ('refused' in answer) throw new Error(`refused: ${answer.refused.message}`);
  return answer;
}

const refusal = (files: Parameters<typeof recipe>[0], choice?: Choice): string => {
  const answer = recipe(files, choice);
  return 'refused' in answer ? `${answer.refused.message}\n${answer.refused.hint}` : 'not refused';
};

const DIGEST = `sha256:${'a'.repeat(64)}`;

test('the whole: settings become attributes, secrets their sources', () => {
  const files = { 'docker/Dockerfile.prod': 'ARG BASE=node:24\nFROM ${BASE} AS app\nFROM an/other\n' };
  const choice = {
    settings: { dockerfile: './docker//Dockerfile.prod', target: 'app', ssh: 'default, git' },
    maps: { args: { BASE: 'node:25', EMPTY: '' }, secrets: { token: 'env=TOKEN', netrc: 'src=~/.netrc' } },
  };
  expect(runtime.detect(memoryTree(files), choice.settings)).toEqual({ evidence: ['docker/Dockerfile.prod'] });
  expect(built(files, choice)).toEqual({
    image: {
      kind: 'dockerfile',
      filename: 'docker/Dockerfile.prod',
      attrs: { cmdline: 'dockerfile.v0', target: 'app', 'build-arg:BASE': 'node:25', 'build-arg:EMPTY': '' },
      stages: [
        { name: 'app', sources: [{ image: 'node:25', line: 2 }], downloads: [] },
        { sources: [{ image: 'an/other', line: 3 }], downloads: [] },
      ],
      needs: [],
    },
    secrets: { token: { env: 'TOKEN' }, netrc: { path: '~/.netrc' } },
    ssh: ['default', 'git'],
    notes: ['setting secrets: no step mounts "token"', 'setting secrets: no step mounts "netrc"'],
    warnings: [],
    failureHints: [],
    outputHints: OUTPUT_HINTS,
  });
});

describe('frontends', () => {
  const choice = (frontends: string) => ({ settings: { frontends } });
  const frontendOf = (syntax: string, frontends = '') => {
    const { image, notes } = built(`# syntax=${syntax}\nFROM scratch\n`, choice(frontends));
    return image.kind === 'dockerfile' && [image.frontend ?? image.attrs['cmdline'], ...(notes ?? [])];
  };

  test.each([
    'docker/dockerfile',
    'docker/dockerfile:1.7-labs',
    'docker.io/docker/dockerfile:1',
    `docker/dockerfile:1@${DIGEST}`,
  ])('row 22: the official %s is not fetched', (name) => {
    const note = `line 1: # syntax=${name} is not fetched, the builder's own frontend is used`;
    expect(frontendOf(name)).toEqual(['dockerfile.v0', note]);
  });

  test('row 22: any other is refused', () => {
    expect(refusal('# syntax=evil/frontend\nFROM scratch')).toBe(
      'Dockerfile line 1: # syntax=evil/frontend would run a program from a registry to read this Dockerfile\n' +
        'remove the line; or, if you trust that program, allow it by digest in the setting frontends',
    );
    expect(refusal('# syntax=docker.evil.example/docker/dockerfile:1\nFROM scratch')).toContain('would run a program');
    expect(refusal('# syntax=docker/dockerfile-evil\nFROM scratch')).toContain('would run a program');
  });

  test('one that is allowed by digest is used', () => {
    expect(frontendOf('corp/x:1', `other/y@${DIGEST}, corp/x@${DIGEST}`)).toEqual([`corp/x@${DIGEST}`]);
    expect(frontendOf('docker/dockerfile:1', `docker/dockerfile:1@${DIGEST}`)).toEqual([
      `docker/dockerfile:1@${DIGEST}`,
    ]);
  });

  test('an entry is for its own name, tag and digest only, and has to have a digest', () => {
    const file = (syntax: string) => `# syntax=${syntax}\nFROM scratch`;
    expect(refusal(file('corp/x:2'), choice(`corp/x:1@${DIGEST}`))).toContain('would run a program');
    expect(refusal(file(`corp/x@sha256:${'b'.repeat(64)}`), choice(`corp/x@${DIGEST}`))).toContain(
      'would run a program',
    );
    expect(refusal(file('corp/x:1'), choice('corp/x:1'))).toContain('corp/x:1 does not say by digest');
  });

  test('nothing lets the daemon choose: not the argument, not another spelling of the line', () => {
    expect(refusal('FROM scratch', { maps: { args: { BUILDKIT_SYNTAX: 'evil/x' } } })).toContain('by a back door');
    const { image } = built('// syntax=evil/x\nFROM scratch');
    expect(image).toMatchObject({ attrs: { cmdline: 'dockerfile.v0' } });
  });
});

describe('row 22: what leaves the sandbox is refused with its line', () => {
  test.each([
    ['FROM a\nRUN --network=host x', 'line 2: RUN --network=host'],
    ['FROM a\nRUN \\\n  --mount=type=cache,target=/c \\\n  --network=HOST x', 'line 4: RUN --network=HOST'],
    ['FROM a\nRUN --network=$N x', 'line 2: RUN --network=$N'],
    ['FROM a\nRUN --security=insecure x', 'line 2: RUN --security=insecure'],
    ['FROM a\nRUN --device=vendor.com/gpu x', 'line 2: RUN --device=vendor.com/gpu'],
    ['FROM a\nONBUILD RUN --network=host x', 'line 2: RUN --network=host'],
  ])('%j', (text, expected) => {
    expect(refusal(text)).toContain(`Dockerfile ${expected} is refused: build steps run in BuildKit's sandbox only`);
  });

  test.each(['RUN --network=none x', 'RUN --network=default x', 'RUN --security=sandbox x', 'RUN echo --network=host'])(
    'not so: %s',
    (line) => {
      expect(refusal(`FROM a\n${line}`)).toBe('not refused');
    },
  );

  test('nor what a heredoc says', () => {
    expect(refusal('FROM a\nCOPY <<EOF /x\nRUN --network=host x\nEOF')).toBe('not refused');
  });
});

describe('secrets', () => {
  const required = 'FROM a AS one\nRUN --mount=type=secret,id=token,required=true x\nFROM b AS two\n';

  test('one that a step requires has to be given; in other stages it does not matter', () => {
    const target = { target: 'one' };
    expect(refusal(required, { settings: target })).toBe(
      'Dockerfile line 2: a step requires the secret "token", and the project file gives none of this id\n' +
        'in settings of this function: secrets: { token: env=VARIABLE }, or src=FILE',
    );
    expect(refusal(required, { settings: target, maps: { secrets: { token: 'env=T' } } })).toBe('not refused');
    expect(refusal(required)).toBe('not refused');
    expect(refusal('FROM a\nRUN --mount=type=secret,target=/run/pw,required x')).toContain('the secret "pw"');
    expect(refusal('FROM a\nRUN --mount=type=secret,id=token x')).toBe('not refused');
  });

  test('a value in the project file is refused and not repeated', () => {
    const answer = refusal('FROM a', { maps: { secrets: { token: 'hunter2' } } });
    expect(answer).toContain('token must say where its value comes from');
    expect(answer).not.toContain('hunter2');
  });

  test('row 24: arguments and variables that look like secrets are warned of, by name only', () => {
    const text = `FROM a
ARG NPM_TOKEN
ARG DB_PASSWORD=hunter2
ARG PUBLIC_KEY=x
ARG MONKEY=x EMPTY_SECRET=""
ENV API_KEY hunter2
ENV A=1 AUTH=hunter2
`;
    const { warnings = [] } = built(text, { maps: { args: { NPM_TOKEN: 'hunter2', VERSION: '1' } } });
    expect(warnings.map((warning) => warning.split(' looks like')[0])).toEqual([
      'setting args: NPM_TOKEN',
      'line 3: ARG DB_PASSWORD',
      'line 6: ENV API_KEY',
      'line 7: ENV AUTH',
    ]);
    expect(warnings[0]).toContain('use the setting secrets and RUN --mount=type=secret,id=npm_token');
    expect(warnings.join()).not.toContain('hunter2');
  });
});

test('what early frontends lack, each once, with its line and version', () => {
  const text = `FROM a
COPY --link --exclude=*.md \\
  --parents . /x
ADD --checksum=sha256:1 http://x/y /
ADD https://example.com/a.git#main /src
RUN --network=none x
RUN <<EOF
x
EOF
RUN --mount=type=secret,id=a,env=A echo \${A#x}
COPY --chmod=u+x a /
COPY --chmod=755 --link a /
ENV B=\${A%.*}
HEALTHCHECK --start-interval=1s CMD x
`;
  const { image } = built(text);
  expect(
    image.kind === 'dockerfile' && image.needs?.map(({ line, feature, since }) => `${line} ${feature} ${since}`),
  ).toEqual([
    '2 COPY --link 1.4',
    '2 COPY --exclude 1.19',
    '3 COPY --parents 1.20',
    '4 ADD --checksum 1.6',
    '5 ADD of a git repository 1.6',
    '6 RUN --network 1.3',
    '7 RUN <<heredoc 1.4',
    '10 RUN --mount=type=secret,env= 1.10',
    '11 COPY --chmod with symbols 1.14',
    '13 ${NAME#…}, ${NAME%…} or ${NAME/…} 1.7',
    '14 HEALTHCHECK --start-interval 1.6',
  ]);
});

describe('what is not there', () => {
  test('the Dockerfile', () => {
    const named = (dockerfile: string) => refusal({ Dockerfile: 'FROM a' }, { settings: { dockerfile } });
    expect(named('other')).toBe(
      "setting dockerfile: there is no file other\npaths are relative to the function's directory",
    );
    expect(named('../Dockerfile')).toContain("no path may leave the function's directory");
    expect(named('/etc/Dockerfile')).toContain("no path may leave the function's directory");
  });

  test('the stage', () => {
    expect(refusal('FROM a AS one\nFROM b', { settings: { target: 'oen' } })).toBe(
      'setting target: Dockerfile has no stage "oen"\nit has: one',
    );
  });

  test('a stage that is taken for an image has a hint ready', () => {
    expect(built('FROM a/b:1 AS build\nCOPY --from=biuld / /').failureHints).toEqual([
      {
        output: 'docker.io/library/biuld:latest',
        hint: 'Dockerfile line 2: --from=biuld is taken for an image, since no stage before it has this name; stages: build',
      },
    ]);
  });
});

describe('shared directories are named contexts', () => {
  const shared = ['../../Lib', '../_data.v1'];

  test('neither images nor stages, and a frontend must know them', () => {
    const text = 'FROM node:24\nCOPY --from=lib . /lib\nRUN --mount=from=data.v1,target=/d true\n';
    expect(built(text, { shared })).toMatchObject({
      image: {
        contexts: { lib: '../../Lib', 'data.v1': '../_data.v1' },
        stages: [{ sources: [{ image: 'node:24' }] }],
        needs: [{ feature: '--from=lib', since: '1.4', line: 2 }],
      },
      notes: [],
    });
  });

  test('one that is not used is noted', () => {
    expect(built('FROM lib\n', { shared })).toMatchObject({
      image: { stages: [{ sources: [] }], needs: [{ line: 1 }] },
      notes: ['../_data.v1 is shared and not used: COPY --from=data.v1 copies from it'],
    });
  });

  test('names must be clear', () => {
    expect(refusal('FROM node:24 AS LIB\n', { shared })).toBe(
      'Dockerfile line 1: the stage LIB has the name of the shared directory ../../Lib\nrename the stage',
    );
    expect(refusal('FROM node:24\n', { shared: ['../../lib', '../lib'] })).toBe(
      'shared: ../../lib and ../lib would both be the context lib\nrename one of these directories: COPY --from must mean one of them',
    );
  });

  test('nothing changes without them', () => {
    expect(built('FROM node:24\n').image).not.toHaveProperty('contexts');
  });
});
