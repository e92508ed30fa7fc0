const { mkdirSync, writeFileSync } = require('fs');
require('picocolors');

mkdirSync('generated', { recursive: true });
writeFileSync('generated/client.js', "module.exports = { generated: true };\n");
