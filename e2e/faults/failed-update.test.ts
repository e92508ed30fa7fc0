/**
 * An update that fails leaves the version before in service. `up` says which one that is and counts what
 * failed; `check` does not advise to run `up` again for a source that `up` has just rejected.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeFunction, nodeScript } from '../harness/functions.js';
import { TestProject } from '../harness/project.js';

const REJECTED = /Source was rejected by the last up at \d\d:\d\d/;
const CHANGE = "Summary: 1 function(s) need attention. Change the source, then run 'smolfaas up'.";
const FIX = "Summary: 1 function(s) need attention. Run 'smolfaas up' to fix.";
const STILL = /failed \(still serving the version of \d\d:\d\d\)/;

let project: TestProject;
beforeAll(async () => {
  project = await TestProject.create();
  await project.write('web', nodeFunction('good'));
  await project.write('other', nodeFunction('other'));
  await project.expectRun(0, 'up');
});
afterAll(() => project.dispose());

describe('rows 19 and 31: a failed update', () => {
  it.each<[string, string, Readonly<Record<string, string>>]>([
    [
      'does not build',
      'build step ".+" failed',
      { 'package.json': '{"name":"fn","private":true,"scripts":{"build":"exit 3"}}\n' },
    ],
    ['exits at once', 'it exited with code 7', nodeScript('process.exit(7)')],
  ])('%s: up names what still serves and counts, check advises to change the source', async (_, reason, files) => {
    await project.write('web', { ...nodeFunction('good'), ...files });
    const up = await project.expectRun(1, 'up');
    expect(up.stderr).toMatch(new RegExp(`^ {2}web ${STILL.source}$`, 'm'));
    expect(up.stdout).toMatch(new RegExp(`^web +${STILL.source} `, 'm'));
    expect(up.stdout).toContain('\n1 ok, 1 failed\n');
    expect(await project.invoke('web')).toMatchObject({ version: 'good' });

    const check = await project.expectRun(1, 'check');
    expect(check.stdout).toMatch(new RegExp(`web:\n {2}✗ ${REJECTED.source} \\(${reason}\\)\n`));
    expect(check.stdout).not.toContain('rebuild needed');
    expect(check.stdout).toContain('  ✓ Container running\n  ✓ Image matches stored state\n');
    expect(check.stdout).toContain(CHANGE);

    const json = JSON.parse((await project.expectRun(1, 'up', '--json')).stdout) as {
      counts: unknown;
      functions: { function: string; stillServing?: { builtAt: number } }[];
    };
    expect(json.counts).toEqual({ ok: 1, failed: 1 });
    const web = json.functions.find((one) => one.function === 'web');
    expect(Date.now() - (web?.stillServing?.builtAt ?? 0)).toBeLessThan(600_000);
  });

  it('other source is not rejected yet, and the former source never was', async () => {
    await project.write('web', nodeFunction('next'));
    const changed = await project.expectRun(1, 'check');
    expect(changed.stdout).toContain('✗ Source hash changed (rebuild needed)');
    expect(changed.stdout).toContain(FIX);
    await project.expectRun(0, 'up');
    const { stdout } = await project.expectRun(0, 'check');
    expect(stdout).toContain('Summary: all 2 function(s) consistent.');
  });

  it('where a build step does not reach its registry, check advises up again: the source may be as it should be', async () => {
    const failing = 'console.error("npm error code EAI_AGAIN"); process.exit(1)';
    const scripts = { build: `node -e '${failing}'` };
    const manifest = JSON.stringify({ name: 'fn', private: true, scripts });
    await project.write('web', { ...nodeFunction('later'), 'package.json': manifest });
    const up = await project.expectRun(1, 'up');
    expect(up.stderr).toContain('EAI_AGAIN');
    const { stdout } = await project.expectRun(1, 'check');
    expect(stdout).toContain('✗ Source hash changed (rebuild needed)');
    expect(stdout).toContain(FIX);
  });
});
