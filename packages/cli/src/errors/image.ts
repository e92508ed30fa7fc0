/**
 * Sentences for images that are not available, shared by all errors about one: a function's base
 * image, the router's image, the builder's image. Eight causes have eight sentences, since each
 * needs another fix.
 *
 * Invariants:
 *  1. The sentence names the registry that was queried and, where it matters, the login used.
 *  2. The message of the registry or the engine is last.
 */
import type { ImageFetcher, ImageProblem, TriedLogin } from '@smolfaas/core';
import { quote, safe } from '../text/safe.js';

/**
 * Such as `ghcr.io/acme/base:1: ghcr.io refuses access; asked as "me" (login from …): 403
 * Forbidden`.
 */
export function imageSentence(problem: ImageProblem): string {
  const { reference, why, tried, message } = problem;
  const login = tried === undefined || !ANSWERED.has(why) ? '' : `; asked ${asWhom(tried)}`;
  return `${safe(reference)}: ${CAUSES[why](problem)}${login}: ${safe(message)}`;
}

/** What to do next. The fix for trust and plain HTTP depends on the component that fetches. */
export function imageHelp(problem: ImageProblem): string {
  return HELP[problem.why](problem);
}

/**
 * Causes that only a registry can report that was reached. For the others the login is irrelevant.
 */
const ANSWERED: ReadonlySet<ImageProblem['why']> = new Set(['not-found', 'unauthorized', 'unknown']);

const WHO = { engine: 'the engine', builder: 'the builder' } as const satisfies Record<ImageFetcher, string>;

type Words = Readonly<Record<ImageProblem['why'], (problem: ImageProblem) => string>>;

/** What failed: the registry, or another host that SmolFaaS queries in its stead. */
const culprit = ({ registry, via }: ImageProblem): string =>
  via === undefined ? safe(registry) : `${safe(via)}, which is asked for ${safe(registry)},`;

const CAUSES: Words = {
  'not-found': ({ registry }) => `${safe(registry)} does not have it`,
  unauthorized: ({ registry, tried }) =>
    `${safe(registry)} ${tried?.kind === 'login' ? 'refuses access' : 'wants a login'}`,
  unreachable: (problem) => `${culprit(problem)} cannot be reached`,
  'no-dns': ({ registry, via = registry }) => `the name ${safe(via.replace(/:\d+$/, ''))} cannot be resolved`,
  'unknown-ca': ({ registry, via = registry, fetcher }) =>
    `${WHO[fetcher]} does not trust the certificate of ${safe(via)}${via === registry ? '' : `, which is asked for ${safe(registry)}`}`,
  expired: ({ registry, via = registry, fetcher }) =>
    `the certificate of ${safe(via)} has expired or is not valid yet, by the clock of ${WHO[fetcher]}`,
  'plain-http': (problem) => `${culprit(problem)} speaks HTTP where HTTPS is expected`,
  unknown: () => 'it could not be fetched',
};

const HELP: Words = {
  'not-found': () => 'check the reference for a typing mistake',
  unauthorized: ({ registry, tried }) => {
    const login = registry === 'docker.io' ? 'docker login' : `docker login ${safe(registry)}`;
    const who = tried?.kind === 'login' ? 'log in as a user who may: ' : '';
    return `${who}${login}; many registries answer so for what they do not have, too`;
  },
  unreachable: ({ fetcher }) => `check the address, and the network and proxies of ${WHO[fetcher]}`,
  'no-dns': () => 'check the name and the network; without one, load the image: docker load -i FILE',
  'unknown-ca': ({ reference, registry, via = registry, fetcher }) => {
    const file = `/etc/docker/certs.d/${safe(via)}/ca.crt`;
    return fetcher === 'engine'
      ? `put its CA (PEM) into ${file} on the engine's host, then: docker pull ${safe(reference)}`
      : `name its CA in smolfaas.yaml (registries: { "${safe(via)}": { ca: FILE } }), or put it into ${file}`;
  },
  expired: ({ fetcher }) =>
    `check the clock of ${WHO[fetcher]} (date); when it is right, the operator of the registry has to renew the certificate`,
  'plain-http': ({ registry, via = registry, fetcher }) =>
    fetcher === 'engine'
      ? `add "${safe(via)}" to "insecure-registries" in the engine's daemon.json, and restart it`
      : `allow it in smolfaas.yaml: registries: { "${safe(via)}": { insecure: true } }`,
  unknown: ({ reference }) => `fetch it by hand to see more: docker pull ${safe(reference)}`,
};

function asWhom(tried: TriedLogin): string {
  if (tried.kind === 'anonymous') return `anonymously (no login in ${safe(tried.lookedIn)})`;
  const user = tried.user === undefined ? 'with a token' : `as ${quote(tried.user)}`;
  return `${user} (login from ${safe(tried.from)})`;
}
