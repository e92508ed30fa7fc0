/**
 * Runs built code as an unprivileged user: root passes every permission check, and the tests may
 * run as root.
 *
 * It needs a child process: Node.js works on files in threads, and only a process that changes its
 * user as a whole changes all of them. The child imports the modules before it changes its user,
 * because the repository itself may be in a directory that only its owner may enter.
 */
import { execFileSync } from 'node:child_process';

const NOBODY = 65_534;

/**
 * Returns what `body`, the text of an async function, returns as an unprivileged user. If the tests
 * do not run as root, it runs as the user of the tests.
 * @param imports exports that `body` uses, each with the built module that it comes from
 * @throws when the child fails, with all its output
 */
export function asNobody(imports: Readonly<Record<string, URL>>, body: string): unknown {
  const lines = Object.entries(imports).map(([name, { href }]) => `import { ${name} } from ${JSON.stringify(href)};`);
  const script = `${lines.join('\n')}
    if (process.getuid() === 0) { process.setgroups([]); process.setgid(${NOBODY}); process.setuid(${NOBODY}); }
    const result = await (async () => { ${body} })();
    console.log(JSON.stringify(result));`;
  const options = { cwd: '/', encoding: 'utf8', timeout: 20_000 } as const;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script], options));
}
