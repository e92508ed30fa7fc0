/**
 * StateAccess of the in-memory engine: databases by path, and one lock per path with a single
 * holder.
 */
import { isDeepStrictEqual } from 'node:util';
import { SmolfaasError } from '../contract/errors.js';
import type { StateAccess, StateStore } from '../contract/state-store.js';
import { pause } from '../async/pause.js';
import { effect, type FakeDatabase, type World } from './world.js';

/** Databases that outlive a run. Every write is an effect. */
export function fakeState(world: World): StateAccess {
  return {
    open(path) {
      const database = world.databases.get(path) ?? {
        project: undefined,
        chosen: {},
        generations: new Map(),
        retired: [],
        rejections: new Map(),
        statCaches: new Map(),
      };
      world.databases.set(path, database);
      return { store: fakeStore(world, database, path) };
    },
    openReadonly(path) {
      const database = world.databases.get(path);
      return database && fakeStore(world, database, path);
    },
    exists: (path) => world.databases.has(path) || world.locks.has(path),
    async lock(path, verb, waitMs, signal, onWait) {
      const deadline = performance.now() + waitMs;
      signal.throwIfAborted();
      const first = world.locks.get(path);
      if (first !== undefined) onWait?.(first);
      for (let holder = world.locks.get(path); holder !== undefined; holder = world.locks.get(path)) {
        if (performance.now() >= deadline) throw new SmolfaasError('locked', holder);
        await pause(5, signal);
      }
      const own = { pid: process.pid, verb, since: Date.now() };
      world.locks.set(path, own);
      return {
        release() {
          if (world.locks.get(path) === own) world.locks.delete(path);
        },
      };
    },
    holder: (path) => world.locks.get(path),
    remove(path) {
      if (world.databases.get(path)?.project !== undefined) effect(world, 'db remove');
      world.databases.delete(path);
      world.locks.delete(path);
    },
  };
}

function fakeStore(world: World, database: FakeDatabase, path: string): StateStore {
  const sorted = () => [...database.generations.values()].sort((a, b) => (a.function < b.function ? -1 : 1));
  return {
    project: () => database.project,
    saveProject(project) {
      effect(world, 'db project');
      database.project = { ...project, stateDb: path };
    },
    chosen: () => database.chosen,
    saveChosen(chosen) {
      const all = { ...database.chosen, ...chosen };
      if (isDeepStrictEqual(all, database.chosen)) return;
      effect(world, 'db chosen');
      database.chosen = all;
    },
    generations: sorted,
    history: () => [...sorted(), ...database.retired],
    record(generation) {
      effect(world, `db record ${generation.function}`);
      const former = database.generations.get(generation.function);
      if (former !== undefined && former.generation !== generation.generation) database.retired.unshift(former);
      database.generations.set(generation.function, generation);
    },
    rejections: () => [...database.rejections.values()].sort((a, b) => (a.function < b.function ? -1 : 1)),
    reject(rejection) {
      effect(world, `db reject ${rejection.function}`);
      database.rejections.set(rejection.function, rejection);
    },
    liftRejection(fn) {
      if (!database.rejections.has(fn)) return;
      effect(world, `db lift-rejection ${fn}`);
      database.rejections.delete(fn);
    },
    forget(fn) {
      effect(world, `db forget ${fn}`);
      database.generations.delete(fn);
      database.rejections.delete(fn);
      database.statCaches.delete(fn);
      database.retired.splice(0, Infinity, ...database.retired.filter((one) => one.function !== fn));
    },
    statCache: (fn) => database.statCaches.get(fn),
    saveStatCache(fn, cache) {
      effect(world, `db stat-cache ${fn}`);
      database.statCaches.set(fn, cache);
    },
    secretKey: () => database.secretKey,
    saveSecretKey(key) {
      effect(world, 'db secret-key');
      database.secretKey = key;
    },
    together: (writes) => writes(),
    close: () => undefined,
  };
}
