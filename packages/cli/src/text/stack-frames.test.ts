import { expect, test } from 'vitest';
import { withoutInternalFrames } from './stack-frames.js';

const cut = (text: string) => withoutInternalFrames(text.split('\n')).join('\n');

test('Node.js: its loader goes, the message and the program stay', () => {
  const words = `/app/index.js:3
throw new Error('no config');
^

Error: no config
    at load (/app/index.js:3:7)
    at Object.<anonymous> (/app/node_modules/lib/index.js:5:1)
    at Module._compile (node:internal/modules/cjs/loader:1554:14)
    at node:internal/main/run_main_module:36:49

Node.js v24.1.0`;
  expect(cut(words)).toBe(`/app/index.js:3
throw new Error('no config');
^

Error: no config
    at load (/app/index.js:3:7)
    at Object.<anonymous> (/app/node_modules/lib/index.js:5:1)
    … 2 frame(s) of the language itself

Node.js v24.1.0`);
});

test('Node.js: the properties of the error that follow its last frame stay', () => {
  const words = `Error: ENOENT: no such file
    at Object.<anonymous> (/app/index.js:1:20)
    at Module._compile (node:internal/modules/cjs/loader:1554:14)
    at node:internal/main/run_main_module:33:47 {
  errno: -2
}`;
  expect(cut(words)).toBe(`Error: ENOENT: no such file
    at Object.<anonymous> (/app/index.js:1:20)
    … 2 frame(s) of the language itself {
  errno: -2
}`);
});

test('Python: frozen and standard modules go, packages and the program stay', () => {
  const words = `Traceback (most recent call last):
  File "<frozen runpy>", line 198, in _run_module_as_main
  File "/usr/lib/python3.13/asyncio/runners.py", line 195, in run
    return runner.run(main)
           ~~~~~~~~~~^^^^^^
  File "/app/.venv/lib/python3.13/site-packages/uvicorn/main.py", line 5, in run
    server.run()
  File "/app/main.py", line 3, in <module>
    raise RuntimeError("no config")
RuntimeError: no config`;
  expect(cut(words)).toBe(`Traceback (most recent call last):
    … 2 frame(s) of the language itself
  File "/app/.venv/lib/python3.13/site-packages/uvicorn/main.py", line 5, in run
    server.run()
  File "/app/main.py", line 3, in <module>
    raise RuntimeError("no config")
RuntimeError: no config`);
});

test('Go: frames below its own src go', () => {
  const words = `panic: no config

goroutine 1 [running]:
net/http.(*Server).Serve(0xc000, {0x1, 0x2})
\t/usr/local/go/src/net/http/server.go:3285 +0x4b4
main.main()
\t/app/main.go:8 +0x18`;
  expect(cut(words)).toBe(`panic: no config

goroutine 1 [running]:
    … 1 frame(s) of the language itself
main.main()
\t/app/main.go:8 +0x18`);
});

test('words without a stack stay as they are', () => {
  expect(cut('listening at (node:8000)\n  indented\nfile.go:3')).toBe(
    'listening at (node:8000)\n  indented\nfile.go:3',
  );
});
