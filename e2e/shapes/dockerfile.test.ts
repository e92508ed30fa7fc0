/** Shapes of functions with a Dockerfile of their own, built by BuildKit's frontend. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseImage } from '../harness/bases.js';
import type { CliResult } from '../harness/cli.js';
import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type ImageContent, readImages } from '../harness/images.js';
import type { Files, TestProject } from '../harness/project.js';
import { CA_CANARY, imageNames, outcomes, shapesProject, stepsAfter, TOKEN_CANARY, upWith } from './shapes-project.js';

const server = `const http = require('node:http');
const fs = require('node:fs');
const files = fs.readdirSync('.').sort();
const made = fs.existsSync('made.txt') ? fs.readFileSync('made.txt', 'utf8').trim() : null;
http.createServer((_, response) => response.end(JSON.stringify({
  uid: process.getuid(), cwd: process.cwd(), args: process.argv.slice(2), word: process.env.WORD ?? null, files, made,
}))).listen(8000, '0.0.0.0');
process.on('SIGTERM', () => process.exit(0));
`;

/** Functions on this base image. */
const functionsOn = (base: string): Record<string, Files> => ({
  stages: {
    Dockerfile: `ARG BASE=${base}
FROM \${BASE} AS make
ARG WORD=default
ARG EMPTY
RUN echo "made with \${WORD}\${EMPTY}" > /made.txt
FROM \${BASE}
WORKDIR /srv
COPY --from=make /made.txt .
COPY server.js .
ENV WORD=kept
USER 1234:1234
CMD ["node", "server.js", "an argument"]
`,
    'server.js': server,
  },
  ignoring: {
    Dockerfile: `FROM ${base}\nWORKDIR /srv\nCOPY . .\nUSER 65532\nCMD ["node", "server.js"]\n`,
    '.dockerignore': 'notes.txt\ndocs\n!docs/kept.md\n',
    'server.js': server,
    'notes.txt': 'one\n',
    'docs/draft.md': 'one\n',
    'docs/kept.md': 'one\n',
    'node_modules/dependency/index.js': 'not litter here: a Dockerfile may copy it\n',
  },
  preferred: {
    Dockerfile: `FROM ${base}\nWORKDIR /srv\nCOPY server.js .\nENTRYPOINT ["node"]\nCMD ["server.js", "by the Dockerfile"]\n`,
    'package.json': '{"name":"preferred","scripts":{"start":"node nothing.js"}}\n',
    'server.js': server,
  },
});

const ENV_CANARY = 'canary-of-a-build-secret-in-the-environment-41aa';
const FILE_CANARY = 'canary-of-a-build-secret-in-a-file-77b0';

/** The whole answer of an SSH agent without keys: length, SSH_AGENT_IDENTITIES_ANSWER, their number. */
const NO_KEYS = '000000050c00000000';

const UNSET = { secrets: { unset: 'env=NOT_SET_ANYWHERE' } };

/** What the project file sets for the function `settled`. */
const SETTINGS = {
  dockerfile: 'docker/Dockerfile.prod',
  target: 'app',
  args: { WORD: 'given, with "marks"', API_TOKEN: 'looks like a secret' },
  secrets: { token: 'env=BUILD_TOKEN', file: 'src=token.txt' },
  ssh: 'default',
};

/**
 * All settings in one function, whose secrets are used and must not stay. `mark` keeps its steps out of the cache of other runs: what a secret or an
 * agent once answered is the result of a step from then on, whatever agent answers now.
 */
const settledOn = (base: string, mark: string): Files => ({
  'docker/Dockerfile.prod': `# syntax=docker/dockerfile:1.4
FROM ${base} AS app
ARG WORD
ARG API_TOKEN
WORKDIR /srv
RUN echo ${mark} > /run-of-the-test
RUN --mount=type=secret,id=token,required=true test "$(wc -c < /run/secrets/token)" = ${ENV_CANARY.length}
RUN --mount=type=secret,id=file,target=/mnt/file wc -c < /mnt/file > /srv/made.txt
RUN --mount=type=ssh node -e 'const socket = require("net").connect(process.env.SSH_AUTH_SOCK); socket.write(Buffer.from([0, 0, 0, 1, 11])); let said = ""; socket.on("data", (more) => { said += more.toString("hex"); if (said.length < 18) return; require("fs").writeFileSync("agent.txt", said); socket.end(); })'
COPY . .
ENV WORD=$WORD
CMD ["node", "server.js"]
FROM app
RUN false
`,
  'docker/Dockerfile.prod.dockerignore': 'token.txt\ndocker\n',
  'token.txt': FILE_CANARY,
  'server.js': server,
});

