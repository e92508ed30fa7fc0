// As `prisma generate` does: what it makes belongs to node_modules, and a cache beside it to the build only.
const { mkdirSync, writeFileSync } = require('node:fs');
const isOdd = require('is-odd');

mkdirSync('node_modules/.client', { recursive: true });
mkdirSync('node_modules/.cache/tool', { recursive: true });
writeFileSync('node_modules/.client/index.js', `module.exports = { odd: ${isOdd(3)} };\n`);
writeFileSync('node_modules/.cache/tool/state', 'x');
