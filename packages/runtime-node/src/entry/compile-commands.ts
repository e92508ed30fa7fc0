/**
 * Commands of a `start` script that compile: `tsc && node dist/server.js`.
 *
 * A container cannot write into the function's directory, and compiling at each start would be
 * slow. So these commands run when the image is made, after `build`, and the command of the image is
 * what remains.
 */
import { wordsOf } from './start-script.js';

/** Programs that compile or prepare files. With subcommands, only those. */
const COMPILERS: Readonly<Record<string, readonly string[] | undefined>> = {
  tsc: undefined,
  tsup: undefined,
  tsdown: undefined,
  unbuild: undefined,
  swc: undefined,
  babel: undefined,
  esbuild: undefined,
  rollup: undefined,
  sass: undefined,
  postcss: undefined,
  tailwindcss: undefined,
  'tsc-alias': undefined,
  webpack: ['', 'build', 'b'],
  ncc: ['build'],
  vite: ['build'],
  next: ['build'],
  nuxt: ['build', 'generate', 'prepare'],
  nest: ['build'],
  astro: ['build'],
  remix: ['build', 'vite:build'],
  'react-router': ['build'],
  'react-scripts': ['build'],
  'vue-cli-service': ['build'],
  'svelte-kit': ['sync'],
  ng: ['build'],
  parcel: ['build'],
  prisma: ['generate'],
};

/** Programs that only move files about; they belong to the compiler beside them. */
const HELPERS = new Set(['rm', 'cp', 'mkdir', 'mv', 'rimraf', 'cpx', 'copyfiles', 'shx', 'mkdirp', 'del-cli', 'echo']);

/** The commands of a chain: those for the image, and those that start the function. */
export interface Chain {
  readonly compile: readonly string[];
  readonly start: readonly string[];
}

/** Splits a chain. The last command always starts the function. */
export function splitChain(commands: readonly string[]): Chain {
  const before = commands.slice(0, -1);
  if (!before.some((command) => isCompiler(wordsOf(command)))) return { compile: [], start: commands };
  const isForImage = (command: string) =>
    isCompiler(wordsOf(command)) || (HELPERS.has(wordsOf(command)[0] ?? '') && !command.includes('/tmp'));
  return {
    compile: before.filter(isForImage),
    start: [...before.filter((command) => !isForImage(command)), ...commands.slice(-1)],
  };
}

function isCompiler([program = '', ...rest]: readonly string[]): boolean {
  if (!Object.hasOwn(COMPILERS, program) || rest.some((word) => /^(?:-w|--watch)$/.test(word))) return false;
  const subcommands = COMPILERS[program];
  return subcommands === undefined || subcommands.includes(rest.find((word) => !word.startsWith('-')) ?? '');
}
