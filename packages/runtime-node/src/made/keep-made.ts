/**
 * The step after a function's own scripts: production dependencies, with what the scripts made in
 * node_modules.
 *
 *   installed (everything) ─ scripts ─▶ after ─┐
 *   installed (everything) = pristine ─────────┼─▶ made = what differs ─▶ beside production's tree
 *   installed (production) ────────────────────┘
 *
 * So `prisma generate`, patch-package and the like survive, and development dependencies do not
 * reach the image. Pruning one tree instead would copy all of it into the image after each edit
 * of a source, and package managers remove or restore files that they did not write.
 *
 * Two shapes. Where dependencies have a layer of their own, the made files join the sources in
 * /app, and the dependencies' layer stays as it is. Where sources and dependencies are one tree,
 * each node_modules in it is replaced.
 */
import { bindMount, EPOCH, mkfile, type RunOptions, type State } from '@smolfaas/llb';
import { keepMade } from './program.js';

const PROGRAM = '/run/keep-made.cjs';
const PATH = '/usr/local/bin:/usr/bin:/bin';
const AFTER = '/run/after';
const PRISTINE = '/run/pristine';
const PRODUCTION = '/run/production';

/** States that have node_modules at the same path, `modules`. */
export interface Trees {
  /** As installed, before scripts ran. */
  readonly pristine: State;
  /** As installed for production. */
  readonly production: State;
  readonly modules: string;
}

/** `app` with the files that scripts made in `after`'s node_modules, in its own. */
export function withMade(app: State, after: State, { pristine, production, modules }: Trees): State {
  const show = (dest: string, from: State) => bindMount(dest, from, { selector: modules, readonly: true });
  return run(app, ['apart', AFTER, PRISTINE, PRODUCTION], {
    program: keepMade(modules),
    mounts: [show(AFTER, after), show(PRISTINE, pristine), show(PRODUCTION, production)],
    name: 'keep what scripts made in node_modules',
  });
}

/** `app` with production's node_modules instead of everything, and with the files that scripts made. */
export function withProduction(app: State, { pristine, production }: Omit<Trees, 'modules'>): State {
  const show = (dest: string, from: State) => bindMount(dest, from, { selector: '/app', readonly: true });
  return run(app, ['together', '/app', PRISTINE, PRODUCTION], {
    program: keepMade('/app/node_modules'),
    mounts: [show(PRISTINE, pristine), show(PRODUCTION, production)],
    name: 'omit development dependencies',
  });
}

function run(
  app: State,
  args: readonly string[],
  { program, ...options }: RunOptions & { readonly program: string },
): State {
  const ready = app.file([mkfile(PROGRAM, program, { timestamp: EPOCH })], { name: 'write keep-made.cjs' });
  return ready.run(['node', PROGRAM, ...args], { cwd: '/app', env: { PATH }, network: 'none', ...options }).root;
}
