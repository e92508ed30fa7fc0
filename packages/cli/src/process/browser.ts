/**
 * Hands a URL to the browser of the desktop. The browser outlives this process.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Environment } from './environment.js';

/** @returns false where there is no display, or no program that opens URLs */
export async function openInBrowser(url: string, environment: Pick<Environment, 'env' | 'platform'>): Promise<boolean> {
  const words = opener(environment);
  if (words === undefined) return false;
  const [command = '', ...args] = words;
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  child.unref();
  try {
    await once(child, 'spawn');
    return true;
  } catch {
    return false;
  }
}

/** The command that opens a URL; undefined without a display. Pure. */
export function opener({ env, platform }: Pick<Environment, 'env' | 'platform'>): readonly string[] | undefined {
  if (platform === 'darwin') return ['open'];
  // The empty word is the title of the window, which `start` takes from its first quoted argument.
  if (platform === 'win32') return ['cmd', '/c', 'start', '""'];
  return env['DISPLAY'] || env['WAYLAND_DISPLAY'] ? ['xdg-open'] : undefined;
}
