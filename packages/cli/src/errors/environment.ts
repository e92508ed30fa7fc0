/**
 * Sentences for errors of the environment (exit 3): engine, builder, router, ports, disk, database.
 * No function is at fault. After the repair, running `up` again converges.
 */
import type { ErrorFacts } from '@smolfaas/core';
import { conditionWord } from '../sentences/condition.js';
import { quote, safe, safeLogLine } from '../text/safe.js';
import { imageHelp, imageSentence } from './image.js';
import { projectConflict } from './project-conflict.js';
import { neededBy, type Sentence, type Sentences } from './sentence.js';

const START_ENGINE = 'start it: sudo systemctl start docker, or open Docker Desktop; another one: DOCKER_HOST=…';
/**
 * Causes other than TLS for a daemon that does not answer, in the system's words and SmolFaaS's.
 */
const NOBODY_THERE = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|E(?:HOST|NET)UNREACH|no answer within|broke/;

export const environmentSentences: Sentences<
  | 'engine-not-found'
  | 'engine-unreachable'
  | 'engine-permission'
  | 'engine-hangs'
  | 'engine-died'
  | 'engine-too-old'
  | 'engine-no-buildkit'
  | 'builder-unreachable'
  | 'builder-failed'
  | 'builder-image-missing'
  | 'engine-error'
  | 'foreign-object'
  | 'project-conflict'
  | 'port-taken'
  | 'port-forbidden'
  | 'router-failed'
  | 'router-image-missing'
  | 'image-pull-failed'
  | 'registry-login-failed'
  | 'router-rejected-config'
  | 'router-unreachable'
  | 'images-missing'
  | 'image-not-the-locked'
  | 'run-timeout'
  | 'state-unwritable'
  | 'state-newer'
  | 'disk-full'
  | 'removal-blocked'
  | 'function-not-running'
  | 'router-not-running'
  | 'call-failed'
