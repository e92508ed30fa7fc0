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
import { readIfThere } from './read-if-there.js';
import type { SourcedText, Values } from './values.js';

export const BUILDER_WORDS = ['auto', 'engine', 'container'] as const;

/** @throws bad-flag */
export function builderChoice(values: Values, cwd: string): BuilderChoice {
  const choice = builderOf(...values.text('builder'));
  const tls = values.given('builder-tls');
  if (tls === undefined) return choice;
  if (choice.kind === 'address' && choice.address.startsWith('tcp://')) return { ...choice, tls: tlsFiles(tls, cwd) };
  throw bad(tls, 'is for --builder tcp://HOST:PORT only');
}

/** A word, or an address without its TLS files. @throws bad-flag */
export function builderOf(source: string, text: string): BuilderChoice {
  const word = BUILDER_WORDS.find((one) => one === text);
  if (word !== undefined) return { kind: word };
  const address = addressOf(text);
  if (address !== undefined) return { kind: 'address', address };
  throw bad([source, text], 'must be auto, engine, container, unix:///PATH or tcp://HOST:PORT');
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

function tlsFiles(given: SourcedText, cwd: string) {
  const [source, folder] = given;
  const read = (name: string) => readIfThere(resolve(cwd, folder, name), source);
  const [ca, cert, key] = [read('ca.pem'), read('cert.pem'), read('key.pem')];
  if ((cert === undefined) !== (key === undefined)) {
    throw bad(given, `has ${cert ? 'cert.pem without key.pem' : 'key.pem without cert.pem'}`);
  }
  if (ca === undefined && cert === undefined) throw bad(given, 'has neither ca.pem nor cert.pem');
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}

function bad([flag, value]: SourcedText, why: string): SmolfaasError<'bad-flag'> {
  return new SmolfaasError('bad-flag', { flag, value, why });
}
