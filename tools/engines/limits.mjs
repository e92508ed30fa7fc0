/**
 * What cannot work on some engine, and why: tests of the whole suite that are expected to fail there.
 *
 * Nothing is left out of a run: such tests run as well, and if all of an entry pass, the run says that it can go.
 */

/**
 * @typedef {object} Limit
 * @property {readonly string[]} engines  ids of catalog.mjs
 * @property {string} test    how the full name of the test begins, after its file: its describe blocks and its own name, separated by spaces
 * @property {string} [file]  where it is; any file, if nothing is said
 * @property {string} reason  for people who choose an engine
 */

/** So what is compared with builds of the engine cannot be compared there. */
const NO_BUILDKIT =
  "Podman has no BuildKit, so `auto` means a builder container. Tests that compare it with the engine's own builder do not apply.";

/** Podman lists every digest of an image under each of its names, and has no API to ask a registry by (`/distribution`). */
const SEVERAL_DIGESTS =
  'Podman gives an image that came from a file and from a registry two digests. A lock file may then contain the one that the registry does not have: lock on a machine where the image was only pulled.';

/** @type {readonly Limit[]} */
export const LIMITS = [
  {
    engines: ['podman-4.3'],
    test: 'without logins and settings Docker Hub comes from the mirror that the engine has',
    reason:
      "Podman's API does not return the mirrors in its registries.conf, so the builder does not use them: name them in smolfaas.yaml.",
  },
  {
    engines: ['podman-4.3'],
    test: 'the container builder beside the engine’s ',
    reason: NO_BUILDKIT,
  },
  {
    engines: ['podman-4.3'],
    test: 'Dockerfiles give the same image as with buildx ',
    reason: NO_BUILDKIT,
  },
  {
    engines: ['podman-4.3'],
    test: "a company network, builder: 'engine' ",
    reason: NO_BUILDKIT,
  },
  {
    engines: ['podman-4.3'],
    test: 'from an engine that has forgotten every step ',
    reason: NO_BUILDKIT,
  },
  {
    engines: ['podman-4.3'],
    file: 'e2e/registries/engine.test.ts',
    test: '',
    reason: NO_BUILDKIT,
  },
  {
    engines: ['podman-4.3'],
    test: 'what is needed is listed with its registry, and pulled with its digest',
    reason: SEVERAL_DIGESTS,
  },
  {
    engines: ['podman-4.3'],
    test: 'a lock file holds the digest of every image, ',
    reason: SEVERAL_DIGESTS,
  },
  {
    engines: ['podman-4.3'],
    test: 'a lock file stays as it is when a tag moves',
    reason: SEVERAL_DIGESTS,
  },
  {
    engines: ['podman-4.3'],
    test: 'a lock file is kept to: ',
    reason: SEVERAL_DIGESTS,
  },
  {
    engines: ['podman-4.3'],
    test: 'a lock file that lacks an image ',
    reason: SEVERAL_DIGESTS,
  },
  {
    engines: ['podman-4.3', 'docker-28.5-containerd', 'docker-29'],
    test: 'the builder container sends the engine an edit alone, without the layers that it has',
    reason: 'This engine needs every layer of an image that a builder outside it made, also those that it has.',
  },
];

/** The limit that a test of this file and full name meets on this engine, or undefined. */
export function limitOf(engine, path, fullName, limits = LIMITS) {
  return limits.find(
    ({ engines, file = path, test }) => engines.includes(engine) && file === path && fullName.startsWith(test),
  );
}
