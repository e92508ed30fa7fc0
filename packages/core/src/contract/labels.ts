/**
 * Labels: the only thing that makes an object of the engine ours. A name alone is never enough.
 * Containers carry all of them; images carry only project, function, content hash and recipe key, so that the same source
 * gives the same image. A container inherits its image's labels, whoever makes it: one of ours is told by its role.
 */
export const LABEL = {
  project: 'dev.smolfaas.project',
  functionsDir: 'dev.smolfaas.functions-dir',
  /** What the object is for: `function`, `router`, `builder`, `network` or `volume`. */
  role: 'dev.smolfaas.role',
  function: 'dev.smolfaas.function',
  generation: 'dev.smolfaas.generation',
  /** Of a function's container: its number among the instances of its generation, from 1; missing means 1. */
  instance: 'dev.smolfaas.instance',
  /** Of a function's container: the address of its generation on the network. */
  alias: 'dev.smolfaas.alias',
  contentHash: 'dev.smolfaas.content-hash',
  recipeKey: 'dev.smolfaas.recipe-key',
  specHash: 'dev.smolfaas.spec-hash',
  /** Of a builder: how much it may do on its host (`BuilderPrivileges`). */
  privileges: 'dev.smolfaas.privileges',
  /** Of a builder: what its `BuilderReach` was, as a hash. */
  reach: 'dev.smolfaas.reach',
} as const;

/** Labels as the engine keeps them. */
export type Labels = Readonly<Record<string, string>>;

/** The identity of a set of functions: random, kept in the database and as a label on every object. */
export interface Project {
  readonly id: string;
  /** Absolute real path of the functions directory. */
  readonly functionsDir: string;
}
