/**
 * `debian:trixie`, for `debian:trixie-slim`: the root filesystem under Node.js, Python and Caddy, with the CA bundle.
 *
 * The staged files keep their owners (a few belong to other groups than root); device nodes are left out, because every
 * container gets its own /dev.
 */
import { PATH } from './environment.mjs';

export const debianLayer = {
  id: 'debian-trixie',
  needs: (sources) => sources.debian(),
  stage: (_directory, { rootfs }) => rootfs,
  options: { owners: 'staged', skip: ['./dev/*'] },
};

export const debian = {
  name: 'smolfaas.local/base/debian:trixie',
  standsFor: 'debian:trixie-slim',
  layers: [debianLayer],
  config: { Env: [PATH], Cmd: ['bash'] },
};
