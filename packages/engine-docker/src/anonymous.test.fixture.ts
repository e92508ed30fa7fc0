/**
 * Registry logins that are always anonymous, for tests on a real engine that fetch nothing private.
 * The developer's own configuration must not affect these tests, and they must not start any
 * credential helper.
 */
import type { RegistryLogins } from './registry-logins.js';

export const ANONYMOUS: RegistryLogins = { login: async () => undefined, tried: () => undefined };
