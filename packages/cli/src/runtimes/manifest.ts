/**
 * Reads the static manifest `smolfaas` of a plug-in's package.json. Other authors write this JSON,
 * so every field is checked before use. A wrong field gives a sentence about that package and does
 * not stop the run.
 */
import { isAbsolute, normalize } from 'node:path';
import { type Fields, isFields, isTexts } from './manifest-fields.js';
import { isHost, problemOfHost } from './manifest-host.js';
import { type BaseImage, CONTRACT, type ContainerPromises, type RuntimeManifest } from '@smolfaas/core';

/** A usable manifest, or what is wrong with it. */
export type ParsedManifest = { readonly manifest: RuntimeManifest } | { readonly id: string; readonly problem: string };

/**
 * All runtimes of one package; undefined when the package contributes none (another kind of
 * plug-in).
 */
export function parseManifests(contribution: unknown): readonly ParsedManifest[] | undefined {
  if (contribution === undefined) return undefined;
  if (!isFields(contribution)) return [{ id: '?', problem: '"smolfaas" in package.json is not an object' }];
  const { contract, runtimes } = contribution;
  if (contract !== CONTRACT) {
    return [{ id: '?', problem: `speaks contract ${JSON.stringify(contract)}, this smolfaas speaks ${CONTRACT}` }];
  }
  if (!Array.isArray(runtimes)) return [{ id: '?', problem: '"smolfaas.runtimes" in package.json is not a list' }];
  return runtimes.map(parseRuntime);
}

function parseRuntime(value: unknown): ParsedManifest {
  if (!isFields(value)) return { id: '?', problem: 'a runtime in "smolfaas.runtimes" is not an object' };
  const id = typeof value['id'] === 'string' ? value['id'] : '?';
  const problem = firstProblem(value);
  return problem === undefined ? { manifest: toManifest(id, value) } : { id, problem };
}

/** Checks the fields in the order in which an author would fix them. */
function firstProblem(fields: Fields): string | undefined {
  const { id, module, detects, precedence, litter, bases, settings, maps, host, unsupported, container, hint } = fields;
  if (typeof id !== 'string' || !/^[a-z][a-z0-9-]*$/.test(id)) return 'its "id" is not a lower-case word';
  if (typeof module !== 'string' || module === '') return 'its "module" is missing';
  if (isAbsolute(module) || normalize(module).startsWith('..')) return 'its "module" is outside of the package';
  if (!isTexts(detects) || detects.length === 0) return 'its "detects" is not a list of globs';
  const { detectsLast } = fields;
  if (detectsLast !== undefined && !isTexts(detectsLast)) return 'its "detectsLast" is not a list of globs';
  if (precedence !== undefined && !Number.isInteger(precedence)) return 'its "precedence" is not a whole number';
  if (id !== 'dockerfile' && typeof precedence === 'number' && precedence <= 100) {
    return 'its "precedence" is below 101, a place kept for Dockerfiles';
  }
  if (litter !== undefined && !isTexts(litter)) return 'its "litter" is not a list of names';
  if (bases !== undefined && !isBases(bases)) return 'its "bases" are not images by key';
  if (settings !== undefined && !isDescriptions(settings)) return 'its "settings" are not descriptions by name';
  if (maps !== undefined && !isDescriptions(maps)) return 'its "maps" are not descriptions by name';
  const wrongHost = host === undefined ? undefined : problemOfHost(host);
  if (wrongHost !== undefined) return wrongHost;
  if (unsupported !== undefined && !isDescriptions(unsupported)) return 'its "unsupported" are not hints by file name';
  const { shared } = fields;
  if (shared !== undefined && typeof shared !== 'boolean') return 'its "shared" is not true or false';
  if (container !== undefined && !isPromises(container))
    return 'its "container" is not readOnlyRoot and init, true or false';
  if (hint !== undefined && typeof hint !== 'string') return 'its "hint" is not text';
  return undefined;
}

function isDescriptions(value: unknown): value is Readonly<Record<string, string>> {
  return isFields(value) && isTexts(Object.values(value));
}

function isPromises(value: unknown): value is ContainerPromises {
  if (!isFields(value)) return false;
  return Object.entries(value).every(
    ([name, is]) => ['readOnlyRoot', 'init'].includes(name) && typeof is === 'boolean',
  );
}

function isBases(value: unknown): value is Readonly<Record<string, BaseImage>> {
  if (!isFields(value)) return false;
  return Object.values(value).every((base) => {
    if (!isFields(base) || typeof base['image'] !== 'string') return false;
    return base['standIn'] === undefined || typeof base['standIn'] === 'string';
  });
}

/** Copies the fields that the contract knows; `firstProblem` has checked their types. */
function toManifest(id: string, fields: Fields): RuntimeManifest {
  const { module, detects, precedence, litter, bases, settings, maps, host, unsupported, container, hint } = fields;
  return {
    id,
    module: typeof module === 'string' ? module : '',
    detects: isTexts(detects) ? detects : [],
    ...(isTexts(fields['detectsLast']) ? { detectsLast: fields['detectsLast'] } : {}),
    ...(typeof precedence === 'number' ? { precedence } : {}),
    ...(isTexts(litter) ? { litter } : {}),
    ...(isBases(bases) ? { bases } : {}),
    ...(isDescriptions(settings) ? { settings } : {}),
    ...(isDescriptions(maps) ? { maps } : {}),
    ...(isHost(host) ? { host } : {}),
    ...(isDescriptions(unsupported) ? { unsupported } : {}),
    ...(typeof fields['shared'] === 'boolean' ? { shared: fields['shared'] } : {}),
    ...(isPromises(container) ? { container } : {}),
    ...(typeof hint === 'string' ? { hint } : {}),
  };
}
