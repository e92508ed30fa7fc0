/**
 * Sentences for images that could not be had, shared by every error about one: a base of a function, the router's image, the
 * builder's. Seven causes, seven sentences, since each is mended in another place.
 *
 * What must stay true: it is said which registry was asked, and as whom; the registry's or the engine's own words come last.
 */
import type { ImageFetcher, ImageProblem, TriedLogin } from '@smolfaas/core';
import { quote, safe } from '../text/safe.js';

/** Such as `ghcr.io/acme/base:1: ghcr.io refuses access; asked as "me" (login from …): 403 Forbidden`. */
export function imageProblem(problem: ImageProblem): string {
  const { reference, why, tried, message } = problem;
  const login = tried === undefined || !ANSWERED.has(why) ? '' : `; asked ${asWhom(tried)}`;
  return `${safe(reference)}: ${CAUSES[why](problem)}${login}: ${safe(message)}`;
}

/** What to do next. Trust and plain HTTP are the business of whoever fetches. */
export function imageHelp(problem: ImageProblem): string {
  return HELP[problem.why](problem);
}

/** Causes that only a registry can give which was asked; of the others it is beside the point as whom. */
const ANSWERED: ReadonlySet<ImageProblem['why']> = new Set(['not-found', 'unauthorized', 'unknown']);

const WHO = { engine: 'the engine', builder: 'the builder' } as const satisfies Record<ImageFetcher, string>;

type Words = Readonly<Record<ImageProblem['why'], (problem: ImageProblem) => string>>;

/** Who failed: the registry, or another host that was asked for it. */
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
    `check the clock of ${WHO[fetcher]} (date); when it is right, whoever runs the registry has to renew the certificate`,
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
