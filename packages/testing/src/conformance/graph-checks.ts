/**
 * Checks of a graph, for runtimes that build with one of their own: the rules that keep rebuilds
 * short and images small.
 *
 *   base ─ manifests ─ install ─┐           an install reads no sources: an edit leaves it cached
 *   base ───────────── copies ◀─┴ sources   the result is base plus copies: no command ran in it
 *
 * A graph does not show which commands need the network. So every command counts that does not
 * disable it (`network: 'none'`).
 */
import assert from 'node:assert/strict';
import { LlbError } from '@smolfaas/llb';
import { memoryTree } from '../memory-tree.js';
import {
  execsOf,
  type Graph,
  hasNetwork,
  identifierOf,
  nameOf,
  readGraph,
  rootSteps,
  secretMountOf,
  secretsOf,
  sourcesOf,
} from './graph.js';
import { attempt, type Built, built, type Check, type ConformanceSubject, type Example, isRecipe } from './subject.js';

const ALL = 'local://all';
const LOCALS = ['local://manifests', ALL];
const CA_VARIABLES = ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS'];

interface BuiltGraph extends Built {
  readonly graph: Graph;
}

/** Checks of the examples whose recipe is a graph. */
export function graphChecks(subject: ConformanceSubject): readonly Check[] {
  const each = (check: (built: BuiltGraph) => void) => () => graphsOf(subject).forEach(check);
  return [
    { name: 'graph: is a definition that BuildKit takes', run: () => checkValid(subject) },
    { name: 'graph: pins no worker', run: each(checkUnpinned) },
    { name: 'graph: reads the function as manifests and all', run: each(checkLocals) },
    { name: 'graph: installs dependencies without the sources', run: () => checkInstalls(subject) },
    { name: 'graph: a source edit leaves those steps as they are', run: () => checkEdits(subject) },
    { name: 'graph: the result is a base plus files', run: each(checkRoot) },
    { name: 'graph: commands with network trust the certificates of the host', run: each(checkCertificates) },
    { name: 'graph: every mounted secret has a source', run: each(checkSecrets) },
  ];
}

/** Leaves out bytes that are not a graph: only the first check reports them. */
function graphsOf(subject: ConformanceSubject): readonly BuiltGraph[] {
  return built(subject).flatMap((one) => {
    const graph = graphOf(one.recipe.image);
    return graph === undefined || graph instanceof LlbError ? [] : [{ ...one, graph }];
  });
}

function graphOf(image: Built['recipe']['image']): Graph | LlbError | undefined {
  if (image.kind !== 'llb') return undefined;
  try {
    return readGraph(image.definition);
  } catch (error) {
    if (error instanceof LlbError) return error;
    throw error;
  }
}

function checkValid(subject: ConformanceSubject): void {
  for (const { example, recipe } of built(subject)) {
    const graph = graphOf(recipe.image);
    const why = graph instanceof LlbError ? graph.message : '';
    const message = `the definition of example "${example.name}" cannot be read: ${why}; return marshal(state).bytes of @smolfaas/llb`;
    assert.ok(!(graph instanceof LlbError), message);
  }
}

function checkUnpinned({ example, graph }: BuiltGraph): void {
  for (const step of graph.definition.ops) {
    const message = `step "${nameOf(step)}" of example "${example.name}" has worker constraints: leave the choice of worker to the builder`;
    assert.ok((step.op.constraints?.filter.length ?? 0) === 0, message);
  }
}

function checkLocals({ example, graph }: BuiltGraph): void {
  for (const step of graph.definition.ops) {
    const identifier = identifierOf(step.op);
    if (identifier === undefined || identifier.startsWith('docker-image://')) continue;
    const message = `example "${example.name}" reads ${identifier}: only local('manifests') and local('all') are served, beside images`;
    assert.ok(LOCALS.includes(identifier), message);
  }
}

/** Digests of the commands that see no source; sorted, for comparison. */
function installs(graph: Graph): readonly string[] {
  const apart = execsOf(graph).filter(({ digest, exec }) => hasNetwork(exec) && !sourcesOf(graph, digest).has(ALL));
  return apart.map(({ digest }) => digest).toSorted();
}

/**
 * Some shapes must install beside their sources (workspaces), so one example that does not is
 * enough.
 */
function checkInstalls(subject: ConformanceSubject): void {
  const running = graphsOf(subject).filter(({ graph }) => execsOf(graph).some(({ exec }) => hasNetwork(exec)));
  if (running.length === 0) return;
  const message =
    `no example has a command that reads local('manifests') only: install dependencies in a step of its own before the ` +
    `sources are copied, and give an example that has some (looked at: ${running.map(({ example }) => example.name).join(', ')})`;
  assert.ok(
    running.some(({ graph }) => installs(graph).length > 0),
    message,
  );
}

function checkEdits(subject: ConformanceSubject): void {
  for (const { example, graph } of graphsOf(subject)) {
    for (const [edit, files] of editsOf(example)) {
      const answer = attempt(subject, memoryTree(files));
      const why = `example "${example.name}" with ${edit}`;
      assert.ok(isRecipe(answer), `${why} is no longer built: choose a plain source file as the example's "source"`);
      const after = graphOf(answer.image);
      if (after === undefined || after instanceof LlbError) continue;
      const message = `${why} has other dependency steps, so every edit would install again: let them depend on manifests only`;
      assert.deepEqual(installs(after), installs(graph), message);
    }
  }
}

function editsOf({ files, source }: Example): readonly (readonly [edit: string, files: Example['files']])[] {
  const added = ['one more file', { ...files, 'added/by-the-test.txt': 'new\n' }] as const;
  if (source === undefined) return [added];
  const text = files[source];
  assert.ok(text !== undefined, `the example's "source" names ${source}, which is not among its files`);
  return [added, [`an edit of ${source}`, { ...files, [source]: `${text}\n` }]];
}

function checkRoot({ example, graph }: BuiltGraph): void {
  for (const step of rootSteps(graph)) {
    const { op } = step.op;
    const clean = op.case === 'file' || (op.case === 'source' && op.value.identifier.startsWith('docker-image://'));
    const message =
      `the result of example "${example.name}" rests on "${nameOf(step)}": start it from a base image and copy into it what was ` +
      'built elsewhere, so that no tool, cache or secret of the build is left in a layer';
    assert.ok(clean, message);
  }
}

/**
 * Always required, also where no host certificate is set: a mount that is only sometimes present
 * would change every cache key.
 */
function checkCertificates({ example, graph }: BuiltGraph): void {
  for (const step of execsOf(graph).filter(({ exec }) => hasNetwork(exec))) {
    const at = `step "${nameOf(step)}" of example "${example.name}"`;
    const ca = secretMountOf(step.exec, 'ca');
    assert.ok(ca !== undefined, `${at} has no secret mount "ca": add secretMount(path, 'ca', { mode: 0o444 })`);
    const env = step.exec.meta?.env ?? [];
    const points = CA_VARIABLES.some((name) => env.includes(`${name}=${ca.dest}`));
    assert.ok(points, `${at} does not use its "ca" mount: set ${CA_VARIABLES.join(' or ')} to ${ca.dest}`);
  }
}

function checkSecrets({ example, graph, recipe }: BuiltGraph): void {
  for (const step of execsOf(graph)) {
    for (const { secretOpt } of secretsOf(step.exec)) {
      const id = secretOpt?.ID ?? '';
      const message = `step "${nameOf(step)}" of example "${example.name}" mounts secret "${id}", which nobody serves: add it to the recipe's "secrets"`;
      assert.ok(recipe.secrets?.[id] !== undefined, message);
    }
  }
}
