/**
 * Judges the imports of a workspace by the rules: pure, values in, complaints out.
 *
 * A complaint says where, what, and which import would be right, because the check is what most people learn the doors from.
 */
import { IN_TESTS_ALSO, ORDERS, PACKAGE_DOORS } from './rules.mjs';

/** All complaints about `packages` (of readWorkspace), as `file:line message`. */
export function checkDoors(packages) {
  const complaints = packages.flatMap((owner) =>
    owner.files.flatMap((file) =>
      file.imports.flatMap((found) => {
        const message =
          found.target === undefined ? judgePackage(packages, owner, file, found) : judgeRelative(owner, file, found);
        return message === undefined ? [] : [`${file.path}:${found.line} ${message}`];
      }),
    ),
  );
  return [
    ...complaints,
    ...packages.filter((owner) => doorOf(PACKAGE_DOORS, owner.folder) === undefined).map(unknownPackage),
  ];
}

function unknownPackage({ folder }) {
  return `packages/${folder}:1 has no rule in tools/doors/rules.mjs: say there what it may import`;
}

/** The first rule whose `package` matches, a final `*` standing for any rest. */
function doorOf(rules, folder) {
  const matches = (pattern) => (pattern.endsWith('*') ? folder.startsWith(pattern.slice(0, -1)) : folder === pattern);
  return rules.find((rule) => matches(rule.package))?.may;
}

function judgePackage(packages, owner, file, { specifier, isType }) {
  const imported = packages.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`));
  if (imported === undefined || imported === owner) return undefined;
  const inTests = file.path.includes('.test.') ? doorOf(IN_TESTS_ALSO, owner.folder) : undefined;
  const may = { ...doorOf(PACKAGE_DOORS, owner.folder), ...inTests };
  const door = may[imported.folder];
  if (door === undefined) {
    const open = Object.keys(may).join(', ') || 'no workspace package';
    return `imports ${specifier}, but ${owner.folder} may import only: ${open}`;
  }
  if (door === 'types' && !isType)
    return `imports values of ${specifier}, but ${owner.folder} may import only its types (import type)`;
  return undefined;
}

function judgeRelative(owner, file, { specifier, target }) {
  const home = `packages/${owner.folder}/`;
  if (!target.startsWith(home))
    return `imports ${specifier}, which is outside of its package: import the package by its name`;
  const roomOf = (path) => path.slice(`${home}src/`.length).split('/').slice(0, -1)[0];
  const [from, to] = [roomOf(file.path), roomOf(target)];
  if (from === undefined || to === undefined || from === to) return undefined;
  const order = ORDERS.find((rule) => rule.package === owner.folder);
  return order && judgeOrder(order, from, to, specifier, file.path.includes('.test.'));
}

/** Tests of a stage may use what is for tests, and pipelines that it is a part of. */
function judgeOrder({ rooms, forTests }, from, to, specifier, inTest) {
  for (const room of [from, to]) {
    if (!rooms.includes(room) && !forTests.includes(room))
      return `imports ${specifier}: ${room}/ is not in the order of tools/doors/rules.mjs`;
  }
  if (inTest || forTests.includes(from)) return undefined;
  if (forTests.includes(to)) return `imports ${specifier}, but ${to}/ is for tests`;
  if (rooms.indexOf(to) < rooms.indexOf(from)) return undefined;
  return `imports ${specifier}, but ${from}/ comes before ${to}/ in the flow (tools/doors/rules.mjs)`;
}
