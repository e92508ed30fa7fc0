/**
 * The parts of a test run, in order: what is quick and says most comes first. The linter reads the types of the packages
 * as they were built, so it comes after them; so do all tests.
 *
 * A part is a command. Those with `vitest` name a project of vitest.config.ts, and its tests are counted one by one;
 * any other part counts as one. `engine` marks the parts that need a running engine with base images, `built` those that look at
 * what was built; so do all tests.
 */
import { NeedsUser } from '../process/say.mjs';

const node = process.execPath;

export const PARTS = [
  { name: 'format', command: ['pnpm', 'exec', 'biome', 'format', '.'] },
  { name: 'doors', command: [node, 'tools/doors.mjs'] },
  { name: 'headers', command: [node, 'tools/headers.mjs'] },
  { name: 'prose', command: [node, 'tools/prose.mjs'] },
  { name: 'links', command: [node, 'tools/links.mjs'] },
  { name: 'figures', command: [node, 'tools/figures.mjs'] },
  { name: 'snippets', command: [node, 'tools/snippets.mjs'] },
  { name: 'generated', command: [node, 'tools/generated.mjs'] },
  { name: 'types', command: ['pnpm', '--silent', 'build'] },
  { name: 'e2e-types', command: ['pnpm', 'exec', 'tsc', '-p', 'e2e'], built: true },
  { name: 'lint', command: ['pnpm', 'exec', 'oxlint'], built: true },
  { name: 'packages', command: [node, 'tools/packages.mjs'], built: true },
  { name: 'api', command: [node, 'tools/api.mjs'], built: true },
  { name: 'errors', command: [node, 'tools/errors.mjs'], built: true },
  { name: 'unit', vitest: 'unit' },
  { name: 'docker', vitest: 'docker', engine: true },
  { name: 'e2e', vitest: 'e2e', engine: true },
];

/** The parts of these names in the order above, all when none is named. Throws NeedsUser for a name that is none. */
export function selectParts(names) {
  const unknown = names.filter((name) => !PARTS.some((part) => part.name === name));
  if (unknown.length > 0) {
    const known = PARTS.map((part) => part.name).join(', ');
    throw new NeedsUser(`There is no test part named ${unknown.join(', ')}. Choose from: ${known}.`, 2);
  }
  return names.length === 0 ? PARTS : PARTS.filter((part) => names.includes(part.name));
}
