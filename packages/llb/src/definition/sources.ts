/**
 * Sources: what a finished definition reads from outside itself. Before: marshal.ts; used to learn
 * before a solve which images or downloads it will fetch.
 *
 * An identifier contains the kind and the name: `docker-image://docker.io/library/node:24-slim`,
 * `local://all`, `https://…`, `git://…` (BuildKit docs/dev, "source ops"). All of them count,
 * including those that only an unused output reads: BuildKit resolves every source in the
 * definition.
 */
import { decodeDefinition } from './definition.js';

const IMAGE = 'docker-image://';

/**
 * Identifiers of all sources, each once, in the order of the steps.
 * @throws LlbError `bad-definition`
 */
export function sourcesOf(bytes: Uint8Array): readonly string[] {
  const found = decodeDefinition(bytes).steps.flatMap(({ op }) =>
    op.op.case === 'source' ? [op.op.value.identifier] : [],
  );
  return [...new Set(found)];
}

/**
 * Full references of the images that a definition is made from, each once, in the order of the
 * steps.
 * @throws LlbError `bad-definition`
 */
export function imagesOf(bytes: Uint8Array): readonly string[] {
  return sourcesOf(bytes).flatMap((source) => (source.startsWith(IMAGE) ? [source.slice(IMAGE.length)] : []));
}
