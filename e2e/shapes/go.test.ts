/** Shapes of Go functions, each built with the real go command from the real module proxy. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseImage } from '../harness/bases.js';
import type { CliResult } from '../harness/cli.js';
import { readImages } from '../harness/images.js';
import type { Files, TestProject } from '../harness/project.js';
import { CA_CANARY, imageNames, SECRETS_DIR, shapesProject, stepsAfter, upWith } from './shapes-project.js';

/** A server that answers facts about where it runs, and whatever `facts` adds to the map `m`. */
const server = (facts = '', imports: readonly string[] = [], more = '') => `package main

import (
	"encoding/json"
	"net/http"
	"os"
${imports.map((name) => `\t${name}\n`).join('')})
${more}
func write(dir string) string {
	if err := os.WriteFile(dir+"/x", nil, 0o600); err != nil {
		return err.Error()
	}
	return "written"
}

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		m := map[string]any{"uid": os.Getuid(), "home": write(os.Getenv("HOME")), "root": write("")}
		${facts}
		json.NewEncoder(w).Encode(m)
	})
	http.ListenAndServe("0.0.0.0:8000", nil)
}
`;

const UUID = '"github.com/google/uuid"';
const usesUuid = server('m["parsed"] = uuid.MustParse("F47AC10B-58CC-4372-A567-0E02B2C3D479").String()', [UUID]);
const requires = (version: string) => `module fn\n\ngo 1.21\n\nrequire github.com/google/uuid ${version}\n`;
const SUMS = {
  'v1.5.0': `github.com/google/uuid v1.5.0 h1:1p67kYwdtXjb0gL0BPiP1Av9wiZPo5A8z2cWkTZ+eyU=
github.com/google/uuid v1.5.0/go.mod h1:TIyPZe4MgqvfeYDBFedMoGGpEw/LqOeaOT+nhxU+yHo=
`,
  'v1.6.0': `github.com/google/uuid v1.6.0 h1:NIvaJDMOsjHA8n1jAhLSgzrAzy1Hgr+hNrb57e+94F0=
github.com/google/uuid v1.6.0/go.mod h1:TIyPZe4MgqvfeYDBFedMoGGpEw/LqOeaOT+nhxU+yHo=
`,
};

