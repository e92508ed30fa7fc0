/**
 * Runs a suite without a test runner, for tests of the suites.
 */
import type { EngineConformance } from './engine-tools.js';

/** Names of the failed checks and their messages. */
export async function failures({ checks, close }: EngineConformance): Promise<Record<string, string>> {
  const failed: Record<string, string> = {};
  try {
    for (const { name, run } of checks) {
      await run().catch((error: unknown) => {
        failed[name] = error instanceof Error ? error.message : String(error);
      });
    }
  } finally {
    await close();
  }
  return failed;
}
