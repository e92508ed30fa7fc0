/**
 * The report of `inspect`: groups of lines `name  value` about one function. Always exit 0.
 */
import type { InspectOutcome, InspectedContainer, InspectedSetting } from '@smolfaas/core';
import { shortHash } from '@smolfaas/core';
import type { Theme } from '../render/theme.js';
import { rejectionText } from '../sentences/rejections.js';
import { conditionText, lastErrorText } from '../sentences/status.js';
import { moment } from '../text/moment.js';
import { safe, safeLogLine } from '../text/safe.js';
import { size } from '../text/size.js';
import { psJson } from './ps.js';
import type { Report } from './report.js';
import { type Cell, table } from './table.js';

export interface InspectLook {
  readonly theme: Theme;
  /** Milliseconds since 1970. */
  readonly now: number;
}

type Line = readonly [name: string, value: string | undefined];

export function reportInspect(found: InspectOutcome, look: InspectLook): Report {
  const { theme, now } = look;
  const groups: readonly (readonly [string | undefined, readonly Line[]])[] = [
    [undefined, functionLines(found, now)],
    ['Image', imageLines(found)],
    ['Settings', found.settings.map(settingLine)],
    ...found.containers.map((one) => [`Container ${safe(one.name)}`, containerLines(one, now)] as const),
    ['Versions', found.versions.map((one) => versionLine(one, now))],
  ];
  const lines = groups.flatMap(([title, all]) => group(title, all, theme));
  return { text: lines.map((line) => `${line}\n`).join(''), json: inspectJson(found, now), exit: 0 };
}

function group(title: string | undefined, lines: readonly Line[], theme: Theme): readonly string[] {
  const shown = lines.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value] as const]));
  if (shown.length === 0) return [];
  const rows = shown.map(([name, value]): Cell[] => [{ text: `  ${name}`, paint: theme.dim }, { text: value }]);
  return title === undefined ? table(rows) : ['', theme.strong(title), ...table(rows)];
}

function functionLines(found: InspectOutcome, now: number): readonly Line[] {
  const { status, directory, router, upstream, runtimePackage, rejection } = found;
  const { lastError } = status;
  return [
    ['function', safe(status.function)],
    ['status', conditionText(status)],
    ['last error', lastError && safeLogLine(lastErrorText(lastError, now))],
    ['directory', safe(directory ?? 'gone')],
    [
      'runtime',
      status.runtime && safe(`${status.runtime}${runtimePackage === undefined ? '' : ` (${runtimePackage})`}`),
    ],
    ['version', versionText(status)],
    ['URL', status.url && safe(status.url)],
    ['route', upstream === undefined ? `none (router: ${router})` : safe(upstream)],
    [
      'rejected',
      rejection &&
        `${shortHash(rejection.contentHash)} at ${moment(rejection.at, now)}: ${safeLogLine(rejectionText(rejection.reason))}`,
    ],
  ];
}

const versionText = ({ contentHash, generation }: InspectOutcome['status']): string | undefined =>
  contentHash === undefined || generation === undefined ? undefined : `${shortHash(contentHash)}-g${generation}`;

function imageLines({ image, pins = {} }: InspectOutcome): readonly Line[] {
  return [
    ['id', image && safe(image.id)],
    ['names', image?.tags.map(safe).join(', ')],
    ['digests', image?.digests.map(safe).join(', ')],
    ['size', image?.bytes === undefined ? undefined : size(image.bytes)],
    ...Object.entries(pins).map(([reference, digest]): Line => ['built on', safe(`${reference} ${digest}`)]),
  ];
}

const SOURCES = {
  'project-file': 'smolfaas.yaml',
  run: 'flag, environment or default',
  runtime: 'runtime',
  default: 'default',
} as const satisfies Record<InspectedSetting['source'], string>;

function settingLine({ name, value, source }: InspectedSetting): Line {
  const text = typeof value === 'object' ? value.join(', ') : String(value);
  return [safe(name), `${safe(text)}  (${SOURCES[source]})`];
}

/** What these labels say is in other lines, or means nothing to a reader; `--json` has all. */
const OWN_LABELS = 'dev.smolfaas.';

function containerLines(one: InspectedContainer, now: number): readonly Line[] {
  return [
    ['id', safe(one.id.slice(0, 12))],
    [
      'state',
      `${one.state}${one.exitCode === undefined ? '' : ` (exit ${one.exitCode})`}${one.serves ? ', serves' : ''}`,
    ],
    ['started', one.startedAt === undefined ? undefined : moment(one.startedAt, now)],
    ['restarts', one.restarts === undefined ? undefined : String(one.restarts)],
    ['networks', one.networks.map(safe).join(', ')],
    ['memory limit', one.memoryBytes === undefined ? undefined : `${Math.round(one.memoryBytes / 2 ** 20)} MiB`],
    ...Object.entries(one.labels)
      .filter(([name]) => !name.startsWith(OWN_LABELS))
      .map(([name, value]): Line => ['label', safe(`${name}=${value}`)]),
  ];
}

function versionLine(one: InspectOutcome['versions'][number], now: number): Line {
  const image = one.imageId.replace(/^sha256:/, '').slice(0, 12);
  return [
    `g${one.generation}`,
    `${shortHash(one.contentHash)}, image ${safe(image)}, built ${moment(one.builtAt, now)}`,
  ];
}

/** The document of `--json`, see docs/json.md. */
function inspectJson({ status, ...rest }: InspectOutcome, now: number): object {
  const { functions } = psJson({ functions: [status], router: rest.router }, now);
  return { ...functions[0], ...rest };
}
