/**
 * Checks whether this version of Node.js can run SmolFaaS, before anything else is loaded. Without
 * the check, an old Node ends with a syntax error deep in a dependency. better-sqlite3 13 on Node
 * 20 ends with a segmentation fault and no message.
 */

const LEAST: readonly [number, number] = [20, 19];

/**
 * better-sqlite3 13 supports Node 22 and newer; package managers that ignore `engines` install it
 * anyway.
 */
const SQLITE_NEEDS_22 = 13;

/**
 * @param node `process.versions.node`
 * @param sqlite version of the installed better-sqlite3, if it was found
 * @returns why not, with what to do; undefined when this version can run SmolFaaS
 */
export function refusal(node: string, sqlite: string | undefined): string | undefined {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  if (major < LEAST[0] || (major === LEAST[0] && minor < LEAST[1])) {
    return `smolfaas needs Node.js ${LEAST.join('.')} or newer, this is ${node}. See https://nodejs.org`;
  }
  if (major < 22 && sqlite !== undefined && Number(sqlite.split('.')[0]) >= SQLITE_NEEDS_22) {
    return `better-sqlite3 ${sqlite} needs Node.js 22, this is ${node}. Update Node.js, or install with npm, which picks version 12`;
  }
  return undefined;
}