const FUNCTIONS: Record<string, Files> = {
  bare: { 'go.mod': 'module fn\n\ngo 1.21\n', 'main.go': server() },
  'with-sum': { 'go.mod': requires('v1.5.0'), 'go.sum': SUMS['v1.5.0'], 'main.go': usesUuid },
  'without-sum': { 'go.mod': requires('v1.6.0'), 'main.go': usesUuid },
  unrequired: { 'go.mod': 'module fn\n\ngo 1.21\n', 'main.go': usesUuid },
  packages: {
    'go.mod': 'module fn\n\ngo 1.21\n',
    'main.go': server(
      'm["greeting"] = greet.Hello(); m["page"] = page',
      ['_ "embed"', '"fn/internal/greet"'],
      '\n//go:embed static/page.html\nvar page string\n',
    ),
    'internal/greet/greet.go': 'package greet\n\nfunc Hello() string { return "from a package" }\n',
    'internal/greet/greet_test.go': 'package greet\n\nimport "a.invalid/only/for/tests"\n',
    'static/page.html': '<p>embedded</p>',
  },
  replaced: {
    'go.mod': 'module fn\n\ngo 1.21\n\nrequire a.invalid/lib v0.0.0\n\nreplace a.invalid/lib => ./lib\n',
    'main.go': server('m["greeting"] = lib.Hello()', ['"a.invalid/lib"']),
    'lib/go.mod': 'module a.invalid/lib\n\ngo 1.21\n',
    'lib/lib.go': 'package lib\n\nfunc Hello() string { return "from a replaced module" }\n',
  },
  'cmd-layout': {
    'go.mod': 'module fn\n\ngo 1.21\n',
    'fn.go': 'package fn\n\nfunc Hello() string { return "from the root package" }\n',
    'gen.go': '//go:build ignore\n\npackage main\n\nfunc main() {}\n',
    'cmd/server/main.go': server('m["greeting"] = fn.Hello()', ['"fn"']),
  },
  workspace: {
    'go.work': 'go 1.21\n\nuse (\n\t./api\n\t./lib\n)\n',
    'api/go.mod': 'module api\n\ngo 1.21\n\nrequire a.invalid/lib v0.0.0\n',
    'api/main.go': server('m["greeting"] = lib.Hello()', ['"a.invalid/lib"']),
    'lib/go.mod': 'module a.invalid/lib\n\ngo 1.21\n',
    'lib/lib.go': 'package lib\n\nfunc Hello() string { return "from a workspace" }\n',
  },
  toolchain: {
    'go.mod': 'module fn\n\ngo 1.26\n\ntoolchain go1.27.2\n',
    'main.go': server('m["go"] = runtime.Version()', ['"runtime"']),
  },
  'vendored-without-sum': {
    'go.mod': 'module fn\n\ngo 1.21\n\nrequire a.invalid/lib v1.0.0\n',
    'main.go': server('m["greeting"] = lib.Hello()', ['"a.invalid/lib"']),
    'vendor/modules.txt': '# a.invalid/lib v1.0.0\n## explicit; go 1.21\na.invalid/lib\n',
    'vendor/a.invalid/lib/lib.go': 'package lib\n\nfunc Hello() string { return "vendored" }\n',
  },
  vendored: {
    'go.mod': 'module fn\n\ngo 1.21\n\nrequire a.invalid/lib v1.0.0\n',
    'go.sum': '',
    'main.go': server('m["greeting"] = lib.Hello()', ['"a.invalid/lib"']),
    'vendor/modules.txt': '# a.invalid/lib v1.0.0\n## explicit; go 1.21\na.invalid/lib\n',
    'vendor/a.invalid/lib/lib.go': 'package lib\n\nfunc Hello() string { return "vendored" }\n',
  },
};

const BROKEN: Record<string, Files> = {
  broken: { 'go.mod': 'module fn\n\ngo 1.21\n', 'main.go': 'package main\n\nfunc main() { undefinedName() }\n' },
  'wrong-sum': {
    'go.mod': requires('v1.6.0'),
    'go.sum': SUMS['v1.6.0'].replace('h1:NIva', 'h1:AAAA'),
    'main.go': usesUuid,
  },
  'two-mains': {
    'go.mod': 'module fn\n\ngo 1.21\n',
    'cmd/server/main.go': server(),
    'cmd/worker/main.go': server(),
  },
  outside: {
    'go.mod': 'module fn\n\ngo 1.21\n\nrequire a.invalid/lib v0.0.0\n\nreplace a.invalid/lib => ../replaced/lib\n',
    'main.go': server('m["greeting"] = lib.Hello()', ['"a.invalid/lib"']),
  },
  'from-git': {
    'go.mod': 'module fn\n\ngo 1.21\n\nrequire git.invalid/lib.git v1.0.0\n',
    'main.go': server('m["greeting"] = lib.Hello()', ['"git.invalid/lib.git"']),
  },
};

