/**
 * What `npm test` said of this machine's engine, as the row of that engine and its own builder: its end-to-end tests are the same suite, so they need
 * not run again.
 *
 * The report is vitest's, which `npm test` keeps where SMOLFAAS_TEST_REPORTS says. Invariant: it came from this commit, which is written
 * beside each file.
 */
import { readFileSync } from 'node:fs';
import { callEngine, readText } from '../engine/api.mjs';
import { findEngine } from '../engine/find.mjs';
import { NeedsUser } from '../process/say.mjs';
import { outcomeOf } from './outcome.mjs';
import { keepFiles } from './results.mjs';
import { commitUnderTest, suiteFiles } from './suite.mjs';

const ENGINE = 'docker-host';

/** Keeps what came of each file. @throws when the report cannot be read or no engine answers */
export async function takeReport(path) {
  const report = JSON.parse(readFileSync(path, 'utf8'));
  const engine = await findEngine();
  if (engine === undefined) throw new NeedsUser('No engine answers, so it cannot be said which one the report is of.');
  const answer = await callEngine(engine.endpoint, 'GET', '/version');
  const { Version: version, ApiVersion: apiVersion } = JSON.parse(await readText(answer));
  const commit = commitUnderTest();
  const seconds = secondsByFile(report);
  const files = Object.entries(outcomeOf(ENGINE, report)).map(([file, outcome]) => [
    file,
    { commit, seconds: seconds.get(file), ...outcome },
  ]);
  keepFiles({ engine: ENGINE, builder: 'engine', version, apiVersion }, Object.fromEntries(files), suiteFiles());
}

function secondsByFile({ testResults }) {
  return new Map(
    testResults.map(({ name, startTime, endTime }) => [
      name.replace(/^.*\/(?=e2e\/)/, ''),
      Math.round((endTime - startTime) / 1000),
    ]),
  );
}
