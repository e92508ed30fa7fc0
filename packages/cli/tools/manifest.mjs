/**
 * Writes oclif.manifest.json: names, flags and help of all commands as data, so that a published CLI answers `--help` without
 * importing a command. Runs before packing; in a clone there is none, because it would go stale with every edit.
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
// Config is what a plug-in's commands are described against.
await Config.load({ root, plugins: new Map([[plugin.name, plugin]]) });
writeFileSync(join(root, 'oclif.manifest.json'), `${JSON.stringify(plugin.manifest, null, 2)}\n`);
