import { memoryTree } from '@smolfaas/testing';
import { expect, test } from 'vitest';
import { linkedPackages } from './linked-packages.js';
import { runTimeFileNotes } from './run-time-files.js';
import { goSources } from './sources.js';

function notes(main: string, more: Record<string, string> = {}): readonly string[] {
  const files = {
    'go.mod': 'module fn\n',
    'web/index.html': '',
    'web/a/b.css': '',
    'config.yaml': '',
    'postgres/p.go': '',
  };
  const tree = memoryTree({ ...files, 'main.go': `package main\n\n${main}\n`, ...more });
  return runTimeFileNotes(linkedPackages('', tree, goSources(tree), new Set()), tree);
}

test.each([
  ['template.Must(template.ParseFiles(\n\t"web/index.html",\n))', 'web/index.html'],
  ['template.ParseGlob("web/*.html")', 'web/*.html'],
  ['os.ReadFile("config.yaml")', 'config.yaml'],
  ['os.Open(filepath.Join("web", name))', 'web'],
  ['http.FileServer(http.Dir("./web"))', './web'],
  ['http.FileServerFS(os.DirFS("web"))', 'web'],
  ['r.Static("/assets", "web")', 'web'],
  ['e.File("/", "web/index.html")', 'web/index.html'],
  ['const page = "web/index.html"', 'web/index.html'],
  ['migrate.New("file://web", dsn)', 'file://web'],
])('%s is noted', (code, path) => {
  expect(notes(code)).toEqual([
    `main.go seems to read ${path} at run time, but the image holds only the binary: embed it with //go:embed (https://pkg.go.dev/embed), or build the function with a Dockerfile`,
  ]);
});

test.each([
  '//go:embed web\nvar files embed.FS\nvar t = template.ParseFS(files, "web/index.html")',
  '//go:embed web/*\nvar files embed.FS\nvar b, _ = files.ReadFile("web/index.html")',
  '//go:embed "all:web" config.yaml\nvar files embed.FS\nvar b, _ = files.ReadFile("config.yaml")',
  '// os.ReadFile("config.yaml")',
  'os.ReadFile("/web/index.html")',
  'os.ReadFile("../config.yaml")',
  'os.ReadFile("other.yaml")',
  'sql.Open("postgres", dsn)',
  'http.HandleFunc("/web/index.html", h)',
  'var c = \'"\'; os.Getenv("config")',
  'fmt.Println("web")',
])('%s is not', (code) => {
  expect(notes(code)).toEqual([]);
});

test('packages of the function that are linked count, others and tests do not', () => {
  const reads = 'package x\n\nvar b, _ = os.ReadFile("config.yaml")\n';
  expect(notes('import "fn/conf"', { 'conf/conf.go': reads })).toHaveLength(1);
  expect(notes('', { 'tools/gen/main.go': reads, 'main_test.go': reads, 'main_windows.go': reads })).toEqual([]);
});

test('the note names at most three paths', () => {
  const more = { 'a/1.txt': '', 'a/2.txt': '', 'a/3.txt': '', 'a/4.txt': '' };
  expect(notes('var l = []string{"a/1.txt", "a/2.txt", "a/3.txt", "a/4.txt"}', more)[0]).toContain(
    'a/1.txt, a/2.txt, a/3.txt and 1 more',
  );
});
