/**
 * The seal of a bundle: a last line with the SHA-256 of everything before it. A file that was cut short, or in which a bit fell over, is
 * known before anything of it reaches an engine.
 *
 * The line stands behind the end of the tar archive, where tar readers have stopped: `docker load` takes a bundle as it is.
 */
import { createHash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';

const PREFIX = 'smolfaas-bundle sha256:';
/** In bytes: the prefix, 64 hexadecimal digits, a line end. */
const LENGTH = PREFIX.length + 64 + 1;

const sealOf = (digest: string): Buffer => Buffer.from(`${PREFIX}${digest}\n`);

/** Passes everything on, and the seal after it. */
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

/** Passes on everything but the seal. Ends with BrokenSeal when there is none, or when it is that of other bytes. */
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
