/**
 * Stages 1 to 3: the values of functions' secrets, from this host's environment, files and commands.
 *
 * Each command runs once, however many functions name it: a password store may ask for a passphrase
 * each time. Commands of all functions run before anything starts, a few at once.
 *
 * Invariants:
 *  1. Only `up` calls this: no other command reads a secret or runs a command for one.
 *  2. Values that were printed before a failure are known to the listener too, so that the error's
 *     own lines do not show them.
 */
import { createHmac } from 'node:crypto';
import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { boundedMap } from '../../async/bounded-map.js';
import type { InputFault, InputProblem } from '../../contract/errors.js';
import type { PipelineContext } from '../../contract/pipeline.js';
import type { FunctionChoice, HostSettings, SecretChoice, SecretOrigin } from '../../contract/settings.js';
import { canonicalOrigin } from './secret-origin.js';
import { errnoOf } from '../errno.js';
import type { GivenSecret, ReadInputs } from './given.js';
import { type CommandResult, MOST_BYTES, runSecretCommand } from './secret-command.js';

/** At most this many commands run at once. */
const AT_ONCE = 4;

/** Hex digits of a digest. It is keyed, so a shorter one gives nothing away either. */
const DIGEST_LENGTH = 32;

/** One function that may have secrets. */
export interface SecretRequest {
  readonly function: string;
  readonly choice: Pick<FunctionChoice, 'secrets'>;
}

/** The part of a run's context that is used here. */
export interface SecretContext extends Pick<PipelineContext, 'onSecrets' | 'signal'> {
  readonly settings: { readonly host: Pick<HostSettings, 'variables'> };
}

/**
 * The secrets of each function that has any, sorted by name.
 * @param key of the digests, see StateStore
 * @throws the signal's reason
 */
export async function readSecrets(
  requests: readonly SecretRequest[],
  key: Uint8Array,
  context: SecretContext,
): Promise<ReadInputs<readonly GivenSecret[]>> {
  const wanted = requests.flatMap(({ function: fn, choice: { secrets = {} } }) =>
    Object.entries(secrets).map(([name, choice]) => ({ function: fn, name, choice })),
  );
  const origins = new Map(wanted.map(({ choice: { from } }) => [canonicalOrigin(from), from]));
  const read = await boundedMap(
    [...origins],
    AT_ONCE,
    context.signal,
    async ([id, from]) => [id, await readOrigin(from, context)] as const,
  );
  context.onSecrets?.(read.map(([, { stdout: value }]) => ({ value, kind: 'value' })));
  const results = new Map(read);
  const problems: InputProblem[] = [];
  const values = new Map<string, GivenSecret[]>();
  for (const { function: fn, name, choice } of wanted) {
    const { stdout, output, fault = valueFault(stdout, choice) } = results.get(canonicalOrigin(choice.from)) ?? NONE;
    if (fault !== undefined) {
      const setting = `secrets.${name}`;
      problems.push({ function: fn, setting, why: fault, ...(output.length > 0 && { output }) });
      continue;
    }
    const { variable } = choice;
    const digest = digestOf(key, [fn, name], stdout);
    const secret = { name, ...(variable !== undefined && { variable }), value: stdout, digest };
    values.set(
      fn,
      [...(values.get(fn) ?? []), secret].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    );
  }
  return { values, problems };
}

const NONE: CommandResult = { stdout: new Uint8Array(), output: [] };

async function readOrigin(from: SecretOrigin, { settings: { host }, signal }: SecretContext): Promise<CommandResult> {
  if (from.kind === 'env') {
    const text = host.variables?.[from.env];
    if (text === undefined) return { ...NONE, fault: { code: 'variable-unset', variable: from.env } };
    return { ...NONE, stdout: Buffer.from(text) };
  }
  if (from.kind === 'file') return readSecretFile(from.path);
  const result = await runSecretCommand(from, host.variables, signal);
  return { ...result, stdout: withoutLineEnd(Buffer.from(result.stdout)) };
}

function readSecretFile(path: string): CommandResult {
  try {
    const stdout = readFileSync(path);
    return stdout.length > MOST_BYTES
      ? { ...NONE, fault: { code: 'too-large', limitBytes: MOST_BYTES } }
      : { ...NONE, stdout };
  } catch (cause) {
    return { ...NONE, fault: { code: 'file-unreadable', path, errno: errnoOf(cause) } };
  }
}

/** Commands end a single line with a line end that is not part of a password. Keys keep theirs. */
function withoutLineEnd(output: Buffer): Buffer {
  const end = output.at(-1) === 0x0a ? output.length - (output.at(-2) === 0x0d ? 2 : 1) : output.length;
  const line = output.subarray(0, end);
  return line.includes(0x0a) ? output : line;
}

/** An empty secret would only fail later, as a wrong password. */
function valueFault(value: Uint8Array, { variable }: SecretChoice): InputFault | undefined {
  if (value.length === 0) return { code: 'empty' };
  return variable !== undefined && (value.includes(0) || !isUtf8(value)) ? { code: 'not-text' } : undefined;
}

/** Function and name are part of it: equal digests show no equal passwords. */
function digestOf(key: Uint8Array, path: readonly string[], value: Uint8Array): string {
  const hash = createHmac('sha256', key).update(JSON.stringify(path)).update('\0').update(value);
  return hash.digest('hex').slice(0, DIGEST_LENGTH);
}
