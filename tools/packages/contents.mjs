/**
 * What a packed package must hold, must not hold and must say of itself. Pure: a list of paths and a manifest in, complaints out.
 *
 * publint looks at whether `exports` lead to files; this is what it cannot know: that tests are not for users, that a module whose source is
 * gone is left over from an earlier build (`tsc -b` removes nothing), and that our packages go together.
 */

const WANTED = ['package.json', 'README.md', 'LICENSE'];
const UNWANTED = /\.test\.|\.fixture\.|(?:^|\/)(?:__golden__|testdata|node_modules)\/|\.tsbuildinfo$/;
/** What a program hands out as the start of other people's projects: it follows their rules, tests included. */
export const TEMPLATES = /^(?:\.?\/)?templates\//;
const LOCAL = /^(?:workspace|file|link|portal|catalog):/;

/** A line for each thing that is wrong. `paths` are relative to the package; `common` is what all packages share. */
export function contentComplaints({ paths, manifest }, common) {
  return [
    ...WANTED.filter((path) => !paths.includes(path)).map((path) => `${path} is missing`),
    ...paths
      .filter((path) => UNWANTED.test(path) && !TEMPLATES.test(path))
      .map((path) => `${path} is of no use to a user`),
    ...leftovers(paths, manifest),
    ...localRanges(manifest),
    ...Object.entries(common)
      .filter(([key, value]) => JSON.stringify(manifest[key]) !== JSON.stringify(value))
      .map(([key, value]) => `${key} is ${JSON.stringify(manifest[key])}, all packages have ${JSON.stringify(value)}`),
  ];
}

/** Only packages with modules for others are built file by file; a program may be bundled. */
function leftovers(paths, manifest) {
  if (manifest.exports === undefined) return [];
  const sources = new Set(paths);
  return paths
    .filter((path) => /^dist\/.*\.js$/.test(path))
    .filter((path) => !sources.has(path.replace(/^dist\//, 'src/').replace(/\.js$/, '.ts')))
    .map((path) => `${path} has no source; remove dist and build again`);
}

function localRanges(manifest) {
  return ['dependencies', 'peerDependencies', 'optionalDependencies'].flatMap((kind) =>
    Object.entries(manifest[kind] ?? {})
      .filter(([, range]) => LOCAL.test(range))
      .map(([name, range]) => `${kind}: ${name} is "${range}", which means nothing outside of this workspace`),
  );
}
