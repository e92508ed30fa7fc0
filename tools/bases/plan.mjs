/**
 * The table of stand-ins and which of them to assemble.
 *
 * An image is plain data: `name`, the official image it `standsFor`, `layers` from the lowest up, the OCI `config`. A
 * layer says what it `needs` from the sources and how to `stage` its files. Adding an image is one file and one line.
 *
 * Who changes what a layer holds gives it a new `id`, because finished layers are cached by it, and raises the `revision`
 * of the images with that layer (1 unless stated): engines then get the new images at the next set-up.
 */
import { NeedsUser } from '../process/say.mjs';
import { buildkitd } from './images/buildkitd.mjs';
import { buildkitdRootless } from './images/buildkitd-rootless.mjs';
import { caddy } from './images/caddy.mjs';
import { debian } from './images/debian.mjs';
import { goBuild } from './images/go-build.mjs';
import { nodeBuild } from './images/node-build.mjs';
import { node } from './images/node.mjs';
import { python } from './images/python.mjs';
import { staticBase } from './images/static.mjs';
import { uv } from './images/uv.mjs';

/** What every build and the router need. */
export const STAND_INS = [debian, staticBase, goBuild, node, nodeBuild, python, uv, caddy];

/** What only `--builder container` needs, and minutes of compiling with it: made for tests, and on request by name. */
export const BUILDER_STAND_INS = [buildkitd, buildkitdRootless];

export const ALL_STAND_INS = [...STAND_INS, ...BUILDER_STAND_INS];

/** The short name of an image, as `--only` takes it: `smolfaas.local/base/node:24` is `node`. */
export function shortName(image) {
  return image.name.split('/').at(-1).split(':')[0];
}

/** The images of these short names, in the table's order; those that every build needs when none is named. Throws NeedsUser for unknown names. */
export function selectImages(names) {
  const known = ALL_STAND_INS.map(shortName);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new NeedsUser(`There is no stand-in named ${unknown.join(', ')}. Choose from: ${known.join(', ')}.`, 2);
  }
  return names.length === 0 ? STAND_INS : ALL_STAND_INS.filter((image) => names.includes(shortName(image)));
}
