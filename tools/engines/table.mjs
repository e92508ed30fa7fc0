/**
 * The table of docs/engines.md: which engine works with which builder, as the last run of each file of the suite found it. Pure.
 */
import { markdown } from '../../bench/report/markdown.mjs';
import { ENGINES } from './catalog.mjs';
import { total } from './outcome.mjs';

/** Markdown; `found` is what e2e/engines/results.json holds. Limits are numbered, and explained below the table. */
export function engineTable(found, engines = ENGINES) {
  const rows = found.map((row) => ({ ...row, ...total(row.files) }));
  const reasons = [...new Set(rows.flatMap((row) => row.limited.map(({ reason }) => reason)))];
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

function cells(engine, row, reasons) {
  const failed = row.failed.length === 0 ? '' : `, ${row.failed.length} failed`;
  const limits = [...new Set(row.limited.map(({ reason }) => reasons.indexOf(reason) + 1))].sort((a, b) => a - b);
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
