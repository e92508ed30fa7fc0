/**
 * The plain values of a project file: aliases resolved, and without the keys `x-…` at the top,
 * where a file may keep what its anchors name, as in Compose files.
 */
import { SmolfaasError } from '@smolfaas/core';
import { isMap } from './profiles.js';
import type { YamlSource } from './source.js';

/**
 * @param path of the file, for errors
 * @throws project-file-invalid for a dangling alias, and for aliases that expand without limit
 */
export function plainData(path: string, { document }: YamlSource): unknown {
  const data = resolved(path, document);
  if (!isMap(data)) return data;
  return Object.fromEntries(Object.entries(data).filter(([key]) => !key.startsWith('x-')));
}

function resolved(path: string, document: YamlSource['document']): unknown {
  try {
    return document.toJS() ?? {};
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new SmolfaasError('project-file-invalid', { path, problems: [{ message }] }, { cause: error });
  }
}
