/**
 * Four kinds of tests, as vitest projects:
 *  - unit:   beside the file they test, no Docker, real temporary directories;
 *  - docker: `*.docker.test.*`, one adapter against a real Docker Engine;
 *  - e2e:    `e2e/*.test.ts`, the built CLI against a real engine, the way a user runs it.
 *  - engines: the third kind on one engine after the other, which takes hours: `npm run test:engines`.
 * Those that need an engine share one, and mostly wait for it: their files run two at a time, each with names and ports of its own; what stops, fills or
 * prunes an engine has one to itself (harness/throwaway-engine.ts). Unit tests have no engine and no state in modules, so
 * they share processes, one per processor: starting one per file took twice as long as all tests.
 */
import { defineConfig } from 'vitest/config';

/** The engines of `npm run test:engines` are new, so what they build first takes longer. */
const waitMs = 180_000 * Number(process.env['SMOLFAAS_TEST_PATIENCE'] ?? 1);
const onEngine = { testTimeout: waitMs, hookTimeout: waitMs, maxWorkers: 2 };

export default defineConfig({
  test: {
    globalSetup: ['tools/test-run/global-setup.mjs'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'tools/**/*.test.mjs', 'bench/**/*.test.mjs'],
          exclude: ['**/*.docker.test.{ts,mjs}', '**/node_modules/**'],
          isolate: false,
          maxWorkers: '100%',
        },
      },
      {
        test: {
          name: 'docker',
          include: ['packages/*/src/**/*.docker.test.ts', 'bench/**/*.docker.test.mjs'],
          ...onEngine,
        },
      },
      { test: { name: 'e2e', include: ['e2e/**/*.test.ts'], ...onEngine } },
      { test: { name: 'engines', include: ['e2e/engines/*.matrix.ts'], ...onEngine, fileParallelism: false } },
    ],
  },
});
