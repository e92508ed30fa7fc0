/**
 * Runs `smolfaas settings`: read the schema, find the key, print. It needs no session, because it
 * reads neither a project nor the engine.
 */
import { UsageError } from '../errors/usage-error.js';
import { readEnvironment } from '../process/environment.js';
import type { Output } from '../process/output.js';
import { createTheme, wantsColour } from '../render/theme.js';
import { reportSetting, reportSettings } from '../report/settings.js';
import { allSettings, findSetting, type Setting, shownKey } from '../settings/project-file/reference.js';
import { nearest } from '../text/nearest.js';
import { quote } from '../text/safe.js';

/** @param key undefined for all. @throws UsageError for a key that does not exist */
export function listSettings(key: string | undefined, output: Output, json: boolean): void {
  const { env, stdoutIsTerminal } = readEnvironment();
  const theme = createTheme(wantsColour(env, stdoutIsTerminal));
  const report = key === undefined ? reportSettings(allSettings(), theme) : reportSetting(settingOf(key), theme);
  output.data(json ? `${JSON.stringify(report.json, null, 2)}\n` : report.text);
}

function settingOf(key: string): Setting {
  const settings = allSettings();
  const found = findSetting(key, settings);
  if (found !== undefined) return found;
  const meant = nearest(key, settings.map(shownKey));
  const list = 'smolfaas help settings lists all';
  throw new UsageError(`no setting named ${quote(key)}`, meant === undefined ? list : `did you mean ${meant}? ${list}`);
}
