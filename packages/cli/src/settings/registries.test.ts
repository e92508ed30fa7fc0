/** Registries of the project file and of Docker's directories, from real files. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { registrySettings } from './registries.js';
import { registryCertificates } from './registry-certificates.js';

const PEM = (name: string) => `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----\n`;

function put(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

describe('the project file', () => {
  const root = temporaryFolder();
  put(root, { 'ca.pem': PEM('A'), 'empty.pem': '' });

  it('names files, whose content counts', () => {
    const choices = new Map([
      ['R.example:5000', { ca: join(root, 'ca.pem'), insecure: true }],
      ['docker.io', { mirrors: ['m.example'] }],
    ]);
    expect(registrySettings(choices)).toEqual({
      'r.example:5000': { ca: PEM('A'), insecure: true },
      'docker.io': { mirrors: ['m.example'] },
    });
  });

  it.each([
    ['none.pem', 'cannot be read (ENOENT)'],
    ['empty.pem', 'holds no certificate in PEM format'],
  ])('a file that is no help is refused: %s', (name, why) => {
    const choices = new Map([['r.example', { ca: join(root, name) }]]);
    const facts = { flag: 'registries."r.example".ca', value: join(root, name), why };
    expect(() => registrySettings(choices)).toThrow(expect.objectContaining({ code: 'bad-flag', facts }));
  });
});

describe('Docker’s directories', () => {
  it('the first that has a registry counts', () => {
    const [etc, home] = [temporaryFolder(), temporaryFolder()];
    put(etc, {
      'docker/certs.d/r.example:5000/ca.crt': PEM('A'),
      'docker/certs.d/r.example:5000/more.crt': PEM('B'),
      'docker/certs.d/r.example:5000/client.cert': 'CERT',
      'docker/certs.d/r.example:5000/client.key': 'KEY',
      'docker/certs.d/r.example:5000/lonely.cert': 'CERT',
      'docker/certs.d/empty.example/readme.txt': 'nothing',
      'docker/certs.d/no host name/ca.crt': PEM('C'),
      'docker/certs.d/file.example': PEM('D'),
    });
    put(home, {
      '.docker/certs.d/r.example:5000/ca.crt': PEM('E'),
      '.config/docker/certs.d/10.0.0.1/ca.crt': PEM('F'),
    });
    expect(registryCertificates({ home }, etc)).toEqual({
      'r.example:5000': { ca: PEM('A') + PEM('B'), client: { cert: 'CERT', key: 'KEY' } },
      '10.0.0.1': { ca: PEM('F') },
    });
  });

  it('there may be none', () => {
    expect(registryCertificates({ home: temporaryFolder() }, temporaryFolder())).toBeUndefined();
  });
});
