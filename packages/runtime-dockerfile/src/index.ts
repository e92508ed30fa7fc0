/**
 * The Dockerfile runtime: the user's own Dockerfile, built by BuildKit's own frontend.
 *
 * It emits no graph: the frontend inside the builder reads the Dockerfile and `.dockerignore` over the session and makes the
 * graph itself. Everything about the image, its user and its command included, is what the Dockerfile says. It comes before
 * every other runtime, so a function is never built in another way than its Dockerfile tells.
 */
import type { Detection, Recipe, RuntimeHandler, SourceTree } from '@smolfaas/core';

const FILENAME = 'Dockerfile';

function detect(tree: SourceTree): Detection | undefined {
  return tree.has(FILENAME) ? { evidence: [FILENAME] } : undefined;
}

function recipe(): Recipe {
  return { image: { kind: 'dockerfile', filename: FILENAME, attrs: {} } };
}

/** The handler. Frontend attributes are empty: defaults of `ARG` are the Dockerfile's own. */
export const runtime: RuntimeHandler = { contract: 1, id: 'dockerfile', detect, recipe };
