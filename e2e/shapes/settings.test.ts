/** The project file, as a user meets it: what it chooses, what it gets wrong, and what changes when it is edited. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeFunction } from '../harness/functions.js';
import { TestProject } from '../harness/project.js';
import { outcomes } from './shapes-project.js';

const main = (word: string) => `package main

import "net/http"

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("${word}")) })
	http.ListenAndServe("0.0.0.0:8000", nil)
}
`;

const goModule = { 'go.mod': 'module fn\n\ngo 1.21\n' };

describe('smolfaas.yaml', () => {
  let project: TestProject;
  const say = (text: string) => writeFile(join(project.dir, 'smolfaas.yaml'), text);
  const body = async (fn: string) => (await project.call(`/invoke/${fn}`)).body;
  beforeAll(async () => {
    project = await TestProject.create();
    await project.write('two', { ...goModule, 'cmd/a/main.go': main('a'), 'cmd/b/main.go': main('b') });
    await project.write('both', { ...goModule, 'main.go': main('go'), ...nodeFunction() });
    await project.write('none', { 'deno.json': '{}' });
    await project.write('other', { ...goModule, 'main.go': main('other') });
  });
  afterAll(() => project.dispose());

  it('chooses packages and runtimes; wrong choices fail their function alone', async () => {
    await say(`version: 1
runtimes: ["@example/runtime-deno@^1"]
functions:
  two: { settings: { package: ./cmd/a } }
  both: { runtime: node }
  other: { settings: { pakage: . } }
  ghost: {}
`);
    const up = await project.expectRun(1, 'up');
    expect([await body('two'), await body('both')]).toEqual(['a', expect.stringContaining('"version":"1"')]);
    expect(up.stderr).toMatch(/other: runtime "go" has no setting "pakage"; it has these:\n.*package: [^]*tags: /);
    expect(up.stderr).toContain('ghost: the project file names it, but it has no directory');
    expect(up.stderr).toContain(
      'warning: this project needs the runtime package @example/runtime-deno@^1, which is not',
    );
    expect(up.stderr).toMatch(/none: .* the project file needs @example.*\n.*smolfaas plugins install @example/);
    expect(up.stderr).not.toContain('built as');
  });

  it('a changed setting concerns its function: check says so, up builds it and no other', async () => {
    await rm(join(project.functionsDir, 'none'), { recursive: true });
    await say('version: 1\nfunctions:\n  two: { settings: { package: ./cmd/b } }\n  both: { runtime: node }\n');
    const check = await project.expectRun(1, 'check');
    expect(check.stdout).toMatch(
      /two:\n {2}✓ Source hash matches[^\n]*\n {2}✗ Build recipe changed \(rebuild needed\)/,
    );
    expect(check.stdout).toMatch(/both:\n( {2}✓ .*\n){3}/);
    const up = await outcomes(await project.expectRun(0, 'up', '--json'));
    expect({ two: up['two']?.built, both: up['both']?.built }).toEqual({ two: true, both: false });
    expect(await body('two')).toBe('b');
    await project.expectRun(0, 'check');
  });

  it('a runtime that is not there fails its function, with what would help', async () => {
    await say('version: 1\nfunctions:\n  two: { settings: { package: ./cmd/b } }\n  both: { runtime: zig }\n');
    const up = await project.expectRun(1, 'up');
    expect(up.stderr).toMatch(
      /both: the project file asks for runtime "zig", .*\n.*correct functions\.both\.runtime.*plugins install PACKAGE/,
    );
    expect(await body('both')).toContain('"version":"1"');
  });

  it('a mistake in it ends the run with its place, before anything is touched; down needs it not', async () => {
    await say('version: 1\nfunctions:\n  two:\n    setings: { package: ./cmd/a }\n');
    const before = (await project.containers()).map(({ Id }) => Id);
    const up = await project.expectRun(2, 'up');
    expect(up.stderr).toMatch(/smolfaas\.yaml:4:5: functions\.two: unknown key "setings"[^]*did you mean "settings"\?/);
    expect((await project.containers()).map(({ Id }) => Id)).toEqual(before);
    await project.expectRun(0, 'down', 'two');
  });

  it('another one is named by --config', async () => {
    await writeFile(
      join(project.dir, 'other.yaml'),
      'version: 1\nfunctions:\n  two: { settings: { package: cmd/a } }\n',
    );
    await project.expectRun(0, '--config', 'other.yaml', 'up');
    expect(await body('two')).toBe('a');
  });
});
