/**
 * Calls built code as an unprivileged user who may not read everything. Root passes every
 * permission check, and the tests may run as root.
 *
 * This needs a child process: Node.js does file operations in threads, and only a process that
 * changes its user as a whole changes all of them. The child imports first and changes its user
 * afterwards, because the repository itself may lie where other users have no access.
 */
import { execFileSync } from 'node:child_process';

const NOBODY = 65_534;

/**
 * Returns what `body`, the text of an async function, returns when an unprivileged user runs it. If
 * the tests do not run as root, their own user runs it.
 * @param imports exports that `body` uses, each with the built module that it comes from
 * @throws when the child fails, with its complete output
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
