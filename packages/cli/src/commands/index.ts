/**
 * All commands by name, as oclif looks them up (`oclif.commands` in package.json). The bundle puts
 * them into one file: a command consists of flags and help texts, and imports its implementation
 * when it runs.
 */
import Check from './check.js';
import Down from './down.js';
import Images from './images.js';
import Du from './du.js';
import Projects from './projects.js';
import Prune from './prune.js';
import ImagesBundle from './images/bundle.js';
import ImagesLoad from './images/load.js';
import ImagesLock from './images/lock.js';
import ImagesPull from './images/pull.js';
import Runtimes from './runtimes.js';
import RuntimesNew from './runtimes/new.js';
import Settings from './settings.js';
import Up from './up.js';
import Wait from './wait.js';

export const COMMANDS = {
  check: Check,
  down: Down,
  images: Images,
  du: Du,
  projects: Projects,
  prune: Prune,
  'images:bundle': ImagesBundle,
  'images:load': ImagesLoad,
  'images:lock': ImagesLock,
  'images:pull': ImagesPull,
  runtimes: Runtimes,
  'runtimes:new': RuntimesNew,
  settings: Settings,
  up: Up,
  wait: Wait,
};
