/**
 * `go-build:1.26`, for `golang:1.26-alpine`: the official toolchain, itself static, on the small base. Its files are linked and not
 * moved: another layer may be compiling with them.
 */
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../process/command.mjs';
import { VERSIONS } from '../versions.mjs';
import { staticLayer } from './static.mjs';

const goLayer = {
  id: `go-${VERSIONS.go}`,
  needs: (sources) => sources.goToolchain(),
  async stage(directory, toolchain, { signal }) {
    await mkdir(join(directory, 'usr/local'), { recursive: true });
    await run('cp', ['-al', toolchain, join(directory, 'usr/local/go')], { signal });
    for (const name of ['go/src', 'go/bin']) await mkdir(join(directory, name), { recursive: true });
    for (const name of ['go', 'go/src', 'go/bin']) await chmod(join(directory, name), 0o1777);
    return directory;
  },
};

export const goBuild = {
  name: 'smolfaas.local/base/go-build:1.26',
  standsFor: 'golang:1.26-alpine',
  revision: 2,
  layers: [staticLayer, goLayer],
  config: {
    Env: [
      'PATH=/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      `GOLANG_VERSION=${VERSIONS.go}`,
      'GOTOOLCHAIN=local',
      'GOPATH=/go',
    ],
    WorkingDir: '/go',
    Cmd: ['/bin/sh'],
  },
};
