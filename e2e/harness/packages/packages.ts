/**
 * Packages of several languages as their registries serve them: files by path, for a server that knows nothing of registries.
 */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { writeTar } from './write-tar.js';
import { zip } from '../zip.js';

type Served = Record<string, string | Buffer>;

/** A module as a proxy serves it (go.dev/ref/mod#goproxy-protocol). */
export function goModule(path: string, version: string, files: Readonly<Record<string, string>>): Served {
  const at = `/${path}/@v/${version}`;
  const inside = Object.entries(files).map(([name, text]): [string, string] => [`${path}@${version}/${name}`, text]);
  return {
    [`/${path}/@v/list`]: `${version}\n`,
    [`${at}.info`]: JSON.stringify({ Version: version, Time: '2026-01-01T00:00:00Z' }),
    [`${at}.mod`]: files['go.mod'] ?? '',
    [`${at}.zip`]: zip(Object.fromEntries(inside)),
  };
}

/** A package of Python in an index (PEP 503), with one wheel (PEP 427) whose module says `WORD`. */
export function wheel(name: string, word: string): Served {
  const module = name.replaceAll('-', '_');
  const file = `${module}-1.0-py3-none-any.whl`;
  const info = `${module}-1.0.dist-info`;
  return {
    [`/simple/${name}/`]: `<a href="${file}">${file}</a>`,
    [`/simple/${name}/${file}`]: zip({
      [`${module}.py`]: `WORD = "${word}"\n`,
      [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n`,
      [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
      [`${info}/RECORD`]: '',
    }),
  };
}

/** What a package of npm has besides. */
interface MoreOfNpmPackage {
  readonly manifest?: object;
  readonly files?: Readonly<Record<string, string>>;
}

/** A package of npm below `https://<host>/npm/`: its document, and one tarball whose module is a word. */
export function npmPackage(host: string, name: string, word: string, more: MoreOfNpmPackage = {}): Served {
  const manifest = { name, version: '1.0.0', main: 'index.js', ...more.manifest };
  const files = Object.entries(more.files ?? {}).map(([path, text]) => [`package/${path}`, text]);
  const tarball = gzipSync(
    writeTar({
      'package/package.json': JSON.stringify(manifest),
      'package/index.js': `module.exports = ${JSON.stringify(word)};\n`,
      ...Object.fromEntries(files),
    }),
  );
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const file = `${name.split('/').at(-1)}-1.0.0.tgz`;
  const dist = { tarball: `https://${host}/npm/${name}/-/${file}`, integrity };
  return {
    // A directory of this name holds the tarball, so the document is that directory's page.
    [`/npm/${name}/`]: JSON.stringify({
      name,
      'dist-tags': { latest: '1.0.0' },
      versions: { '1.0.0': { ...manifest, dist } },
    }),
    [`/npm/${name}/-/${file}`]: tarball,
  };
}