describe('Go functions', () => {
  let project: TestProject;
  let up: CliResult;
  beforeAll(async () => {
    project = await shapesProject({ ...FUNCTIONS, ...BROKEN });
    project.env['GOPRIVATE'] = 'git.invalid';
    up = await upWith(project, Object.keys(FUNCTIONS));
  });
  afterAll(() => project.dispose());

  it('builds and starts the sound ones; the broken ones make it exit 1', async () => {
    expect(up.code).toBe(1);
    for (const name of Object.keys(FUNCTIONS)) expect(up.stdout).toMatch(new RegExp(`${name} +started`));
    for (const name of Object.keys(BROKEN)) expect(up.stdout).toMatch(new RegExp(`${name} +failed`));
  });

  it('row 19: shows the last lines of the step that failed', () => {
    expect(up.stderr).toMatch(/broken: .*go build/);
    expect(up.stderr).toContain('./main.go:3:15: undefined: undefinedName');
    expect(up.stderr).toMatch(/wrong-sum: .*go mod download/);
    expect(up.stderr).toContain('SECURITY ERROR');
  });

  it('says before the build what cannot be built, and what to do', () => {
    expect(up.stderr).toMatch(/two-mains: .*main packages: cmd\/server, cmd\/worker\n.*package: \.\/cmd\/server/);
    expect(up.stderr).toMatch(/outside: go\.mod names \.\.\/replaced\/lib, .*\n.*shared: \[\.\.\/replaced\/lib\]/);
    expect(up.stderr).toContain('cmd-layout: built ./cmd/server, as no main package is at the root');
  });

  it('a module that wants git, where the build base has none: the base is named', () => {
    expect(up.stderr).toMatch(/from-git: build step "go mod download" failed/);
    expect(up.stderr).toContain('SMOLFAAS_BASE_GO_BUILD');
  });

  it('runs each as a numeric user, with a writable HOME and a read-only root', async () => {
    const readOnly = expect.stringContaining('read-only') as string;
    for (const name of Object.keys(FUNCTIONS)) {
      const answer = { name, ...(await project.invoke(name)) };
      expect(answer).toMatchObject({ name, uid: 65532, home: 'written', root: readOnly });
    }
  });

  it('answers what its packages, embedded files, replaced and vendored modules say', async () => {
    const parsed = 'f47ac10b-58cc-4372-a567-0e02b2c3d479';
    for (const name of ['with-sum', 'without-sum', 'unrequired'])
      expect(await project.invoke(name)).toMatchObject({ parsed });
    expect(await project.invoke('packages')).toMatchObject({ greeting: 'from a package', page: '<p>embedded</p>' });
    expect(await project.invoke('replaced')).toMatchObject({ greeting: 'from a replaced module' });
    for (const name of ['vendored', 'vendored-without-sum'])
      expect(await project.invoke(name)).toMatchObject({ greeting: 'vendored' });
    expect(await project.invoke('cmd-layout')).toMatchObject({ greeting: 'from the root package' });
    expect(await project.invoke('workspace')).toMatchObject({ greeting: 'from a workspace' });
  });

  it('builds with the Go version that go.mod asks for, also when it is newer than the base', async () => {
    expect(await project.invoke('toolchain')).toMatchObject({ go: expect.stringMatching(/^go1\.27\.2\b/) as string });
  });

  it('leaves one file on the base, at most 15 MB in all, the same whenever it is built', async () => {
    const names = imageNames(project, Object.keys(FUNCTIONS));
    for (const [name, image] of await readImages(names, await baseImage('go', 'static'))) {
      const files = image.own.map(({ path, uid, mtime }) => ({ name, path, uid, mtime }));
      expect(files).toEqual([{ name, path: 'function', uid: 0, mtime: '0' }]);
      expect(image.size).toBeLessThan(15e6);
      expect(image.holds(CA_CANARY) || image.holds(SECRETS_DIR)).toBe(false);
    }
  });

  it('a source edit downloads nothing; an edit of go.mod and go.sum does', async () => {
    const source = await stepsAfter(project, 'with-sum', { 'main.go': `${usesUuid}\n// ${project.id}\n` });
    expect(source.cached).toContain('go mod download');
    expect(source.ran).toEqual(['copy sources', 'go build', 'copy the binary']);

    const lock = { 'go.mod': `${requires('v1.6.0')}// ${project.id}\n`, 'go.sum': SUMS['v1.6.0'] };
    expect((await stepsAfter(project, 'with-sum', lock)).ran).toContain('go mod download');
  });
});
