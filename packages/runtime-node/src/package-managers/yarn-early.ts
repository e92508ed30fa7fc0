/**
 * Yarn 2 and 3, which install production dependencies only with a plug-in.
 *
 * So everything is installed first, which checks the lock file. Then the development dependencies
 * are removed from each package.json of the step, and yarn installs once more, from the same
 * versions. What yarn then writes to the lock file stays in the step.
 */
import type { PackageManager } from './manager.js';
import { yarnBerry } from './yarn-berry.js';

const OMIT_DEVELOPMENT = `const fs = require('fs'), path = require('path');
(function visit(dir) {
  for (const entry of fs.readdirSync(dir, { withFileTypes: true })) {
    const file = path.join(dir, entry.name);
    if (entry.isDirectory() && entry.name !== 'node_modules') visit(file);
    if (entry.name !== 'package.json') continue;
    const json = JSON.parse(fs.readFileSync(file, 'utf8'));
    delete json.devDependencies;
    fs.writeFileSync(file, JSON.stringify(json, null, 2) + '\\n');
  }
})('/app');`;

export const yarnEarly: PackageManager = {
  ...yarnBerry,
  install(what, locked) {
    const everything = locked ? ['install', '--immutable'] : ['install'];
    return what === 'everything' ? [everything] : [everything, ['node', '-e', OMIT_DEVELOPMENT], ['install']];
  },
};
