import { expect, test } from 'vitest';
import { mirrorOf } from './mmdebstrap.mjs';
import { firstProxy } from './go.mjs';

test.each([
  ['one-line format', 'deb http://mirror.example/debian bookworm main', 'http://mirror.example/debian'],
  [
    'with options',
    'deb [signed-by=/k.gpg] https://mirror.example/debian/ trixie main',
    'https://mirror.example/debian',
  ],
  ['deb822 format', 'Types: deb\nURIs: http://mirror.example/debian\nSuites: trixie', 'http://mirror.example/debian'],
  [
    'security comes first',
    'deb http://s.example/debian-security x main\ndeb http://m.example/debian x main',
    'http://m.example/debian',
  ],
  ['Ubuntu', 'deb http://archive.example/ubuntu noble main', undefined],
  ['commented out', '# deb http://mirror.example/debian bookworm main', undefined],
])("the host's Debian mirror: %s", (_, text, mirror) => {
  expect(mirrorOf(text)).toBe(mirror);
});

test.each([
  [undefined, 'https://proxy.golang.org'],
  ['direct', 'https://proxy.golang.org'],
  ['https://goproxy.example/,direct', 'https://goproxy.example'],
  ['off|http://localhost:3000', 'http://localhost:3000'],
])('the first proxy of GOPROXY=%s is %s', (list, address) => {
  expect(firstProxy(list)).toBe(address);
});
