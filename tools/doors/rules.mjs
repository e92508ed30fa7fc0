/**
 * The doors between packages, and between rooms inside a package, as data: who may import whom.
 *
 * A package's entry lists the workspace packages that it may import, as 'values' or as 'types' only; everything else is
 * shut. Libraries from npm are not judged here: package.json and pnpm's strict node_modules are their door.
 * A room is a folder of a package's `src`. Rooms that have an order import only those before them. Files directly in `src` belong to no room:
 * the composition root may see everything.
 */

/** Keys match the folder in packages/; the last `*` stands for any rest. First match counts. */
export const PACKAGE_DOORS = [
  { package: 'llb', may: {} },
  { package: 'buildkit', may: { llb: 'values' } },
  { package: 'core', may: { llb: 'values' } },
  { package: 'router-caddy', may: { core: 'values' } },
  { package: 'state-sqlite', may: { core: 'values' } },
  {
    package: 'engine-docker',
    may: { buildkit: 'values', core: 'values', llb: 'values', 'router-caddy': 'values', 'state-sqlite': 'values' },
  },
  { package: 'testing', may: { core: 'values', llb: 'values' } },
  { package: 'cli', may: { core: 'values', 'engine-docker': 'values' } },
  { package: 'runtime-kit', may: { core: 'types' } },
  { package: 'runtime-*', may: { llb: 'values', 'runtime-kit': 'values', core: 'types' } },
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
      'formats',
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
  {
    package: 'engine-docker',
    rooms: ['endpoint', 'connection', 'registry', 'images', 'volumes', 'networks', 'containers', 'observe', 'builder'],
    forTests: [],
  },
];
