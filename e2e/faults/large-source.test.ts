/**
 * Row 13: sources that are large by mistake. They are refused before any builder is asked, so it is tested on one only, which has built before: what is
 * bounded is the memory for a source, and not that for moving images into a builder, or out of it.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeFunction } from '../harness/functions.js';
import { TestProject } from '../harness/project.js';

describe('row 13: sources that nobody meant', () => {
  let project: TestProject;
  beforeAll(async () => {
    project = await TestProject.create();
    await project.write('fn', nodeFunction());
    await project.write('small', nodeFunction('0'));
    await project.expectRun(0, 'up');
  });
  afterAll(() => project.dispose());

  /** Runs `up`, and tells how much memory it took at most, in bytes. */
  async function up(code: number, ...args: readonly string[]) {
    const report = join(project.dir, 'rss');
    const script = `import('node:fs').then((fs) => process.on('exit', () => fs.writeFileSync('${report}', String(process.resourceUsage().maxRSS))))`;
    project.env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}` };
    const result = await project.expectRun(code, 'up', ...args);
    return { ...result, rss: Number(await readFile(report, 'utf8')) * 1024 };
  }

  it('5 GB in one file: refused at once, with the largest files and how to leave them out; others go on', async () => {
    await project.write('fn', { 'data/huge.bin': '', 'data/large.bin': 'x'.repeat(1000) });
    await truncate(join(project.functionsDir, 'fn', 'data/huge.bin'), 5e9);
    const { stderr, rss } = await up(1);
    expect(stderr).toMatch(
      /fn: the source is 5\.0 GB, more than 1\.0 GB; largest: data\/huge\.bin \(5\.0 GB\), data\/large/,
    );
    expect(stderr).toContain('.dockerignore');
    expect(rss).toBeLessThan(150e6);
    await project.write('small', nodeFunction('small'));
    await up(1);
    expect(await project.invoke('small')).toMatchObject({ version: 'small' });
  });

  it('left out, it costs nothing', async () => {
    await project.write('fn', { '.dockerignore': 'data\n' });
    await up(0);
    expect(await project.invoke('fn')).toMatchObject({ version: '1' });
  });

  it('200 000 files: refused with the fullest directories, within the same memory', async () => {
    const many = join(project.functionsDir, 'fn', 'many');
    for (let folder = 0; folder < 200; folder++) {
      mkdirSync(join(many, String(folder)), { recursive: true });
      for (let file = 0; file < 1000; file++) writeFileSync(join(many, String(folder), String(file)), '');
    }
    const { stderr, rss } = await up(1);
    expect(stderr).toMatch(/fn: the source has more than 100000 files; largest: many\/\d+ \(1000\), /);
    expect(rss).toBeLessThan(150e6);
  });
});
