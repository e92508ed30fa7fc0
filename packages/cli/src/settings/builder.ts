/**
 * Reads `--builder`: one of three words, or the address of a BuildKit daemon that the user runs.
 * Also reads the TLS files for such an address.
 *
 * The files have Docker's names (DOCKER_CERT_PATH): ca.pem, cert.pem and key.pem in one directory,
 * the last two together or not at all. They are read here, so an unreadable file is a wrong flag
 * and not a failed build.
 */
import { resolve } from 'node:path';
import { type BuilderChoice, SmolfaasError } from '@smolfaas/core';
import type { FlagValues } from '../flags/common.js';
import { readIfThere } from './read-if-there.js';

const WORDS = ['auto', 'engine', 'container'] as const;
const FLAG = '--builder';
const TLS_FLAG = '--builder-tls';

/** @throws bad-flag */
export function builderChoice(flags: Pick<FlagValues, 'builder' | 'builder-tls'>, cwd: string): BuilderChoice {
  const { builder, 'builder-tls': folder } = flags;
  const word = WORDS.find((one) => one === builder);
  const address = word === undefined ? addressOf(builder) : undefined;
  if (folder !== undefined && !address?.startsWith('tcp://')) {
    throw bad(TLS_FLAG, folder, 'is for --builder tcp://HOST:PORT only');
  }
  if (word !== undefined) return { kind: word };
  if (address === undefined)
    throw bad(FLAG, builder, 'must be auto, engine, container, unix:///PATH or tcp://HOST:PORT');
  return { kind: 'address', address, ...(folder !== undefined && { tls: tlsFiles(folder, cwd) }) };
}

/** The address in one spelling; undefined for text that is not an address. */
function addressOf(text: string): string | undefined {
  if (/^unix:\/\/\/./.test(text)) return text;
  if (!text.startsWith('tcp://') || !URL.canParse(text.replace('tcp:', 'http:'))) return undefined;
  const { hostname, pathname, search, hash, username } = new URL(text.replace('tcp:', 'http:'));
  const port = /:(\d+)\/?$/.exec(text)?.[1];
  if (port === undefined || hostname === '' || pathname !== '/' || search || hash || username) return undefined;
  return `tcp://${hostname}:${port}`;
}

function tlsFiles(folder: string, cwd: string) {
  const read = (name: string) => readIfThere(resolve(cwd, folder, name), TLS_FLAG);
  const [ca, cert, key] = [read('ca.pem'), read('cert.pem'), read('key.pem')];
  if ((cert === undefined) !== (key === undefined)) {
    throw bad(TLS_FLAG, folder, `has ${cert ? 'cert.pem without key.pem' : 'key.pem without cert.pem'}`);
  }
  if (ca === undefined && cert === undefined) throw bad(TLS_FLAG, folder, 'has neither ca.pem nor cert.pem');
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}

function bad(flag: string, value: string, why: string): SmolfaasError<'bad-flag'> {
  return new SmolfaasError('bad-flag', { flag, value, why });
}
