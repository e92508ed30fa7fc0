/**
 * Sentences for the reasons of a plan. The subject is the function, or the part that the sentence
 * names.
 */
import type { Reason, ReasonFacts } from '@smolfaas/core';
import { listed } from '../text/listed.js';
import { mebibytes } from '../text/size.js';
import { probeText } from './readiness.js';
import { portFaultText } from './port-fault.js';

type Texts = { readonly [C in keyof ReasonFacts]: (facts: ReasonFacts[C]) => string };

const TEXTS: Texts = {
  'not-built': () => 'it was not built yet',
  'source-changed': () => 'its source changed',
  'recipe-changed': () => 'its build recipe changed',
  'image-gone': () => 'its image is gone',

  'no-container': () => 'it has no container',
  'container-ended': ({ state, exitCode }) =>
    `its container is ${state}${exitCode === undefined ? '' : ` (${exitCode})`}`,

  'other-source': () => 'it runs other source',
  'other-recipe': () => 'it was built by another recipe',
  'other-spec': ({ settings }) =>
    settings === undefined ? 'its container was made in another way' : `${listed(settings)} changed`,
  'secrets-changed': ({ names }) => `secrets changed (${listed(names)})`,
  'not-on-network': ({ network }) => `its container is not on network ${network}`,
  'too-few-instances': ({ running, wanted }) => `${running} of ${wanted} instances run`,
  'does-not-answer': ({ probe }) => `it does not answer (${probeText(probe)})`,
  'restart-requested': () => 'a restart was requested',
  'address-lost': ({ network }) => `its container has lost its address on network ${network}`,
  'memory-changed': ({ is, should }) => `its memory limit is ${mebibytes(is)}, not ${mebibytes(should)}`,
  'pids-changed': ({ is, should }) => `its process limit is ${is}, not ${should}`,
  'cpu-shares-changed': ({ is, should }) => `its CPU weight is ${is}, not ${should}`,
  'cpus-changed': ({ is, should }) => `its CPU limit is ${is}, not ${should}`,
  'network-left': ({ network }) => `its container is not on network ${network}`,
  'restart-policy-changed': () => 'its restart policy was changed',

  'not-routed': () => 'the router has no route to it',
  'routed-elsewhere': ({ upstream }) => `the router leads to ${upstream}`,

  'not-recorded': () => 'it runs, but is not recorded',
  'recorded-otherwise': () => 'something else is recorded',
  'called-otherwise': ({ name }) => `its container is called ${name}`,
  'left-over': ({ name }) => `container ${name} is left over`,

  'directory-gone': () => 'its directory is gone',
  'source-unusable': () => 'its source cannot be used',

  'network-missing': ({ network }) => `there is no network ${network}`,
  'router-missing': () => 'there is no router',
  'router-called-otherwise': ({ name }) => `the router is called ${name}`,
  'router-not-running': ({ state }) => `the router is ${state}`,
  'router-settings-changed': () => 'settings of the router changed',
  'router-not-on-network': ({ network }) => `the router is not on network ${network}`,
  'router-silent': () => 'the router does not answer',
  'router-unreached': ({ fault }) => `the router ${portFaultText(fault)}`,
  'builds-wanted': ({ functions }) => `${functions.join(', ')} ${functions.length === 1 ? 'has' : 'have'} to be built`,
  'builder-missing': () => 'there is no builder',
  'builder-called-otherwise': ({ name }) => `the builder is called ${name}`,
  'builder-not-running': ({ state }) => `the builder is ${state}`,
  'builder-settings-changed': () => 'settings of the builder changed',
};

export function reasonText({ code, facts }: Reason): string {
  return textOf(code, facts);
}

function textOf<C extends keyof ReasonFacts>(code: C, facts: ReasonFacts[C]): string {
  return TEXTS[code](facts);
}
