/**
 * The report of `up --dry-run`: what would be done for each function and why, what would be built
 * from which images, what else would change, and one line that sums it up.
 */
import type { FunctionPreview, PartPreview, Settings, UpPreview } from '@smolfaas/core';
import { describe } from '../errors/describe.js';
import { failureLines } from '../render/lines.js';
import type { Theme } from '../render/theme.js';
import { reasonText } from '../sentences/reasons.js';
import { shortName } from '../text/image-name.js';
import { safe } from '../text/safe.js';
import { errorJson, type Report } from './report.js';
import { type Cell, table } from './table.js';
import { emptyHint } from './up.js';

/** Inputs of the text besides the outcome. */
export interface PreviewLook {
  readonly theme: Theme;
  readonly settings: Pick<Settings, 'functionsDir'>;
}

/** Exit 1 when a function would fail, as far as its source shows. */
export function reportPreview(preview: UpPreview, { theme, settings }: PreviewLook): Report {
  const failed = preview.functions.filter(({ error }) => error !== undefined);
  const lines = preview.empty
    ? emptyHint(settings)
    : [
        ...functionTable(preview.functions, theme),
        ...section(builds(preview.functions, theme)),
        ...section(parts(preview, theme)),
        ...section(failed.flatMap((one) => failure(one, theme))),
        '',
        sum(preview),
      ];
  return {
    text: lines.map((line) => `${line}\n`).join(''),
    json: {
      ...preview,
      functions: preview.functions.map(({ error, ...fn }) => ({
        ...fn,
        reasons: fn.reasons.map(told),
        ...(error !== undefined && { error: errorJson(describe(error)) }),
      })),
      ...Object.fromEntries(
        (['network', 'router', 'builder'] as const).map((part) => [
          part,
          { action: preview[part].action, reasons: preview[part].reasons.map(told) },
        ]),
      ),
    },
    exit: failed.length > 0 ? 1 : 0,
  };
}

const told = (reason: FunctionPreview['reasons'][number]) => ({ ...reason, text: reasonText(reason) });
const section = (lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ['', ...lines]);

/** What each action means to a user; `keep` and `nothing` change nothing. */
const ACTIONS: Readonly<Record<string, string>> = {
  build: 'build and start',
  start: 'start',
  replace: 'replace',
  reroute: 'route',
  adopt: 'tidy up',
  nothing: 'unchanged',
  keep: 'keep',
  remove: 'remove',
};

function functionTable(functions: readonly FunctionPreview[], theme: Theme): string[] {
  const head = ['FUNCTION', 'WOULD', 'BECAUSE'].map((text): Cell => ({ text, paint: theme.dim }));
  const rows = functions.map(({ function: fn, action, serves, reasons, error }): Cell[] => {
    const would = action === 'build' && serves ? 'build and replace' : (ACTIONS[action] ?? action);
    return [
      { text: safe(fn), paint: theme.name },
      error === undefined
        ? { text: would, paint: isChange(action) ? theme.warn : theme.good }
        : { text: 'fail', paint: theme.bad },
      { text: reasons.map((one) => safe(reasonText(one))).join(', ') },
    ];
  });
  return functions.length === 0 ? [] : table([head, ...rows], theme.columns);
}

/** `build web with node, from node:24-slim (here), debian:12-slim (to be pulled)` */
function builds(functions: readonly FunctionPreview[], theme: Theme): string[] {
  return functions.flatMap(({ function: fn, build }) => {
    if (build === undefined) return [];
    const images = build.images.map(
      ({ reference, present }) => `${safe(shortName(reference))}${present ? '' : ' (to be pulled)'}`,
    );
    const downloads = build.downloads.map((address) => `${safe(address)} (to be downloaded)`);
    const from = [...images, ...downloads];
    return [
      `build ${theme.name(safe(fn))} with ${safe(build.runtime)}${from.length === 0 ? '' : `, from ${from.join(', ')}`}`,
    ];
  });
}

function parts({ network, router, builder }: UpPreview, theme: Theme): string[] {
  const line = (name: string, { action, reasons }: PartPreview): string[] =>
    action === 'nothing'
      ? []
      : [`${action} ${theme.name(name)}: ${reasons.map((one) => safe(reasonText(one))).join(', ')}`];
  return [...line('network', network), ...line('router', router), ...line('builder', builder)];
}

const failure = ({ function: fn, error }: FunctionPreview, theme: Theme): string[] =>
  error === undefined ? [] : failureLines(fn, describe(error), { theme });

const isChange = (action: string): boolean => action !== 'nothing' && action !== 'keep';

/** `Dry run: 2 of 5 would change (1 built), 1 would fail; nothing was touched.` */
function sum({ functions, outside }: UpPreview): string {
  const changed = functions.filter(({ action, error }) => isChange(action) && error === undefined);
  const failed = functions.filter(({ error }) => error !== undefined).length;
  const built = changed.filter(({ action }) => action === 'build').length;
  const counts = [
    `${changed.length} of ${functions.length} would change${built > 0 ? ` (${built} built)` : ''}`,
    ...(failed > 0 ? [`${failed} would fail`] : []),
    ...(outside.length > 0 ? [`${outside.length} left out`] : []),
  ];
  return `Dry run: ${counts.join(', ')}; nothing was touched.`;
}
