/**
 * Stages 1 to 3: the variables that the project file sets for a function: `env` and `env_file`.
 *
 *     files, in order   <   env   (null: the variable of this host)
 *
 * Gotcha: many projects share one `.env` with other tools, and it often sets PORT. A reserved
 * variable in a file is therefore ignored, but in `env` it is an error.
 */
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { InputFault, InputProblem } from '../../contract/errors.js';
import type { FunctionChoice, HostSettings } from '../../contract/settings.js';
import { errnoOf } from '../errno.js';
import type { ReadInputs } from './given.js';

/** What one function's variables depend on. */
export interface EnvironmentRequest {
  readonly function: string;
  readonly choice: Pick<FunctionChoice, 'env' | 'envFiles' | 'secrets'>;
  /** Names of the variables that SmolFaaS sets. */
  readonly reserved: ReadonlySet<string>;
}

/** The variables of each function. Reads files; a file that several functions name is read again. */
export function readEnvironments(
  requests: readonly EnvironmentRequest[],
  variables: HostSettings['variables'] = {},
): ReadInputs<Readonly<Record<string, string>>> {
  const read = requests.map((request) => ({ request, ...readEnvironment(request, variables) }));
  return {
    values: new Map(read.map(({ request, env }) => [request.function, env])),
    problems: read.flatMap(({ problems }) => problems),
  };
}

interface Environment {
  readonly env: Readonly<Record<string, string>>;
  readonly problems: readonly InputProblem[];
}

function readEnvironment(
  { function: fn, choice, reserved }: EnvironmentRequest,
  variables: NonNullable<HostSettings['variables']>,
): Environment {
  const { env = {}, envFiles = [], secrets = {} } = choice;
  const problems: InputProblem[] = [];
  const fault = (setting: string, why: InputFault): void => void problems.push({ function: fn, setting, why });
  const found = new Map<string, string>();
  for (const path of envFiles) {
    try {
      for (const [name, value] of Object.entries(fileVariables(path))) if (!reserved.has(name)) found.set(name, value);
    } catch (cause) {
      fault('env_file', { code: 'file-unreadable', path, errno: errnoOf(cause) });
    }
  }
  for (const [name, value] of Object.entries(env)) {
    const text = value ?? variables[name];
    if (reserved.has(name)) fault(`env.${name}`, { code: 'variable-reserved', variable: name });
    else if (text === undefined) fault(`env.${name}`, { code: 'variable-unset', variable: name });
    else found.set(name, text);
  }
  const taken = new Set(Object.keys(env));
  for (const [name, { variable }] of Object.entries(secrets)) {
    if (variable === undefined) continue;
    if (reserved.has(variable)) fault(`secrets.${name}`, { code: 'variable-reserved', variable });
    if (taken.has(variable)) fault(`secrets.${name}`, { code: 'variable-twice', variable });
    taken.add(variable);
    found.delete(variable);
  }
  return { env: Object.fromEntries(found), problems };
}

/** The variables of a dotenv file. A byte order mark before the first name is not part of it. */
function fileVariables(path: string): Readonly<Record<string, string>> {
  const parsed = parseEnv(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  const pairs = Object.entries(parsed).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return Object.fromEntries(pairs);
}
