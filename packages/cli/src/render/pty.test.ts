/**
 * The live display on a real pseudo-terminal, created by `script(1)`: Node recognises it as a
 * terminal, and its size is known. The screen is left clean, also when the process ends in the
 * middle. Needs `tsc -b` first.
 */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { FakeTerminal } from '../testing/fake-terminal.js';

const built = (path: string) => JSON.stringify(new URL(`../../dist/${path}`, import.meta.url).href);

/**
 * A program that plays the recorded run through the real chooser; `end` is the code that runs after
 * it.
 */
function program(until: number, end: string): string {
  return `
    import { readEnvironment } from ${built('process/environment.js')};
    import { outputTo } from ${built('process/output.js')};
    import { chooseMode, createRenderer } from ${built('render/choose.js')};
    import { createTheme } from ${built('render/theme.js')};
    import { SAMPLE } from ${built('testing/sample-events.js')};
    const mode = chooseMode(readEnvironment(), { json: false, verbose: false });
    const options = { verb: 'up', theme: createTheme(false), verbose: false, now: () => 0 };
    const renderer = createRenderer(mode, options, outputTo(process.stdout, process.stderr));
    for (const { at, event } of SAMPLE) if (at <= ${until}) renderer.emit(event);
    ${end}`;
}

/** The bytes that a terminal of 40 columns and 12 rows receives. */
function onTerminal(code: string): string {
  const quoted = `'${code.replaceAll("'", "'\\''")}'`;
  const command = `stty rows 12 cols 40; exec ${process.execPath} --input-type=module -e ${quoted}`;
  const words = process.platform === 'darwin' ? ['/dev/null', 'sh', '-c', command] : ['-fec', command, '/dev/null'];
  const { PATH = '' } = process.env;
  const { stdout } = spawnSync('script', ['-q', ...words], { env: { PATH, TERM: 'xterm' }, encoding: 'utf8' });
  return stdout;
}

it('draws, redraws and cleans up', () => {
  const bytes = onTerminal(program(Infinity, 'renderer.stop();'));
  const terminal = new FakeTerminal();
  terminal.write(bytes);
  expect(bytes).toContain('[up] 2/3 functions');
  expect(
    terminal.text(),
  ).toBe(`warning: fn-a: key.pem may hold a private key and will be part of the image; list it in .dockerignore to leave it out
✗ long-name: build step "npm install" failed (exit 1)
  │ npm ERR! code E404
  │ npm ERR! 404 Not Found: left-pad@99
  long-name failed (still serving the version of 1970-01-02 02:28)
✓ fn-a       ready 2.5s
`);
  expect(terminal).toMatchObject({ cursorVisible: true, wraps: true });
});

it('gives the cursor back when the process ends in the middle', () => {
  const terminal = new FakeTerminal();
  terminal.write(onTerminal(program(1000, 'process.exit(130);')));
  expect(terminal.text()).toContain('building');
  expect(terminal).toMatchObject({ cursorVisible: true, wraps: true });
});
