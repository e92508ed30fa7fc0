/**
 * The uv binary from its wheel on PyPI, downloaded and verified by pip with the user's own index and CA settings.
 *
 * The musllinux wheel is the one to take: its binary is static and runs on any base; the manylinux one needs glibc.
 */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../process/command.mjs';
import { VERSIONS } from '../versions.mjs';

/** Downloads and unpacks the wheel; returns the path of the `uv` binary. */
export async function unpackUv({ workDir, platform, signal }) {
  const stage = join(workDir, 'uv-wheel');
  await mkdir(stage);
  const exactly = ['--no-deps', '--only-binary=:all:', '--platform', platform.wheel, '--dest', stage];
  await run('pip', ['download', '--quiet', '--disable-pip-version-check', ...exactly, `uv==${VERSIONS.uv}`], {
    signal,
  });
  const [wheel] = await readdir(stage);
  await run('unzip', ['-q', join(stage, wheel), '-d', stage], { signal });
  return join(stage, `uv-${VERSIONS.uv}.data/scripts/uv`);
}
