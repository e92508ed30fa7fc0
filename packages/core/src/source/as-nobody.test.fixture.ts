/**
 * Asks the built code as somebody who may not read everything: root passes every check of permissions, and the tests may run
 * as root.
 *
 * It takes a child, since Node.js works on files in threads, and only a process that changes its user as a whole takes all of
 * them along. The child imports first and changes its user then: the repository itself may lie where nobody else may enter.
 */
import { execFileSync } from 'node:child_process';

const NOBODY = 65_534;

/**
 * What `body`, the text of an async function, returns when nobody runs it; as the user of the tests if that is not root.
 * @param imports exports that `body` uses, each with the built module that it comes from
 * @throws when the child fails, with all that it said
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
