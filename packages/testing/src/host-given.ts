/**
 * Settings of a host that does not exist: the input of a handler's `hostSetting`, for tests of a
 * runtime that merges settings of its users.
 */
import type { HostGiven } from '@smolfaas/core';

/**
 * Files below `/home/me`, variables and proxies as a handler receives them.
 * @param files texts by the names under which the manifest declares the files
 * @param variables values of environment variables
 */
export function hostGiven(
  files: Readonly<Record<string, string>>,
  variables: HostGiven['variables'] = {},
  proxy: HostGiven['proxy'] = {},
): HostGiven {
  const encoder = new TextEncoder();
  const found = Object.entries(files).map(
    ([name, text]) => [name, { path: `/home/me/${name}`, content: encoder.encode(text) }] as const,
  );
  return { files: Object.fromEntries(found), variables, proxy };
}
