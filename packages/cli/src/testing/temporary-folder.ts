/**
 * Folders for tests that touch real files. Each is removed when the test is done that made it, or the test file when it was made outside of
 * one; import this from test files only, since it registers itself with the test runner.
 *
 * What would surprise: a hook that is registered while this module loads would be one file's only, since unit tests share processes and
 * so modules.
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