/** Functions that are refused or fail, and what is said about each. */
const BROKEN: Record<string, readonly [files: Files, said: RegExp]> = {
  failing: [
    { Dockerfile: 'FROM BASE\nRUN echo the last words && exit 7\n' },
    /failing: build step .*exit 7.* failed \(exit 7\)\n {2}│ the last words/,
  ],
  unparsable: [{ Dockerfile: 'FROM BASE\nRUNN echo\n' }, /unparsable: .*line 2.*RUNN/],
  'other-frontend': [
    { Dockerfile: '# syntax=evil.invalid/frontend:1\nFROM BASE\n' },
    /other-frontend: Dockerfile line 1: # syntax=evil\.invalid\/frontend:1 would run a program from a registry/,
  ],
  'host-network': [
    { Dockerfile: 'FROM BASE\nRUN \\\n  --network=host true\n' },
    /host-network: Dockerfile line 3: RUN --network=host is refused/,
  ],
  'needs-secret': [
    { Dockerfile: 'FROM BASE\nRUN --mount=type=secret,id=npm,required=true true\n' },
    /needs-secret: Dockerfile line 2: a step requires the secret "npm".*\n.*→ .*secrets: \{ npm: env=VARIABLE \}/,
  ],
  'no-stage': [
    { Dockerfile: 'FROM BASE AS build\nCOPY --from=biuld /x /\n' },
    /no-stage: base image docker\.io\/library\/biuld:latest.*\n.*→ Dockerfile line 2: --from=biuld is taken for an image.*stages: build/,
  ],
  'ignored-file': [
    { Dockerfile: 'FROM BASE\nCOPY notes.md /\n', '.dockerignore': '*.md\n', 'notes.md': 'x' },
    /ignored-file: build step .*COPY notes\.md[^]*?→ notes\.md is there, but is left out of the source/,
  ],
  'missing-file': [
    { Dockerfile: 'FROM BASE\nCOPY nothing /\n' },
    /missing-file: build step .*COPY nothing[^]*?→ there is no nothing in the function's directory/,
  ],
  'changes-owner': [
    { Dockerfile: 'FROM BASE\nRUN mkdir /data\nCMD ["chown", "1000:1000", "/data"]\n' },
    /changes-owner: .*\n {2}│ chown: changing ownership of '\/data': Operation not permitted\n {2}→ functions run without capabilities, .*CAP_CHOWN/,
  ],
  'changes-user': [
    { Dockerfile: 'FROM BASE\nCMD ["setpriv", "--reuid=1000", "node", "--version"]\n' },
    /changes-user: .*\n {2}│ setpriv: setresuid failed: Operation not permitted\n {2}→ functions run without capabilities, .*CAP_SETUID/,
  ],
  'unset-secret': [
    { Dockerfile: 'FROM BASE\nRUN --mount=type=secret,id=unset true\n' },
    /unset-secret: secret "unset" of the build: environment variable "NOT_SET_ANYWHERE": not set/,
  ],
};

/** Everything that runs of this project wrote into their log files. */
async function logs(project: TestProject): Promise<readonly Buffer[]> {
  const dir = join(project.dir, 'xdg-state');
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return await Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name))));
}

