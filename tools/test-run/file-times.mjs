/**
 * A reporter for vitest: how long each test file took, hooks included, which the JSON report leaves out.
 *
 * Writes a JSON array of `{ file, ms }` to the path in SMOLFAAS_TEST_TIMES when the run ends.
 */
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';

export default class FileTimes {
  #times = [];

  onTestModuleEnd(module) {
    this.#times.push({ file: relative(process.cwd(), module.moduleId), ms: module.diagnostic().duration });
  }

  onTestRunEnd() {
    writeFileSync(process.env.SMOLFAAS_TEST_TIMES, JSON.stringify(this.#times));
  }
}
