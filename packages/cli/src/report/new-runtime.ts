/**
 * The report of `smolfaas runtimes new`: the files that were written, and the commands from there
 * to a published package. An end-to-end test runs these lines in this order, all but the last one.
 */
import type { DiscoveredRuntime } from '../runtimes/discovered-runtime.js';
import { safe } from '../text/safe.js';
import type { Report } from './report.js';

export interface WrittenRuntime {
  readonly id: string;
  /** Relative to the working directory; the package has the same name. */
  readonly folder: string;
  readonly files: readonly string[];
  /** A runtime of the same id that is already installed. */
  readonly taken?: DiscoveredRuntime;
}

export function reportNewRuntime({ id, folder, files, taken }: WrittenRuntime): Report {
  const note =
    taken === undefined
      ? []
      : ['', `Note: ${id} is also the id of ${safe(taken.package)}; once linked or installed, yours takes its place.`];
  const lines = [
    `Wrote ${folder}:`,
    ...files.map((file) => `  ${file}`),
    ...note,
    '',
    'Next:',
    `  cd ${folder} && npm install`,
    '  npm test                        # the rules that every runtime keeps',
    '  smolfaas plugins link .         # smolfaas now uses this directory; every edit builds again',
    `  cd .. && mkdir -p functions && cp -r ${folder}/example functions/${id}-example`,
    '  smolfaas up',
    `  cd ${folder} && npm publish     # then anyone: smolfaas plugins install ${folder}`,
  ];
  return { text: lines.map((line) => `${line}\n`).join(''), json: { id, package: folder, folder, files }, exit: 0 };
}
