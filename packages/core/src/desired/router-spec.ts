/**
 * Stage 4, desired: what the router container is created from. Pure.
 *
 * Its image is chosen like every base image (bases.ts), under the key `caddy`. 2.11.4 is the first
 * version without the known vulnerabilities in its admin endpoint (CVE-2026-27589, CVE-2026-27587).
 */
import type { RouterSpec } from '../contract/caddy-manager.js';
import { LABEL, type Project } from '../contract/labels.js';
import type { ObservedImage } from '../contract/observed.js';
import type { Settings } from '../contract/settings.js';
import { type ChosenBase, explainBases } from './bases.js';
import { runnableReference } from './image-locks.js';
import { routerVolume } from './object-names.js';

const ROUTER = { bases: { caddy: { image: 'caddy:2.11.4', standIn: 'smolfaas.local/base/caddy:2.11' } } };

/** The settings that affect the router. */
export type RouterSettings = Pick<Settings, 'caddyName' | 'network' | 'httpPort' | 'httpsPort' | 'bind' | 'bases'> &
  Partial<Pick<Settings, 'lock' | 'name'>>;

/** The router's image as chosen; a lock file may narrow it down further. */
export function routerImage({ bases }: Pick<Settings, 'bases'>, images: readonly ObservedImage[]): ChosenBase {
  const [chosen] = explainBases(ROUTER, bases, images);
  return chosen ?? { key: 'caddy', reference: ROUTER.bases.caddy.image, origin: 'official' };
}

/** The spec of the router that these settings describe. */
export function routerSpec(settings: RouterSettings, project: Project, images: readonly ObservedImage[]): RouterSpec {
  const { caddyName, network, httpPort, httpsPort, bind } = settings;
  const labels = {
    [LABEL.project]: project.id,
    [LABEL.functionsDir]: project.functionsDir,
    [LABEL.role]: 'router',
    ...(settings.name !== undefined && { [LABEL.name]: settings.name }),
  };
  const image = runnableReference(routerImage(settings, images).reference, settings.lock, images);
  return { name: caddyName, network, volume: routerVolume(caddyName), image, httpPort, httpsPort, bind, labels };
}