describe('Dockerfile functions', () => {
  let project: TestProject;
  let base: string;
  let up: CliResult;
  let images: Map<string, ImageContent>;
  // Asked for its keys (draft-miller-ssh-agent), it has none.
  const agent = createServer((socket) => socket.on('data', () => socket.write(Buffer.from(NO_KEYS, 'hex'))));

  beforeAll(async () => {
    base = await baseImage('node', 'node');
    const broken = Object.entries(BROKEN).map(([name, [files]]): [string, Files] => [
      name,
      { ...files, Dockerfile: files['Dockerfile']?.replace('BASE', base) ?? '' },
    ]);
    const sound = { ...functionsOn(base), settled: settledOn(base, randomBytes(8).toString('hex')) };
    project = await shapesProject({ ...sound, ...Object.fromEntries(broken) });
    project.env['BUILD_TOKEN'] = ENV_CANARY;
    project.env['SSH_AUTH_SOCK'] = join(project.dir, 'agent.sock');
    agent.listen(project.env['SSH_AUTH_SOCK']);
    const settings = { settled: { settings: SETTINGS }, 'unset-secret': { settings: UNSET } };
    await writeFile(join(project.dir, 'smolfaas.yaml'), JSON.stringify({ version: 1, functions: settings }));
    up = await upWith(project, Object.keys(sound));
    images = await readImages(imageNames(project, Object.keys(sound)), base);
  });
  afterAll(async () => {
    agent.close();
    await project.dispose();
  });

  it('builds and starts the sound ones; the broken ones make it exit 1', () => {
    expect(up.code).toBe(1);
    for (const name of Object.keys(functionsOn(base))) expect(up.stdout).toMatch(new RegExp(`${name} +started`));
    for (const name of Object.keys(BROKEN)) expect(up.stdout).toMatch(new RegExp(`${name} +failed`));
  });

  it.each(Object.entries(BROKEN))('rows 19 and 22: says what is wrong with %s', (_, [, said]) => {
    expect(up.stderr).toMatch(said);
  });

  it('a file of another name, its stage, its arguments and its secrets are settings', async () => {
    expect(await project.invoke('settled')).toMatchObject({
      cwd: '/srv',
      word: SETTINGS.args.WORD,
      files: ['agent.txt', 'made.txt', 'server.js'],
      made: String(FILE_CANARY.length),
    });
    expect(images.get(imageNames(project, ['settled'])[0] ?? '')?.text('srv/agent.txt')).toBe(NO_KEYS);
    expect(up.stderr).toContain("# syntax=docker/dockerfile:1.4 is not fetched, the builder's own frontend is used");
  });

  it('row 24: a secret given as an argument is warned of; one that is mounted leaves no trace', async () => {
    expect(up.stderr).toMatch(
      /warning: settled: setting args: API_TOKEN looks like a secret.*--mount=type=secret,id=api_token/,
    );
    const records = [await readFile(project.stateDb), ...(await logs(project))];
    expect(records.length).toBeGreaterThan(1);
    for (const canary of [ENV_CANARY, FILE_CANARY]) {
      const found = [...images].filter(([, image]) => image.holds(canary)).map(([name]) => name);
      expect({ canary, found }).toEqual({ canary, found: [] });
      expect([up.stdout, up.stderr, ...records].some((text) => text.includes(canary))).toBe(false);
    }
  });

  it('nor does its value count: another one rebuilds nothing', async () => {
    project.env['BUILD_TOKEN'] = 'another one';
    expect((await outcomes(await project.run('up', '--json')))['settled']).toMatchObject({
      status: 'unchanged',
      built: false,
    });
  });

  it("several stages, defaults of ARG, ENV, USER and CMD are the Dockerfile's", async () => {
    expect(await project.invoke('stages')).toEqual({
      uid: 1234,
      cwd: '/srv',
      args: ['an argument'],
      word: 'kept',
      files: ['made.txt', 'server.js'],
      made: 'made with default',
    });
  });

  it('wins over package.json in the same directory, and says so', async () => {
    expect(await project.invoke('preferred')).toMatchObject({ args: ['by the Dockerfile'] });
    expect(up.stderr).toMatch(/note: preferred: .*dockerfile.*node/);
  });

  it('what .dockerignore names is not in the image', async () => {
    expect((await project.invoke('ignoring'))['files']).not.toContain('notes.txt');
    const image = images.get(imageNames(project, ['ignoring'])[0] ?? '');
    expect(image?.under('srv/docs')).toEqual(['srv/docs/kept.md']);
    expect(image?.under('srv/node_modules')).toContain('srv/node_modules/dependency/index.js');
  });

  it('nor does it count: editing it rebuilds nothing, editing what an exception brought back does', async () => {
    const before = (await project.containers()).map(({ Id }) => Id);
    await project.write('ignoring', { 'notes.txt': 'two\n', 'docs/draft.md': 'two\n', 'docs/new.md': 'two\n' });
    const unchanged = await outcomes(await project.run('up', '--json'));
    expect(unchanged['ignoring']).toMatchObject({ status: 'unchanged', built: false });
    expect((await project.containers()).map(({ Id }) => Id)).toEqual(before);

    // The builder knows contents that any build ever sent, so only new ones show that the step runs.
    const { ran } = await stepsAfter(project, 'ignoring', { 'docs/kept.md': `${project.id}\n` });
    expect(ran.join()).toContain('COPY . .');
  });

  it('the certificates and tokens of other builds are in none of them', () => {
    for (const [name, image] of images) {
      const found = [CA_CANARY, TOKEN_CANARY].filter((secret) => image.holds(secret));
      expect({ name, found }).toEqual({ name, found: [] });
    }
  });
});
