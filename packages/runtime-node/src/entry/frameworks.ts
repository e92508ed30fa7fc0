/**
 * What frameworks make with their `build` script, as data: the server that they emit, what makes
 * files without a server, and which commands are for development only.
 *
 * Sources: the deployment pages of each framework's documentation. A framework that is missing here
 * still works by `main` or `start`.
 */
import type { SourceTree } from '@smolfaas/core';
import type { Package } from '../manifest.js';

/** A server that exists after the build. */
export interface BuiltServer {
  /** Any of these dependencies shows the framework. */
  readonly dependencies: readonly string[];
  /** The file that `node` runs; the function is only started by it when it exists. */
  readonly file: string;
  /** Environment that lets it listen on all addresses, where its default is the loopback. */
  readonly env?: string;
}

const SERVERS: readonly BuiltServer[] = [
  {
    dependencies: [
      'nuxt',
      'nitropack',
      'nitro',
      'vinxi',
      '@solidjs/start',
      '@tanstack/react-start',
      '@analogjs/platform',
    ],
    file: '.output/server/index.mjs',
  },
  { dependencies: ['@sveltejs/adapter-node'], file: 'build/index.js' },
  { dependencies: ['@astrojs/node'], file: 'dist/server/entry.mjs', env: 'HOST=0.0.0.0' },
  { dependencies: ['@nestjs/core'], file: 'dist/main.js' },
  { dependencies: ['@adonisjs/core'], file: 'bin/server.js' },
  { dependencies: ['@angular/ssr'], file: 'dist/server/server.mjs' },
];

/** Servers that the framework's own command starts, where package.json has no usable script. */
const COMMANDS: readonly (readonly [dependency: string, command: string])[] = [
  ['next', 'next start'],
  ['@remix-run/serve', 'remix-serve ./build/server/index.js'],
  ['@react-router/serve', 'react-router-serve ./build/server/index.js'],
];

/** What to do where a build makes files but no server, by the dependency that shows it. */
const WITHOUT_SERVER: readonly (readonly [dependency: string, hint: string])[] = [
  [
    '@sveltejs/kit',
    'SvelteKit makes a Node.js server with @sveltejs/adapter-node only: npm install -D @sveltejs/adapter-node, and name it in svelte.config.js',
  ],
  ['astro', 'Astro makes a Node.js server with @astrojs/node only: npx astro add node (mode: standalone)'],
  [
    '@remix-run/dev',
    'Remix needs a server: npm install @remix-run/serve; "start": "remix-serve ./build/server/index.js"',
  ],
  [
    '@react-router/dev',
    'React Router needs a server: npm install @react-router/serve; "start": "react-router-serve ./build/server/index.js"',
  ],
  ...['react-scripts', '@vue/cli-service', '@angular/cli', 'gatsby', 'parcel', 'vite', 'webpack'].map(
    (dependency): readonly [string, string] => [
      dependency,
      `${dependency} makes files for a browser, and no server: npm install serve; "start": "serve -s DIRECTORY -l 8000"`,
    ],
  ),
];

/** Subcommands that run a development server; an empty text stands for the bare command. */
const DEVELOPMENT: Readonly<Record<string, readonly string[]>> = {
  next: ['dev'],
  nuxt: ['dev'],
  nuxi: ['dev'],
  astro: ['', 'dev'],
  gatsby: ['develop'],
  vinxi: ['dev'],
  vite: ['', 'dev', 'serve', 'preview'],
  'svelte-kit': ['dev'],
  'solid-start': ['dev'],
  'react-router': ['dev'],
  remix: ['dev', 'vite:dev', 'watch'],
  rsbuild: ['', 'dev'],
  ng: ['serve', 's'],
  nest: ['start', 's'],
  'vue-cli-service': ['serve'],
  'react-scripts': ['start'],
  'webpack-dev-server': [''],
  webpack: ['serve', 's'],
  parcel: ['', 'serve'],
  expo: ['start'],
  wrangler: ['dev'],
};

/**
 * Dependencies that a server needs when a file exists, by its command: Next.js compiles next.config.ts
 * when it starts, and would install the compiler.
 */
const NEEDED_FOR: readonly { readonly command: string; readonly file: string; readonly dependency: string }[] = [
  { command: 'next', file: 'next.config.ts', dependency: 'typescript' },
  { command: 'next', file: 'next.config.mts', dependency: 'typescript' },
];

/** Dependencies that a command needs for files of the function. */
export function neededForFiles(words: readonly string[], tree: SourceTree): readonly string[] {
  const needed = NEEDED_FOR.filter(({ command, file }) => words[0] === command && tree.has(file));
  return needed.map(({ dependency }) => dependency);
}

/** The servers that the function's frameworks emit. */
export function builtServers({ dependencies }: Package): readonly BuiltServer[] {
  return SERVERS.filter((server) => server.dependencies.some((name) => dependencies.all.has(name)));
}

/** The command of a framework that starts what `build` made. */
export function serverCommand({ dependencies }: Package): string | undefined {
  return COMMANDS.find(([dependency]) => dependencies.all.has(dependency))?.[1];
}

/** What is missing for a server. */
export function missingServer({ dependencies }: Package): string | undefined {
  return WITHOUT_SERVER.find(([dependency]) => dependencies.all.has(dependency))?.[1];
}

/**
 * Whether a command runs a development server. Such servers compile into the project, which a
 * container cannot change, and listen on ports of their own. Vite's preview does so with its
 * configuration.
 */
export function isDevelopmentServer(words: readonly string[]): boolean {
  const [program = '', ...rest] = words;
  const subcommand = rest.find((word) => !word.startsWith('-')) ?? '';
  const known = DEVELOPMENT[program.split('/').at(-1) ?? ''];
  if (known === undefined) return false;
  return known.includes(subcommand) || (known.includes('') && /^[./]/.test(subcommand));
}
