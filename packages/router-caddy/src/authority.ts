/**
 * Defines which certificates the router serves, how long they are valid, and how a volume of an
 * older version gets them.
 *
 *   root            3600 days   Caddy makes it once per volume, and never renews it
 *   intermediate     730 days   renewed when a fifth of its life is left (146 days)
 *   certificate      180 days   renewed when a third is left; never outlives its intermediate
 *
 * A sleeping machine renews nothing, so what counts is the worst-case remaining lifetime. A
 * certificate has at least 146 days when it is issued, so at least 48 days at any time. Caddy's
 * defaults (12 hours, signed by 7 days) leave four hours.
 *
 * Invariants:
 *  1. The root of an existing volume is kept, whatever changes here: clients trust it.
 *  2. Other lifetimes need another AUTHORITY. Caddy keeps a volume's certificates until they are
 *     due, and files them under the authority's name. Only a new name makes it issue all of them
 *     again.
 *
 * Gotchas:
 *  - Caddy refuses an intermediate that outlives its root, so a volume older than 7.8 years needs
 *    `down --force`.
 *  - Caddy's timers stand still during sleep. CHECK is how long after waking an expired certificate
 *    may still be served.
 */
import { DATA_DIR } from './container-layout.js';

/**
 * Caddy's name for the router's authority, and its directory in the volume. Earlier versions used
 * `local`.
 */
export const AUTHORITY = 'smolfaas';
const BEFORE = 'local';

const CERTIFICATE = '4320h';
const INTERMEDIATE = '17520h';
/** Caddy's default is ten minutes. A check only compares two dates in memory. */
const CHECK = '1m';

/** The `tls` app: one certificate for each of these names, from the router's authority. Pure. */
export function tlsApp(serverNames: readonly string[]): object {
  const issuer = { module: 'internal', ca: AUTHORITY, lifetime: CERTIFICATE };
  return {
    certificates: { automate: serverNames },
    automation: { policies: [{ issuers: [issuer] }], renew_interval: CHECK },
  };
}

/** The `pki` app. Installs nothing in a trust store: the container's would be useless. Pure. */
export function pkiApp(): object {
  return {
    certificate_authorities: { [AUTHORITY]: { install_trust: false, intermediate_lifetime: INTERMEDIATE } },
  };
}

/**
 * Shell lines to run before every start of Caddy. A volume of an older version has its root under
 * the old name, so the new authority gets a copy. In a new volume the old name is a link, because
 * users' scripts contain its path.
 */
export const PREPARE_AUTHORITY = `(
mkdir -p ${DATA_DIR}/caddy/pki/authorities && cd ${DATA_DIR}/caddy/pki/authorities || exit
if [ -s ${BEFORE}/root.key ] && [ ! -e ${AUTHORITY} ]; then
  rm -rf ${AUTHORITY}.new && mkdir -m 700 ${AUTHORITY}.new
  cp -p ${BEFORE}/root.crt ${BEFORE}/root.key ${AUTHORITY}.new/ && mv ${AUTHORITY}.new ${AUTHORITY}
fi
[ -e ${BEFORE} ] || [ -L ${BEFORE} ] || ln -s ${AUTHORITY} ${BEFORE}
)`;
