/**
 * The doors between packages, and between rooms inside a package, as data: who may import whom.
 *
 * A package's entry lists the workspace packages that it may import, as 'values' or as 'types' only; everything else is
 * shut. Libraries from npm are not judged here: package.json and pnpm's strict node_modules are their door.
 * A room is a folder of a package's `src`; a wall forbids files of one room to import files of the others. Files directly
 * in `src` belong to no room: the composition root may see everything.
 */

/** Keys match the folder in packages/; the last `*` stands for any rest. First match counts. */
export const PACKAGE_DOORS = [
  { package: 'llb', may: {} },
  { package: 'buildkit', may: { llb: 'values' } },
  { package: 'core', may: { llb: 'values' } },
  { package: 'engine-docker', may: { buildkit: 'values', core: 'values', llb: 'values' } },
  { package: 'testing', may: { core: 'values', llb: 'values' } },
  { package: 'cli', may: { core: 'values', 'engine-docker': 'values' } },
  { package: 'runtime-*', may: { llb: 'values', core: 'types' } },
];

/**
 * The kit for tests is called from tests, and only there; never by the packages that it is made of: its suites run over core's fakes and
 * over the engine in the kit's own tests (docs/decisions/0010).
 */
export const IN_TESTS_ALSO = [
  { package: 'testing', may: { 'engine-docker': 'values' } },
  { package: 'runtime-*', may: { testing: 'values', 'engine-docker': 'values' } },
];

/** `shut` holds for all files of the room, `shutToProduct` for those that are no tests. */
export const WALLS = [
  {
    package: 'core',
    room: 'contract',
    shut: ['stages', 'pipelines', 'fakes'],
    why: 'the contract knows nothing of what uses it',
  },
  {
    package: 'core',
    room: 'stages',
    shut: ['pipelines'],
    shutToProduct: ['fakes'],
    why: 'a pipeline calls stages, never the reverse, and what is for tests is called from tests',
  },
  {
    package: 'core',
    room: 'pipelines',
    shut: [],
    shutToProduct: ['fakes'],
    why: 'what is for tests is called from tests',
  },
  ...['docker', 'builder', 'caddy', 'sqlite', 'registry'].map((room, _, rooms) => ({
    package: 'engine-docker',
    room,
    shut: rooms.filter((other) => other !== room),
    why: 'these rooms meet only in the composition root',
  })),
];
