/**
 * Labels: the only proof that SmolFaaS created an object in the engine. A name alone is never
 * enough.
 *
 * Containers carry all of them. Images carry only project, function, content hash and recipe key,
 * so that the same source gives the same image.
 *
 * Gotcha: every container inherits its image's labels, whatever creates it. Only the role label
 * identifies a container that SmolFaaS created.
 */
export const LABEL = {
  project: 'dev.smolfaas.project',
  functionsDir: 'dev.smolfaas.functions-dir',
  /** What the object is for: `function`, `router`, `names`, `builder`, `network` or `volume`. */
  role: 'dev.smolfaas.role',
  function: 'dev.smolfaas.function',
  generation: 'dev.smolfaas.generation',
  /** On a function's container: its number within its generation, from 1; missing means 1. */
  instance: 'dev.smolfaas.instance',
  /** On a function's container: the address of its generation on the network. */
  alias: 'dev.smolfaas.alias',
  /** On a function's container: the port that it listens on; missing means 8000. */
  port: 'dev.smolfaas.port',
  /** On the router and on containers of names: the functions that they have as aliases. */
  names: 'dev.smolfaas.names',
  contentHash: 'dev.smolfaas.content-hash',
  recipeKey: 'dev.smolfaas.recipe-key',
  specHash: 'dev.smolfaas.spec-hash',
  /**
   * On a function's container: the settings that the user chose for it, each with a short digest of
   * its value, as JSON; missing when there are none.
   */
  settings: 'dev.smolfaas.settings',
  /**
   * On a function's container: its secrets, each with a keyed digest of its value, as JSON; missing
   * when there are none.
   */
  secrets: 'dev.smolfaas.secrets',
  /** On a builder: what it is allowed to do on its host (`BuilderPrivileges`). */
  privileges: 'dev.smolfaas.privileges',
  /** On a builder: the hash of its `BuilderReach`. */
  reach: 'dev.smolfaas.reach',
  /** On network and router: the name that the user gave the project; absent without one. */
  name: 'dev.smolfaas.name',
} as const;

/** Labels as the engine stores them. */
export type Labels = Readonly<Record<string, string>>;

/**
 * The identity of a set of functions: random, stored in the database and as a label on every
 * object.
 */
export interface Project {
  readonly id: string;
  /** Absolute real path of the functions directory. */
  readonly functionsDir: string;
}

/** A project as its database records it. */
export interface RecordedProject extends Project {
  /**
   * Path of the database when the project was recorded: a copied or moved database has another one.
   * Absent in records of earlier versions.
   */
  readonly stateDb?: string;
}
