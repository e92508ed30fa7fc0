/**
 * Set-up step: base images. Where their registries answer there is nothing to do: BuildKit pulls official images itself when
 * a build needs them. Where one does not, local stand-ins are assembled from package registries, under names of our own
 * (`smolfaas.local/base/…`), and the CLI finds them there.
 *
 * The engine is asked, not the network: it may have proxies or mirrors that this process knows nothing of. It answers
 * without pulling anything (`GET /distribution/NAME/json`, Docker Engine API).
 */
import { missingImages, provideStandIns } from '../bases/main.mjs';
import { STAND_INS } from '../bases/plan.mjs';
import { callEngine, hasImage, readText } from '../engine/api.mjs';
import { canInstall } from '../process/apt.mjs';
import { say } from '../process/say.mjs';

const PATIENCE_MS = 8000;

/** The host part of an image reference, Docker Hub's when there is none (`alpine:3.22` -> `docker.io`). */
export function registryOf(reference) {
  const [first, ...rest] = reference.split('/');
  return rest.length > 0 && /[.:]|^localhost$/.test(first) ? first : 'docker.io';
}

/** Makes sure that base images are available: from the engine, from a registry, or as stand-ins. `standIns` are of plan.mjs. */
export async function provideBaseImages(endpoint, standIns = STAND_INS) {
  if ((await missingImages(endpoint, standIns)).length === 0) {
    say('base images', `local stand-ins, ${standIns.length} already there`);
    return;
  }
  const wanted = await imagesNotToBeHad(endpoint, standIns);
  if (wanted.length === 0) say('base images', 'a registry answers; builds pull official images when they need them');
  else if (canInstall()) await provideStandIns(endpoint, wanted);
  else say('base images', notHere(wanted));
}

/** Not an error: a registry that was busy for a moment may answer when a build asks it. */
function notHere(wanted) {
  const registries = [...new Set(wanted.map(({ standsFor }) => registryOf(standsFor)))].join(', ');
  return (
    `${registries} did not answer, builds will try again. Stand-ins are assembled by root on Debian or Ubuntu:\n` +
    '    sudo node tools/bases/main.mjs'
  );
}

/** The stand-ins whose official image is neither in the engine nor at a registry that answers. */
export async function imagesNotToBeHad(endpoint, standIns = STAND_INS) {
  const registries = new Map(standIns.map(({ standsFor }) => [registryOf(standsFor), standsFor]));
  const silent = new Set();
  await Promise.all(
    [...registries].map(async ([registry, probe]) => {
      if (!(await registryAnswers(endpoint, probe))) silent.add(registry);
    }),
  );
  const unreachable = standIns.filter(({ standsFor }) => silent.has(registryOf(standsFor)));
  const isLocal = await Promise.all(unreachable.map(({ standsFor }) => hasImage(endpoint, standsFor)));
  return unreachable.filter((_, i) => !isLocal[i]);
}

/** Any answer of the registry itself counts, also a refusal; the engine's own failure to reach it is a 5xx or silence. */
async function registryAnswers(endpoint, reference) {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await callEngine(endpoint, 'GET', `/distribution/${reference}/json`, { signal });
    await readText(response);
    return response.statusCode < 500;
  } catch (error) {
    if (error.name === 'TimeoutError' || error.name === 'AbortError') return false;
    throw error;
  }
}
