/**
 * A small image with a shell for tests on a real engine. It is an official image, or the stand-in
 * that the repository's setup assembles where no registry is reachable.
 */
import { homedir } from 'node:os';
import { ANONYMOUS } from './anonymous.test.fixture.js';
import { connectFirst } from './connection/connect.js';
import { findEndpoints } from './endpoint/find-endpoints.js';
import { hostFiles } from './endpoint/client-host.js';
import { hasImage } from './images/images.js';
import { pullImage } from './images/pull-image.js';

const OFFICIAL = 'docker.io/library/alpine:3.22';
const STAND_IN = 'smolfaas.local/base/static:trixie';

/**
 * The official image or the stand-in, whichever the engine has. If it has neither, the official one
 * is pulled.
 */
export const SMALL_IMAGE = await smallImage();

async function smallImage(): Promise<string> {
  const signal = AbortSignal.timeout(120_000);
  const engine = await connectFirst(findEndpoints({ env: process.env, home: homedir(), files: hostFiles }), signal);
  try {
    for (const image of [OFFICIAL, STAND_IN]) if (await hasImage(engine, image, signal)) return image;
    await pullImage(engine, ANONYMOUS, OFFICIAL, signal).catch((cause: unknown) => {
      throw new Error(`the engine has neither ${OFFICIAL} nor ${STAND_IN}, and cannot pull: ${String(cause)}`, {
        cause,
      });
    });
    return OFFICIAL;
  } finally {
    engine.close();
  }
}
