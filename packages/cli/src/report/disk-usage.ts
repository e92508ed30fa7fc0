/**
 * The tables of `du`: functions first, since they grow, then what they depend on and everything
 * else that SmolFaaS created.
 */
import type { DiskUsage, Usage } from '@smolfaas/core';
import type { Theme } from '../render/theme.js';
import { safe } from '../text/safe.js';
import { size } from '../text/size.js';
import type { Report } from './report.js';
import { type Cell, table } from './table.js';

/** A size that the engine does not report is a dash and counts as 0 in the total. */
const UNKNOWN = '-';

export function reportUsage(usage: DiskUsage, theme: Theme): Report {
  const sections = [
    functionTable(usage, theme),
    usageTable('BASE IMAGE', usage.bases, theme),
    usageTable('VOLUME', usage.volumes, theme),
    usageTable('FILE', usage.files, theme),
  ].filter((lines) => lines.length > 0);
  const lines = [...sections.flatMap((section) => [...section, '']), `Total: ${size(usage.total)}`];
  return {
    text: lines.map((line) => `${line}\n`).join(''),
    json: { ...usage, volumes: usage.volumes.map(({ name, bytes = null }) => ({ name, bytes })) },
    exit: 0,
  };
}

function functionTable({ functions, sharedByFunctions }: DiskUsage, theme: Theme): string[] {
  if (functions.length === 0) return [];
  const rows = functions.map(({ name, images, bytes, reclaimable }) => [
    { text: safe(name), paint: theme.name },
    { text: String(images) },
    { text: size(bytes) },
    { text: reclaimable === 0 ? '' : size(reclaimable) },
  ]);
  const shared = [{ text: '(shared)' }, { text: '' }, { text: size(sharedByFunctions) }];
  const head = ['FUNCTION', 'IMAGES', 'OWN SIZE', 'PRUNABLE'];
  return table([paintHead(head, theme), ...rows, ...(sharedByFunctions > 0 ? [shared] : [])], theme.columns);
}

function usageTable(title: string, usages: readonly Usage[], theme: Theme): string[] {
  if (usages.length === 0) return [];
  const rows = usages.map(({ name, bytes }) => [
    { text: safe(name) },
    { text: bytes === undefined ? UNKNOWN : size(bytes) },
  ]);
  return table([paintHead([title, 'SIZE'], theme), ...rows], theme.columns);
}

const paintHead = (texts: readonly string[], theme: Theme): Cell[] => texts.map((text) => ({ text, paint: theme.dim }));
