/**
 * Runs synchronous code with all access to the host blocked, and reports what the code tried to
 * use.
 *
 *   clock, chance      Date.now, new Date(), Date(), performance.now, Math.random,
 *                      crypto.randomUUID and the like
 *   environment        process.env, .cwd, .arch, .platform, .pid and node:os
 *   files, programs    node:fs, node:fs/promises, node:child_process
 *   network            fetch, node:net, node:http, node:https, node:dns
 *   later              setTimeout, setInterval, setImmediate, queueMicrotask
 *
 * Functions of Node's modules are replaced in place, and `syncBuiltinESMExports` applies that to
 * named imports. So it does not matter how a handler imports them. Everything is restored before
 * this returns; the code is synchronous, so nothing else runs meanwhile.
 *
 * Gotcha: it does not see a function that was saved when the module was loaded (`const now =
 * Date.now`), native code, or other threads. It tests honest code and is not a sandbox.
 */
import childProcess from 'node:child_process';
import crypto from 'node:crypto';
import dns from 'node:dns';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import os from 'node:os';

type Restore = () => void;
type Report = (door: string) => never;

/**
 * What a handler could learn about this machine; the builder's machine may differ. Blocked last:
 * synchronising reads them.
 */
const HOST = ['arch', 'platform', 'pid', 'ppid'];
const RANDOM = ['randomBytes', 'randomUUID', 'randomInt', 'randomFillSync'];

/**
 * Calls `code` and returns what it tried to use, each once, in order. Its result or error is
 * ignored, since a handler may catch the error of a blocked function.
 */
export function doorsTried(code: () => unknown): readonly string[] {
  const tried = new Set<string>();
  const report: Report = (door) => {
    tried.add(door);
    throw new Error(`${door} is out of reach: a handler depends on nothing but its input`);
  };
  const restores: Restore[] = [];
  try {
    for (const close of doors(report)) restores.push(close());
    syncBuiltinESMExports();
    for (const name of HOST) restores.push(replaceBy(process, name, { get: () => report(`process.${name}`) }));
    attemptQuietly(code);
  } finally {
    for (const restore of restores.toReversed()) restore();
    syncBuiltinESMExports();
  }
  return [...tried];
}

/** Other checks report whether the code fails. */
function attemptQuietly(code: () => unknown): void {
  try {
    code();
  } catch {
    return;
  }
}

/**
 * One function for each blocked access, so that those already blocked are restored if one cannot
 * be.
 */
function doors(report: Report): readonly (() => Restore)[] {
  const modules = { fs, 'fs/promises': fs.promises, child_process: childProcess, net, http, https, dns, os };
  const shut = (owner: object, names: readonly string[], label: string) =>
    names.map((name) => {
      const knock = () => report(`${label}${name}`);
      return () => replace(owner, name, shutFunction(knock));
    });
  return [
    ...Object.entries(modules).flatMap(([name, module]) => shut(module, verbs(module), `node:${name}.`)),
    ...shut(crypto, RANDOM, 'node:crypto.'),
    ...shut(globalThis.crypto, ['randomUUID', 'getRandomValues'], 'crypto.'),
    ...shut(Math, ['random'], 'Math.'),
    ...shut(performance, ['now'], 'performance.'),
    ...shut(process, ['cwd', 'hrtime', 'uptime'], 'process.'),
    ...shut(globalThis, ['fetch', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'], ''),
    () => replace(globalThis, 'Date', withoutNow(report)),
    () => replace(process, 'env', withoutValues(report)),
  ];
}

/** The functions of a module. Classes are not replaced, since `instanceof` does no harm. */
function verbs(module: object): string[] {
  return Object.entries(module).flatMap(([name, value]) =>
    typeof value === 'function' && /^[a-z]/.test(name) ? [name] : [],
  );
}

/** Functions can be properties of functions, too: `process.hrtime.bigint`, `fs.realpath.native`. */
function shutFunction(knock: () => never): () => never {
  return new Proxy(knock, { get: knock });
}

function replace(owner: object, name: string, value: unknown): Restore {
  return replaceBy(owner, name, { value, writable: true });
}

/** Replaces an own or inherited property; afterwards the owner is exactly as before. */
function replaceBy(owner: object, name: string, property: PropertyDescriptor): Restore {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { ...property, configurable: true, enumerable: true });
  return () => {
    Reflect.deleteProperty(owner, name);
    if (before !== undefined) Object.defineProperty(owner, name, before);
  };
}

/** A date made from a value is data; only the present time is blocked. */
function withoutNow(report: Report): DateConstructor {
  return new Proxy(Date, {
    get: (target, key) => (key === 'now' ? () => report('Date.now') : Reflect.get(target, key)),
    apply: () => report('Date()'),
    construct: (target, args) => (args.length === 0 ? report('new Date()') : Reflect.construct(target, args)),
  });
}

function withoutValues(report: Report): NodeJS.ProcessEnv {
  const env = () => report('process.env');
  return new Proxy({}, { get: env, has: env, ownKeys: env, set: env, getOwnPropertyDescriptor: env });
}
