/**
 * How the steps of a user's Dockerfile trust what this host trusts: one file, and the variables
 * that name it.
 *
 * Both are a permanent part of cache keys. They are therefore the same on every host, even if no
 * certificates were added. The path is below /dev, which every step has in memory. On old builders
 * a mount anywhere else leaves an empty directory in the user's image.
 *
 * | variable | which of the tools tested obey it (docs/decisions/0022-trust-in-dockerfile-steps.md) |
 * |---|---|
 * | SSL_CERT_FILE | OpenSSL and what uses its defaults: curl, apt from 3.0, pip, Python; Go, uv, Bun |
 * | NODE_EXTRA_CA_CERTS | Node.js, hence npm, yarn and pnpm; Bun; Deno |
 * | REQUESTS_CA_BUNDLE | Python's requests, and older pip |
 * | GIT_SSL_CAINFO | git, and none of the others |
 * | CARGO_HTTP_CAINFO | cargo where it uses the system's curl |
 * | DENO_CERT | Deno of every version |
 */
export const TRUST = {
  id: 'smolfaas.ca',
  dest: '/dev/smolfaas/ca.pem',
  variables: [
    'SSL_CERT_FILE',
    'NODE_EXTRA_CA_CERTS',
    'REQUESTS_CA_BUNDLE',
    'GIT_SSL_CAINFO',
    'CARGO_HTTP_CAINFO',
    'DENO_CERT',
  ],
} as const;
