/**
 * Writes oclif.manifest.json: names, flags and help of all commands as data, so that oclif finds a
 * command without importing any. Part of every build, directly after the bundle that it describes.
 */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Config, Plugin } from '@oclif/core';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const plugin = new Plugin({
  root,
  type: 'core',
  ignoreManifest: true,
  errorOnManifestCreate: true,
  respectNoCacheDefault: true,
});
await plugin.load();
// oclif describes a plug-in's commands relative to a Config.
await Config.load({ root, plugins: new Map([[plugin.name, plugin]]) });
writeFileSync(join(root, 'oclif.manifest.json'), `${JSON.stringify(plugin.manifest, null, 2)}\n`);