> = {
  'engine-not-found': ({ tried }) => ({
    message: `no Docker Engine found (tried ${tried.map(safe).join(', ')})`,
    hint: `install Docker, or ${START_ENGINE}`,
  }),
  'engine-unreachable': ({ endpoint, message }) => ({
    message: `Docker Engine at ${safe(endpoint)} cannot be reached: ${safe(message)}`,
    hint: START_ENGINE,
  }),
  'engine-permission': ({ endpoint }) => ({
    message: `permission denied on ${socketPath(endpoint)}: add your user to the docker group, or use rootless Docker`,
    hint: 'sudo usermod -aG docker "$USER", then log in again',
  }),
  'engine-hangs': ({ endpoint, call, seconds }) => ({
    message: `Docker Engine at ${safe(endpoint)} did not answer ${quote(call)} within ${seconds} s`,
    hint: 'see whether "docker ps" answers; restarting the engine helps most of the time',
  }),
  'engine-died': ({ endpoint, call }) => ({
    message: `Docker Engine at ${safe(endpoint)} went away during ${quote(call)}`,
    hint: 'when it runs again, smolfaas up continues where this run stopped',
  }),
  'engine-too-old': ({ version, apiVersion, minimum }) => ({
    message: `Docker Engine ${safe(version)} speaks API ${safe(apiVersion)}, at least ${safe(minimum)} is needed`,
    hint: 'update the engine',
  }),
  'engine-no-buildkit': ({ endpoint, message }) => ({
    message: `the engine at ${safe(endpoint)} offers no BuildKit: ${safe(message)}`,
    hint: 'use --builder container, or Docker Engine 20.10 or newer',
  }),
  'builder-unreachable': ({ address, message }) => ({
    message: `no BuildKit daemon answers at ${safe(address)}: ${safe(message)}`,
    hint:
      address.startsWith('tcp:') && !NOBODY_THERE.test(message)
        ? 'its certificate, and the one that it asks for, are looked for in --builder-tls DIR (ca.pem; cert.pem and key.pem)'
        : 'start it, or use --builder auto',
  }),
  'builder-failed': ({ name, message, log }) => ({
    message: `builder ${quote(name)} could not be started: ${safe(message)}`,
    ...(log.length > 0 ? { detail: log.map(safeLogLine) } : {}),
    hint: "use the engine's own: --builder engine",
  }),
  'builder-image-missing': (problem) => ({
    message: `image of the builder, ${imageSentence(problem)}`,
    hint: `${imageHelp(problem)}; another image: SMOLFAAS_BASE_BUILDKITD=IMAGE`,
  }),
  'engine-error': ({ call, status, message }) => ({
    message: `Docker Engine refused ${quote(call)} (status ${status}): ${safe(message)}`,
  }),
  'foreign-object': foreignObject,
  'project-conflict': projectConflict,
  'port-taken': portTaken,
  'port-forbidden': ({ port, address }) => ({
    message: `port ${port} on ${safe(address)} may not be bound without more rights`,
    hint: `choose another (--http-port 8080 --https-port 8443), or: sudo sysctl net.ipv4.ip_unprivileged_port_start=${port}`,
  }),
  'router-failed': ({ name, message, log }) => ({
    message: `router ${quote(name)} could not be started: ${safe(message)}`,
    ...(log.length > 0 ? { detail: log.map(safeLogLine) } : {}),
  }),
  'router-image-missing': (problem) => ({
    message: `image of the router, ${imageSentence(problem)}`,
    hint: `${imageHelp(problem)}; another image: SMOLFAAS_BASE_CADDY=IMAGE`,
  }),
  'image-pull-failed': (problem) => ({ message: `image ${imageSentence(problem)}`, hint: imageHelp(problem) }),
  'registry-login-failed': ({ registry, helper, config, message }) => ({
    message: `no login for ${safe(registry)}: ${safe(helper)}, which ${safe(config)} names, failed: ${safe(message)}`,
    hint: `see whether it answers: echo ${safe(registry)} | ${safe(helper)} get; without it: remove its line from ${safe(config)}, then docker login ${safe(registry)}`,
  }),
  'router-rejected-config': ({ message }) => ({
    message: `Caddy rejected the routes, the old ones keep serving: ${safe(message)}`,
    exit: 1,
  }),
  'router-unreachable': ({ name, message }) => ({
    message: `router ${quote(name)} does not answer on its control link: ${safe(message)}`,
    hint: `see its output: docker logs ${safe(name)}`,
  }),
  'images-missing': ({ missing }) => ({
    message: `${missing.length} thing(s) are missing that only a network could give, and nothing was started:`,
    detail: missing.map(neededBy),
    hint: 'where there is a network: smolfaas images pull; or smolfaas images bundle FILE there, and here: smolfaas images load FILE',
  }),
  'image-not-the-locked': ({ path, differing }) => ({
    message: `the engine has other images than those that lock file ${quote(path)} names, and nothing was started:`,
    detail: differing.map(
      (one) => `${neededBy(one)}: locked ${short(one.locked)}, here ${short(one.present ?? 'none')}`,
    ),
    hint: 'get the locked ones: smolfaas images pull; or lock those that are here: smolfaas images lock',
  }),
  'run-timeout': ({ seconds, unfinished }) => ({
    message: `not done within ${seconds} s${unfinished.length === 0 ? '' : `, still waiting for ${unfinished.map(safe).join(', ')}`}; what served before still serves`,
    hint: 'give it longer with --wait-timeout SECONDS, or run smolfaas up again to converge',
  }),
  'state-unwritable': ({ path, errno }) => ({
    message: `cannot write the state database ${quote(path)} (${safe(errno)})`,
    hint: 'make its directory writable, or place it elsewhere with --state-db PATH',
  }),
  'state-newer': ({ path, version, supported }) => ({
    message: `the state database ${quote(path)} has schema ${version}, this smolfaas knows up to ${supported}`,
    hint: 'update smolfaas: npm install --global smolfaas',
  }),
  'disk-full': ({ where, message, volume }) => ({
    message: `no space left in ${safe(where)}${volume === undefined ? '' : `, volume ${safe(volume)}`}: ${safe(message)}`,
    hint: `${volume === undefined ? '' : "give back the builder's cache: smolfaas prune --all; "}see what takes it: docker system df; smolfaas removes only its own objects`,
  }),
  'removal-blocked': ({ kind, name, blockers }) =>
    blockers.length === 0
      ? {
          message: `${kind} ${quote(name)} cannot be removed: the engine says that it is in use, and knows nothing that uses it`,
          hint: 'restart the engine, which then counts from zero, and run the same command again',
        }
      : {
          message: `${kind} ${quote(name)} cannot be removed, still used by ${blockers.map(quote).join(', ')}`,
          hint: 'stop what uses it, then run the same command again',
        },
  'function-not-running': ({ function: fn, condition, exitCode }) => ({
    message: `${quote(fn)} does not serve: ${conditionWord(condition)}${exitCode === undefined ? '' : ` (exit ${exitCode})`}`,
    hint:
      condition === 'running' || condition === 'starting'
        ? `see how it is: smolfaas ps ${safe(fn)}`
        : 'deploy it: smolfaas up',
  }),
  'router-not-running': ({ name, condition }) => ({
    message: `router ${quote(name)} ${ROUTER[condition]}, so no function can be called`,
    hint: 'start it: smolfaas up',
  }),
  'call-failed': ({ url, phase, why }) => ({
    message: `${PHASE[phase]} ${safe(url)}: ${safe(why)}`,
    hint: CALL_HINT[phase],
  }),
};

