/**
 * All commands by name, as oclif looks them up (`oclif.commands` in package.json). The bundle puts
 * them into one file: a command consists of flags and help texts, and imports its implementation
 * when it runs.
 */
import Check from './check.js';
import Completion from './completion.js';
import Down from './down.js';
import Help from './help.js';
import Images from './images.js';
import Du from './du.js';
import Exec from './exec.js';
import Logs from './logs.js';
import Env from './env.js';
import Inspect from './inspect.js';
import Invoke from './invoke.js';
import Open from './open.js';
import Projects from './projects.js';
import Prune from './prune.js';
import Ps from './ps.js';
import ImagesBundle from './images/bundle.js';
import ImagesLoad from './images/load.js';
import ImagesLock from './images/lock.js';
import ImagesPull from './images/pull.js';
import Run from './run.js';
import Restart from './restart.js';
import Runtimes from './runtimes.js';
import RuntimesNew from './runtimes/new.js';
import Settings from './settings.js';
import Up from './up.js';
import Url from './url.js';
import Wait from './wait.js';

export const COMMANDS = {
  check: Check,
  completion: Completion,
  down: Down,
  help: Help,
  images: Images,
  du: Du,
  exec: Exec,
  logs: Logs,
  env: Env,
  inspect: Inspect,
  invoke: Invoke,
  open: Open,
  projects: Projects,
  prune: Prune,
  ps: Ps,
  'images:bundle': ImagesBundle,
  'images:load': ImagesLoad,
  'images:lock': ImagesLock,
  'images:pull': ImagesPull,
  run: Run,
  restart: Restart,
  runtimes: Runtimes,
  'runtimes:new': RuntimesNew,
  settings: Settings,
  up: Up,
  url: Url,
  wait: Wait,
};
