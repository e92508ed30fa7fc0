/**
 * Nobody's logins, for tests on a real engine that fetch nothing private: what the developer's own configuration holds must
 * not decide them, and no helper of theirs may be started.
 */
import type { RegistryLogins } from './registry-logins.js';

export const ANONYMOUS: RegistryLogins = { login: async () => undefined, tried: () => undefined };
