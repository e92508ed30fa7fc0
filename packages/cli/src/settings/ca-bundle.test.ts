/** Which certificates builds trust, in which order, and which are refused with which message. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { caBundle, type CaSources } from './ca-bundle.js';
import { withRouter } from './client-certificates.js';
import { home, text } from './home.test.fixture.js';

const [OWN = '', EXTRA = '', MINE = ''] = rootCertificates;
const root = home({
  'system.pem': 'SYSTEM\n',
  'own.pem': `${OWN}\n`,
  'extra.pem': `# a comment\n${EXTRA}\n`,
  'mine.pem': MINE,
  'no.pem': 'hello',
  'damaged.pem': `${OWN}\n${EXTRA.slice(0, 200)}\n-----END CERTIFICATE-----\n`,
  'large.pem': `${OWN}\n${'#\n'.repeat(2_000_000)}`,
});
writeFileSync(join(root, 'own.der'), Buffer.from(OWN.replace(/-----[^-]+-----/g, ''), 'base64'));
const system = [join(root, 'system.pem')];
const bundle = (env: CaSources['env'], caFile?: string) =>
  text(caBundle({ env, cwd: root, caFile: ['--ca-file', caFile ?? ''] }, system));

describe('the certificates that builds trust', () => {
  it('are those of SSL_CERT_FILE, else of SSL_CERT_DIR, else of the system, else of Node.js', () => {
    mkdirSync(join(root, 'certs'));
    mkdirSync(join(root, 'certs', 'a directory'));
    for (const name of ['own', 'extra']) symlinkSync(join(root, `${name}.pem`), join(root, 'certs', name));
    symlinkSync('own', join(root, 'certs', '01234567.0'));
    writeFileSync(join(root, 'certs', 'README'), 'no certificate');
    const SSL_CERT_DIR = ['certs', 'certs'].join(':');
    expect(bundle({ SSL_CERT_FILE: 'own.pem', SSL_CERT_DIR })).toBe(`${OWN}\n`);
    expect(bundle({ SSL_CERT_DIR })).toBe(`${OWN}\n${EXTRA}\n`);
    expect(bundle({ SSL_CERT_FILE: '', SSL_CERT_DIR: '' })).toBe('SYSTEM\n');
    const none = caBundle({ env: {}, cwd: root }, [join(root, 'nowhere.pem')]);
    expect(text(none)).toBe(rootCertificates.join('\n'));
  });

  it('and then those of NODE_EXTRA_CA_CERTS and --ca-file, each once', () => {
    const extra = { NODE_EXTRA_CA_CERTS: join(root, 'extra.pem') };
    expect(bundle(extra)).toBe(`SYSTEM\n# a comment\n${EXTRA}\n`);
    expect(bundle(extra, 'mine.pem')).toBe(`SYSTEM\n# a comment\n${EXTRA}\n${MINE}\n`);
    expect(bundle({ ...extra, SSL_CERT_FILE: 'extra.pem' }, 'extra.pem')).toBe(`# a comment\n${EXTRA}\n`);
  });
});

describe('in a shell with the variables of smolfaas env', () => {
  const variables = {
    SMOLFAAS_ROUTER_CA: join(root, '.smolfaas-ca.pem'),
    NODE_EXTRA_CA_CERTS: join(root, '.smolfaas-ca.pem'),
    SSL_CERT_FILE: join(root, '.smolfaas-ca-bundle.pem'),
  };

  it('are those of before, also when the files are gone', () => {
    expect(bundle(variables)).toBe('SYSTEM\n');
    const before = caBundle({ env: { NODE_EXTRA_CA_CERTS: join(root, 'extra.pem') }, cwd: root }, system);
    writeFileSync(variables.SMOLFAAS_ROUTER_CA, MINE);
    writeFileSync(variables.SSL_CERT_FILE, withRouter(before, MINE), 'latin1');
    expect(bundle(variables)).toBe(text(before));
    expect(bundle({ ...variables, NODE_EXTRA_CA_CERTS: variables.SSL_CERT_FILE })).toBe(text(before));
  });

  it('and another file that the user names is used', () => {
    expect(bundle({ ...variables, SSL_CERT_FILE: 'own.pem' })).toBe(`${OWN}\n`);
  });
});

describe('a file that was named and cannot be used', () => {
  it.each([
    ['nowhere.pem', 'cannot be read (ENOENT)'],
    ['certs', 'cannot be read (EISDIR)'],
    ['no.pem', 'holds no PEM certificate (-----BEGIN CERTIFICATE-----)'],
    ['own.der', 'is DER, not PEM; convert it: openssl x509 -inform der -in FILE -out FILE.pem'],
    ['damaged.pem', 'certificate 2 in it cannot be read: it is damaged'],
  ])('%s: %s', (file, why) => {
    const refused = (flag: string) => expect.objectContaining({ code: 'bad-flag', facts: { flag, value: file, why } });
    expect(() => bundle({ SSL_CERT_FILE: file })).toThrow(refused('SSL_CERT_FILE'));
    expect(() => bundle({}, file)).toThrow(refused('--ca-file'));
  });

  it('more than a builder takes, with the sum', () => {
    const bytes = OWN.length + 1 + 4_000_000;
    const why = `with it the certificates have ${bytes} bytes; builders take 4000000`;
    const facts = { flag: 'SSL_CERT_FILE', value: 'large.pem', why };
    expect(() => bundle({ SSL_CERT_FILE: 'large.pem' })).toThrow(expect.objectContaining({ code: 'bad-flag', facts }));
    expect(() => bundle({}, 'large.pem')).toThrow(/--ca-file.*builders take 4000000/);
  });

  it('directories without certificates are none', () => {
    const refused = (value: string, why: string) =>
      expect.objectContaining({ facts: { flag: 'SSL_CERT_DIR', value, why } });
    mkdirSync(join(root, 'empty'));
    expect(() => bundle({ SSL_CERT_DIR: 'empty' })).toThrow(refused('empty', 'holds no PEM certificates'));
    expect(() => bundle({ SSL_CERT_DIR: join(root, 'gone') })).toThrow(
      refused(join(root, 'gone'), 'cannot be read (ENOENT)'),
    );
  });
});
