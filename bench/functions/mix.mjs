/**
 * Which functions a generated project has: the kinds of ten functions, repeated. Pure.
 *
 *   node         4 of 10   a bare Node.js server
 *   node-deps    1 of 10   Node.js with a dependency from npm
 *   python       2 of 10   Python with a dependency from PyPI
 *   go           2 of 10   Go with a dependency from the module proxy
 *   dockerfile   1 of 10   a Dockerfile of the function's own
 *
 * Invariant: every size begins alike, so that growth from 1 to 100 is growth of the same thing; and the first function has a
 * dependency, so that a project of one can have it changed, too.
 */
const TEN = ['node-deps', 'node', 'python', 'go', 'node', 'dockerfile', 'node', 'python', 'go', 'node'];

/** `[{ name, kind }]`, `count` of them. */
export function mix(count) {
  return Array.from({ length: count }, (_, at) => ({ name: nameOf(at), kind: TEN[at % TEN.length] }));
}

/** One function of each kind: enough to fill the caches that outlive a project. */
export function oneOfEach() {
  return [...new Set(TEN)].map((kind, at) => ({ name: nameOf(at), kind }));
}

const nameOf = (at) => `fn-${String(at + 1).padStart(3, '0')}`;
