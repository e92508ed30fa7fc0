/**
 * The base images that a Node.js function and the router are made from, by the variable that names each to the CLI.
 *
 * Named like this they stay the chosen ones, also when they were pruned. Without it a missing stand-in would be taken for an official image
 * that has yet to be pulled.
 */
import { baseImage } from '../bases.js';
import { engineCall } from '../engine.js';
import { isAboutContainer } from '../project.js';

/** References that the engine of the tests has. @throws when one is missing */
export async function baseImages(): Promise<Readonly<Record<string, string>>> {
  return {
    SMOLFAAS_BASE_NODE: await baseImage('node', 'node'),
    SMOLFAAS_BASE_NODE_BUILD: await baseImage('node', 'node-build'),
    SMOLFAAS_BASE_CADDY: await routerImage(),
  };
}

/** Those, and the BuildKit daemon when the run is about the builder in a container, see engines/whole-suite.matrix.ts. */
export async function usualImages(): Promise<Readonly<Record<string, string>>> {
  return { ...(await baseImages()), ...(isAboutContainer() && (await builderImage())) };
}

/** Every base image that the engine has, by a name that means nothing: what the whole suite needs. */
export async function allBases(): Promise<Readonly<Record<string, string>>> {
  const images = await engineCall<{ RepoTags: readonly string[] | null }[]>('GET', '/images/json');
  const tags = images.flatMap(({ RepoTags }) => RepoTags ?? []).filter((tag) => BASE.test(tag));
  return Object.fromEntries(tags.map((tag) => [tag, tag]));
}

/** Stand-ins, and the official images that they stand for. */
const BASE = /^smolfaas\.local\/base\/|^(alpine|caddy|golang|node|python|moby\/buildkit|ghcr\.io\/astral-sh\/uv):/;

/** The BuildKit daemon of `--builder container`, for engines on which it builds. */
export async function builderImage(): Promise<Readonly<Record<string, string>>> {
  const name = /(^|\/)buildkitd:|(^|\/)moby\/buildkit:(?!.*-rootless)/;
  return { SMOLFAAS_BASE_BUILDKITD: await firstImage(name, 'the BuildKit daemon') };
}

/** The same, and the one that runs without root, which then is the first to be tried. */
export async function builderImages(): Promise<Readonly<Record<string, string>>> {
  const name = /(^|\/)buildkitd-rootless:|(^|\/)moby\/buildkit:.*-rootless/;
  const rootless = await firstImage(name, 'the BuildKit daemon without root');
  return { ...(await builderImage()), SMOLFAAS_BASE_BUILDKITD_ROOTLESS: rootless };
}

/** The first Caddy that the engine has. */
function routerImage(): Promise<string> {
  return firstImage(/(^|\/)caddy:2\b/, 'Caddy');
}

async function firstImage(name: RegExp, what: string): Promise<string> {
  const images = await engineCall<{ RepoTags: readonly string[] | null }[]>('GET', '/images/json');
  const found = images.flatMap(({ RepoTags }) => RepoTags ?? []).find((tag) => name.test(tag));
  if (found === undefined) throw new Error(`the engine has no image of ${what}: run \`npm test\` once`);
  return found;
}
