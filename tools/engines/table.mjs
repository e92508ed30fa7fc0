/**
 * The table of docs/engines.md: which engine works with which builder, as the last run of each file of the suite found it. Pure.
 */
import { markdown } from '../../bench/report/markdown.mjs';
import { ENGINES } from './catalog.mjs';
import { LIMITS, limitOf } from './limits.mjs';
import { total } from './outcome.mjs';

/** Markdown; `found` is what e2e/engines/results.json holds. Limits are numbered, and explained below the table in the words of `limits`. */
export function engineTable(found, engines = ENGINES, limits = LIMITS) {
  const rows = found.map((row) => ({ ...row, ...total(row.files), reasons: reasonsOf(row, limits) }));
  const reasons = [...new Set(rows.flatMap((row) => row.reasons))];
  const lines = engines.flatMap((engine) =>
    engine.builders.map((builder) => {
      const row = rows.find((one) => one.engine === engine.id && one.builder === builder);
      return row === undefined ? [engine.title, '', '', builder, 'not run yet', ''] : cells(engine, row, reasons);
    }),
  );
  const head = ['engine', 'version', 'API', 'builder', 'whole suite', 'what does not work'];
  const notes = reasons.map((reason, i) => `${i + 1}. ${reason}`);
  return [markdown([head, ...lines]), ...(notes.length > 0 ? [notes.join('\n')] : [])].join('\n\n');
}

/** Why tests of the row that are limits cannot pass. @throws for one that is no longer declared: it has to run again */
function reasonsOf({ engine, files }, limits) {
  return Object.entries(files).flatMap(([file, { limited }]) =>
    limited.map((test) => {
      const limit = limitOf(engine, file, test, limits);
      if (limit === undefined) throw new Error(`no limit of ${engine} is declared for ${file}: ${test}`);
      return limit.reason;
    }),
  );
}

function cells(engine, row, reasons) {
  const failed = row.failed.length === 0 ? '' : `, ${row.failed.length} failed`;
  const limits = [...new Set(row.reasons.map((reason) => reasons.indexOf(reason) + 1))].sort((a, b) => a - b);
  const ran = Object.keys(row.files).length;
  const part = ran === row.suite ? '' : ` (${ran} of ${row.suite} files)`;
  const version = row.version.replace(/[+~].*$/, '');
  return [
    engine.title,
    version,
    row.apiVersion,
    row.builder,
    `${row.passed} passed${failed}${part}`,
    limits.length === 0 ? '' : `see ${limits.join(', ')}`,
  ];
}
