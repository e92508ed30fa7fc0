/**
 * Sentences for notices. A notice about a function follows its name and a colon. The caller that
 * prints a notice makes the names in it safe.
 */
import type { Notice, NoticeFacts, PortUse, RuntimeMatch } from '@smolfaas/core';
import { nearest } from '../text/nearest.js';
import { SHORT_ID } from '../text/project-id.js';
import { crashText } from './crashes.js';

type Texts = { readonly [C in keyof NoticeFacts]: (facts: NoticeFacts[C], fn: string) => string };

/** A sentence lists at most this many names. */
const NAMED = 3;

const TEXTS: Texts = {
  'secrets-left-out': ({ paths }, fn) =>
    `${some(paths)} left out; to pass variables at run time: functions.${fn}.env_file in smolfaas.yaml; to include one, add a line such as "${lineFor(paths[0] ?? '.env')}" to .dockerignore`,
  'keys-included': ({ paths }) =>
    `${some(paths)} may hold a private key and will be part of the image; list it in .dockerignore to leave it out`,
  'links-outside': ({ links, count }) => {
    const named = some(
      links.map(({ path, target }) => `${path} -> ${target}`),
      count,
    );
    return count === 1
      ? `symbolic link ${named} leads out of the function: it will dangle in the image; copy what it points to into the function`
      : `symbolic links ${named} lead out of the function: they will dangle in the image; copy what they point to into the function`;
  },
  'source-large': ({ files, bytes, largest }) => {
    const names = largest.map((one) => `${one.path} (${megabytes(one.bytes)})`).join(', ');
    return `the source is ${files} files, ${megabytes(bytes)}; largest: ${names}; .dockerignore can leave out what the function does not need`;
  },
  'several-runtimes': ({ won, others }, fn) =>
    `built as ${matchText(won)}, not as ${others.map(matchText).join(', ')}; to choose another: functions.${fn}.runtime in smolfaas.yaml`,
  'dockerfile-elsewhere': ({ path }, fn) =>
    `${path} is not used; to build from it: functions: { ${fn}: { settings: { dockerfile: ${path} } } } in smolfaas.yaml`,
  'runtime-says': ({ text }) => text,
  'builder-says': ({ text }) => text,
  'variable-unset': ({ file, variable }) =>
    `${file} names \${${variable}}, which is not set here: it is passed on as it is written`,

  'answers-with-error': ({ status }) => `it answers GET / with status ${status}`,
  crashed: (facts) => `it ${crashText(facts)}`,
  orphan: ({ runs }, fn) => {
    const stays = runs ? 'it keeps running' : 'it does not run, but is still known';
    return `its directory is gone; ${stays} (to remove it: smolfaas down ${fn}, or smolfaas up --remove-orphans)`;
  },
  'no-directory': ({ known }, fn) => {
    const meant = nearest(fn, known);
    return `the project file names it, but it has no directory${meant === undefined ? '' : `; did you mean ${meant}?`}`;
  },
  'containers-renewed': ({ count }) =>
    `This version gives containers addresses that cannot be guessed, and CPU weights: it replaces ${count} container(s) of an earlier version once, without losing requests.`,
  'container-not-removed': ({ name, why }) =>
    `container ${name} could not be removed (${why}); the next run removes it`,
  'image-not-removed': ({ name }) => `old image ${name} could not be removed`,

  'image-untold': ({ line, written, purpose }) => {
    const unlocked = purpose === 'lock' ? ', and so not locked' : '';
    return `Dockerfile:${line} names an image that cannot be told beforehand${unlocked}: ${written}`;
  },
  'image-not-bundled': ({ reference }) =>
    `${reference} stays here: an archive keeps no digests, so it could not be found by one`,

  'state-set-aside': ({ path }) =>
    `The state database was corrupt. It was moved to ${path} and is rebuilt from what runs.`,
  'names-chosen': ({ network, object, otherDir }) => {
    const owner = otherDir === undefined ? 'is not of SmolFaaS' : `belongs to the functions in ${otherDir}`;
    return `${object} ${owner}, so this project has names of its own, such as network ${network}`;
  },
  'ports-chosen': ({ httpPort, httpsPort, ...use }) =>
    `${portUseText(use)}; this project answers on ports ${httpPort} and ${httpsPort}`,
  'project-gone': ({ id, functionsDir, containers }) =>
    `the project in ${functionsDir} is gone and still has ${containers} container(s); to remove them: smolfaas down --force --project ${id.slice(0, SHORT_ID)}`,
  'state-copied': ({ otherDir }) =>
    `the state database was copied from the project in ${otherDir}; this project begins with records of its own`,
  'open-address': ({ address }) =>
    `The router listens on ${address}: every machine that can reach this one can call your functions, and a host firewall may not stop it.`,
  'registries-unheard': ({ hosts, builder }) => {
    const whose = builder === 'engine' ? "the engine's own configuration" : 'the configuration of its daemon';
    return `registries ${hosts.join(', ')} of the project file are for --builder container; this builder goes by ${whose}`;
  },
};

/** @param fn the function that the notice is about, if any */
export function noticeText({ code, facts }: Notice, fn = ''): string {
  return textOf(code, facts, fn);
}

function textOf<C extends keyof NoticeFacts>(code: C, facts: NoticeFacts[C], fn: string): string {
  return TEXTS[code](facts, fn);
}

const matchText = ({ runtime, evidence }: RuntimeMatch): string => `${runtime} (${evidence})`;

function some(paths: readonly string[], count = paths.length): string {
  const named = paths.slice(0, NAMED).join(', ');
  return count > NAMED ? `${named} and ${count - NAMED} more` : named;
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;

/** A shared directory has an ignore file of its own. */
function lineFor(path: string): string {
  return path.startsWith('../') ? `!**/${path.slice(path.lastIndexOf('/') + 1)}` : `!${path}`;
}

function portUseText({ port, address, forbidden, process, pid, container }: PortUse): string {
  if (forbidden) return `port ${port} on ${address} may not be bound without more rights`;
  const program = process === undefined ? 'another program' : `${process}${pid === undefined ? '' : ` (pid ${pid})`}`;
  return `port ${port} is used by ${container === undefined ? program : `container "${container}"`}`;
}
