/**
 * Paths, ports and names inside the router container. The create body sets them up and Caddy's
 * configuration refers to them. Both sides must agree, so neither owns them.
 */

/** The control server's port; the engine picks the host's port. */
export const CONTROL_PORT = 2020;
/** A function listens on this port unless its upstream names another one. */
export const FUNCTION_PORT = 8000;
/** Environment variable of the container that holds the control server's token. */
export const TOKEN_VARIABLE = 'SMOLFAAS_ROUTER_TOKEN';

/** A tmpfs with the admin API's socket. It disappears with the container. */
export const RUN_DIR = '/run/caddy';
export const ADMIN_SOCKET = `${RUN_DIR}/admin.sock`;

/** The named volume, which outlives the container. The names below are relative to it. */
export const DATA_DIR = '/data';
/** The configuration of the very first start. */
export const BOOT_FILE = 'smolfaas-boot.json';
/**
 * Where Caddy saves each configuration that it accepts (`$XDG_CONFIG_HOME/caddy/autosave.json`).
 */
export const SAVED_FILE = 'caddy/autosave.json';
/** One directory for each routed function, see route-files.ts. */
export const ROUTES_DIR = 'routes';
/** One directory for each segment of a further address, see route-files.ts. */
export const FURTHER_DIR = 'further';
/** Token of the last write of routes, see write-routes.ts. */
export const FENCE_FILE = 'routes.fence';
