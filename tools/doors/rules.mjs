/**
 * The doors between packages, and between rooms inside a package, as data: who may import whom.
 *
 * A package's entry lists the workspace packages that it may import, as 'values' or as 'types' only; everything else is
 * shut. Libraries from npm are not judged here: package.json and pnpm's strict node_modules are their door.
 * A room is a folder of a package's `src`. Where rooms are the stages of a flow, each imports only those before it; where they are
 * neighbours, a wall forbids files of one to import files of others. Files directly in `src` belong to no room: the composition root may
 * see everything.
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

/** The rooms of a package in the order of the flow. Only tests may import from a room that is `forTests`, which may import all others. */
export const ORDERS = [
  {
    package: 'core',
    rooms: [
      'contract',
      'async',
      'source',
      'desired',
      'observed',
      'recipe',
      'decide',
      'images',
      'make',
      'deploy',
      'routes',
      'retire',
      'views',
      'pipelines',
    ],
    forTests: ['fakes'],
  },
];

/** `shut` holds for all files of the room. */
export const WALLS = [
  ...['docker', 'builder', 'caddy', 'sqlite', 'registry'].map((room, _, rooms) => ({
    package: 'engine-docker',
    room,
    shut: rooms.filter((other) => other !== room),
    why: 'these rooms meet only in the composition root',
  })),
];
