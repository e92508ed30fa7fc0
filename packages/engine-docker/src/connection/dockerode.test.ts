import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** Modules loaded by a separate process: this one shares its modules with other tests. */
function loadedBy(script: string): string {
  const module = JSON.stringify(new URL('../../dist/connection/dockerode.js', import.meta.url).href);
  const code = `import { createRequire } from 'node:module';
    import { loadDockerode } from ${module};
    const Docker = await loadDockerode();
    ${script}
    console.log(Object.keys(createRequire(${module}).cache).join('\\n'));`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8', timeout: 20_000 });
}

test('large parts are loaded when they are used, and not before', () => {
  const atFirst = loadedBy('');
  expect(atFirst).toContain('dockerode/lib/docker.js');
  expect(atFirst).not.toMatch(/node_modules\/(ssh2|@grpc\/grpc-js|protobufjs)\//);

  const withSsh =
    loadedBy(`const overSsh = new Docker({ protocol: 'ssh', host: '127.0.0.1', port: 1, username: 'nobody' });
    const failure = await overSsh.ping().catch((error) => error);
    if (!/ECONNREFUSED/.test(String(failure))) throw failure;`);
  expect(withSsh).toMatch(/node_modules\/ssh2\//);
  expect(withSsh).not.toMatch(/node_modules\/(@grpc\/grpc-js|protobufjs)\//);
});
