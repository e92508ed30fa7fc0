/**
 * docs/figures.md: everything that a whole run measured, and what is compared with what. Pure.
 */
import { tables } from './tables.mjs';
import { where } from './where.mjs';

const loads = (load) =>
  Object.entries(load)
    .map(([part, amount]) => `${part} ${amount.toFixed(1)}`)
    .join(', ');

/** The page as Markdown; `results` is what bench/results/latest.json holds. */
export const page = (results) => `# Figures

Written by \`npm run bench\`; do not edit. ${where(results)} Load of the machine when the parts began (1 minute): ${loads(results.load)}.

Figures are medians of runs that took turns with their peer; times are from the start of a program to its end. A ratio is ours by theirs: below 1
SmolFaaS took less, or, for requests, served fewer.

${tables(results.rows)}

- **The functions.** Of ten, five are Node.js (one with a dependency from npm), two Python with a dependency from PyPI, two Go with one from the module
  proxy, and one has a Dockerfile of its own. Compose, \`buildx build\` and \`buildx bake\` build the same files from hand-written Dockerfiles with the same steps,
  cache mounts and secrets, on the same base images, in the same engine. The containers have the same limits. Compose
  may work on as many services at once as SmolFaaS has functions in hand.
- **What the peer does not do.** Compose has no router, and does not wait until a service answers; \`smolfaas up\` ends when each function has answered, twice, through
  the router. When a service changed, Compose stops the old container first; SmolFaaS starts the new one beside it.
- **First up**: images, containers and networks are new, and every dependency is installed; what package managers and compilers cache is warm for
  both. **Peak memory** is that of the largest process of the client (Compose builds inside its own), not of the engine.
- **Cached solve**: every step is in the engine's cache; an image with a name comes out, nothing is started.
- **Requests through the router**: \`wrk\` over kept connections, HTTPS, to one function of twenty; the plain Caddyfile runs in the same Caddy image on the same network.
  It has one \`handle_path\` with \`reverse_proxy\` for each function, and does without the router's checks of paths and headers.
- **Fingerprint**: inside a running process, as \`up\` asks it; \`git status\` is a program, its start (1 to 3 ms) is in it.
- **Each further function**: the median of 100 functions less that of 20, by 80; its range is the widest that the samples allow.
- **Replacement**: half of the requests open a connection of their own, half use kept ones, all over HTTPS. _Failed_: no answer, or another status
  than 200. _Stale_: sent after \`up\` had ended, but answered by the old version.
`;
