/**
 * Sentences for findings of `check`. The specification fixes the texts of the first three, and of
 * their faults.
 */
import type { FaultFacts, Finding, SoundFacts } from '@smolfaas/core';
import { listed } from '../text/listed.js';
import { moment } from '../text/moment.js';
import { mebibytes } from '../text/size.js';
import { crashText } from './crashes.js';
import { portFaultText } from './port-fault.js';
import { rejectionText } from './rejections.js';
import { SILENCE } from './silence.js';
import { sourceProblem } from './source-problem.js';

type Facts = SoundFacts & FaultFacts;
/** `now` in milliseconds since 1970: times of another day are shown with their date. */
type Texts = { readonly [C in keyof Facts]: (facts: Facts[C], now: number) => string };

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
const withCode = (code: number | undefined): string => (code === undefined ? '' : ` ${code}`);

const TEXTS: Texts = {
  'source-matches': () => 'Source hash matches stored state',
  'container-running': () => 'Container running',
  'image-matches': () => 'Image matches stored state',
  guest: ({ name, network, aliases }) =>
    `Other container on network ${network}: ${name}${aliases.length > 0 ? ` (${aliases.join(', ')})` : ''}`,

  'not-built': () => 'Not built yet',
  'not-recorded': () => 'Not recorded in the state database',
  'source-gone': (facts) => `Source directory gone (run 'smolfaas down ${facts.function}')`,
  'source-unusable': ({ error }) => sourceProblem(error),
  'source-changed': () => 'Source hash changed (rebuild needed)',
  'recipe-changed': () => 'Build recipe changed (rebuild needed)',
  'source-rejected': ({ reason, at }, now) =>
    `Source was rejected by the last up at ${moment(at, now)} (${rejectionText(reason)})`,

  'container-not-running': ({ state, exitCode, oomKilled }) => {
    if (state === undefined) return 'Container not running';
    const code = state === 'exited' ? withCode(exitCode) : '';
    return `Container not running (${state}${code}${oomKilled === true ? ', out of memory' : ''})`;
  },
  'container-not-on-network': ({ network }) => `Container not attached to network ${network}`,
  'container-called-otherwise': ({ name }) => `Container has another name (${name})`,
  'container-settings-changed': ({ settings }) =>
    `Container was made with other settings${settings === undefined ? '' : ` (${listed(settings)})`}`,
  'too-few-instances': ({ running, wanted }) => `${running} of ${wanted} instances running`,
  'address-lost': ({ network }) => `Container has lost its address on network ${network}`,
  'memory-changed': ({ is, should }) => `Memory limit changed (${mebibytes(is)}, not ${mebibytes(should)})`,
  'pids-changed': ({ is, should }) => `Process limit changed (${is}, not ${should})`,
  'cpu-shares-changed': ({ is, should }) => `CPU weight changed (${is}, not ${should})`,
  'cpus-changed': ({ is, should }) => `CPU limit changed (${is}, not ${should})`,
  'network-left': ({ network }) => `Container not attached to network ${network}`,
  'restart-policy-changed': () => 'Restart policy changed (the engine would not start it again)',
  'does-not-answer': ({ why, seconds, port = 8000 }) => `Function does not answer (${SILENCE[why](seconds, port)})`,
  'left-over': ({ name }) => `Container left over (${name})`,
  crashed: (facts) => capital(crashText(facts)),

  'image-missing': () => 'Image missing',
  'image-differs': () => 'Image differs from stored state',
  'route-missing': () => 'Route missing',
  'route-elsewhere': ({ upstream }) => `Route leads elsewhere (${upstream})`,
  'route-settings-differ': () => 'Route has other addresses or another timeout',

  'network-missing': ({ network }) => `Network ${network} missing`,
  'router-missing': () => 'Router missing',
  'router-not-running': ({ state, exitCode }) => `Router not running (${state}${withCode(exitCode)})`,
  'router-called-otherwise': ({ name }) => `Router has another name (${name})`,
  'router-not-on-network': ({ network }) => `Router not attached to network ${network}`,
  'router-settings-changed': () => 'Router was made with other settings',
  'router-silent': () => 'Router does not answer',
  'router-config-differs': () => 'Router configuration differs from what SmolFaaS gave it',
  'router-unreached': ({ fault }) => `Router ${portFaultText(fault)}`,
  'router-name-differs': ({ is, should }) => `Router serves ${is}, not ${should}`,
  'router-port-differs': ({ is, should }) => `Router redirects to port ${is}, not ${should}`,
  'version-header-differs': ({ named }) => `Router ${named ? 'names' : 'does not name'} versions in answers`,
  'plain-http-differs': ({ plain }) => `Router ${plain ? 'serves HTTP without TLS' : 'redirects HTTP to HTTPS'}`,
  'names-functions-differs': ({ named }) => `Router ${named ? 'names' : 'does not name'} running functions in a 404`,
  'names-missing': ({ functions }) => `Functions cannot be called by name: ${functions.join(', ')}`,
  'stray-route': (facts) => `Route to an unknown function (${facts.function})`,
  'address-taken': ({ name, functions, network }) =>
    `Container ${name} of others has the address of ${functions.join(', ')} on network ${network}`,
};

/** @param now milliseconds since 1970 */
export function findingText({ code, facts }: Finding, now: number): string {
  return textOf(code, facts, now);
}

function textOf<C extends keyof Facts>(code: C, facts: Facts[C], now: number): string {
  return TEXTS[code](facts, now);
}
