/**
 * The seal of a bundle: a last line with the SHA-256 of everything before it. It reveals a
 * truncated or corrupted file before any of it reaches an engine.
 *
 * Gotcha: the line follows the end of the tar archive, where tar readers have stopped. So `docker
 * load` accepts a bundle unchanged.
 */
import { createHash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';

const PREFIX = 'smolfaas-bundle sha256:';
/** In bytes: the prefix, 64 hexadecimal digits, a line end. */
const LENGTH = PREFIX.length + 64 + 1;

const sealOf = (digest: string): Buffer => Buffer.from(`${PREFIX}${digest}\n`);

/** Passes everything through, then appends the seal. */
export function sealing(): Transform {
  const hash = createHash('sha256');
  return new Transform({
    transform(chunk: Buffer, _, done: TransformCallback) {
      hash.update(chunk);
      done(undefined, chunk);
    },
    flush(done: TransformCallback) {
      done(undefined, sealOf(hash.digest('hex')));
    },
  });
}

/** Why a file is no bundle. */
export class BrokenSeal extends Error {
  override readonly name = 'BrokenSeal';
}

/**
 * Passes through everything but the seal. Fails with BrokenSeal if there is no seal, or if it does
 * not match the bytes.
 */
export function unsealing(): Transform {
  const hash = createHash('sha256');
  let held = Buffer.alloc(0);
  return new Transform({
    transform(chunk: Buffer, _, done: TransformCallback) {
      const all = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      const ready = all.subarray(0, Math.max(0, all.length - LENGTH));
      held = Buffer.from(all.subarray(ready.length));
      hash.update(ready);
      done(undefined, ready);
    },
    flush(done: TransformCallback) {
      if (!held.toString('latin1').startsWith(PREFIX)) return done(new BrokenSeal('it is cut short, or no bundle'));
      const sound = held.equals(sealOf(hash.digest('hex')));
      done(sound ? null : new BrokenSeal('its content is damaged: the checksum at its end is another'));
    },
  });
}