const ROUTER = {
  running: 'has no certificate yet',
  none: 'does not exist',
  stopped: 'is stopped',
  'not-answering': 'does not answer',
} as const satisfies Record<ErrorFacts['router-not-running']['condition'], string>;

const PHASE = {
  connect: 'cannot connect to',
  tls: 'no TLS connection to',
  answer: 'no answer from',
  body: 'an answer that broke off from',
} as const;

const CALL_HINT = {
  connect: 'see what runs: smolfaas ps',
  tls: 'see what runs: smolfaas ps',
  answer: 'wait longer: --timeout SECONDS; or see what it does: smolfaas ps',
  body: 'see what it printed: smolfaas logs',
} as const;

/** `port 80 is used by nginx (pid 123)`: names as much of the holder as is known. */
function portTaken({ port, address, process, pid, container }: ErrorFacts['port-taken']): Sentence {
  const flag = port === 443 ? '--https-port 8443' : '--http-port 8080';
  const program = process === undefined ? undefined : `${safe(process)}${pid === undefined ? '' : ` (pid ${pid})`}`;
  const holder = container === undefined ? program : `container ${quote(container)}`;
  return {
    message: `port ${port} is used by ${holder ?? 'another program'}${address === '' ? '' : ` on ${safe(address)}`}`,
    hint: `stop it, or choose another port: ${flag}`,
  };
}

const RENAME_FLAG = {
  container: '--caddy-name or --image-prefix',
  network: '--network',
  volume: '--caddy-name',
  image: '--image-prefix',
} as const;

function foreignObject({ kind, name, id }: ErrorFacts['foreign-object']): Sentence {
  return {
    message: `${kind} ${quote(name)} exists and is not ours (id ${safe(id.replace(/^sha256:/, '').slice(0, 12))})`,
    hint: `it is never removed; remove or rename it, or choose another name with ${RENAME_FLAG[kind]}`,
  };
}

/** Enough of a digest to tell it from others. */
const short = (digest: string): string => safe(digest).slice(0, 'sha256:'.length + 12);

function socketPath(endpoint: string): string {
  return safe(endpoint.replace(/^unix:\/\//, ''));
}
