/**
 * Runs a piece of synchronous code while the doors to the outside are shut, and reports which of them it knocked at.
 *
 *   clock, chance      Date.now, new Date(), Date(), performance.now, Math.random, crypto.randomUUID and the like
 *   environment        process.env, .cwd, .arch, .platform, .pid and node:os
 *   files, programs    node:fs, node:fs/promises, node:child_process
 *   network            fetch, node:net, node:http, node:https, node:dns
 *   later              setTimeout, setInterval, setImmediate, queueMicrotask
 *
 * Functions of Node's modules are replaced in place and `syncBuiltinESMExports` carries that over to named imports, so it does not
 * matter how a handler imports them. All is put back before this returns; the code is synchronous, so nothing else runs meanwhile.
 *
 * What it cannot see: a function that was put aside when the module was loaded (`const now = Date.now`), native code, other
 * threads. It is a test of honest code, no sandbox.
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

/** What a handler could learn about the machine; the builder's may be another one. Shut last: synchronising reads them. */
const HOST = ['arch', 'platform', 'pid', 'ppid'];
const RANDOM = ['randomBytes', 'randomUUID', 'randomInt', 'randomFillSync'];

/**
 * Calls `code` and answers the doors that it tried, each once, in order; what it returns or throws is not looked at, since a
 * handler may catch the error that a shut door gives.
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

/** Whether the code fails is the matter of other checks. */
function attemptQuietly(code: () => unknown): void {
  try {
    code();
  } catch {
    return;
  }
}

/** One step for each door, so that those already shut are opened again if one cannot be. */
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

/** The functions of a module; classes stay, since `instanceof` does no harm. */
function verbs(module: object): string[] {
  return Object.entries(module).flatMap(([name, value]) =>
    typeof value === 'function' && /^[a-z]/.test(name) ? [name] : [],
  );
}

/** Functions hang off functions, too: `process.hrtime.bigint`, `fs.realpath.native`. */
function shutFunction(knock: () => never): () => never {
  return new Proxy(knock, { get: knock });
}

function replace(owner: object, name: string, value: unknown): Restore {
  return replaceBy(owner, name, { value, writable: true });
}

/** Own property or inherited one: afterwards the owner is as it was. */
function replaceBy(owner: object, name: string, property: PropertyDescriptor): Restore {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { ...property, configurable: true, enumerable: true });
  return () => {
    Reflect.deleteProperty(owner, name);
    if (before !== undefined) Object.defineProperty(owner, name, before);
  };
}

/** A date that is given is data; only the present moment is not. */
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
