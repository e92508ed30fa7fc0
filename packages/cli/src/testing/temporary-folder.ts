/**
 * Temporary folders for tests that touch real files. Each is removed at the end of the test that
 * created it, or of the test file if it was created outside a test. Import this from test files
 * only, since it registers hooks with the test runner.
 *
 * Gotcha: a hook registered while this module loads would belong to one file only, since unit tests
 * share processes and therefore modules.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

/** A new, empty folder. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'smolfaas-cli-test-'));
  removeAfterwards(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function removeAfterwards(remove: () => void): void {
  try {
    onTestFinished(remove);
  } catch {
    afterAll(remove); // no test runs
  }
}
