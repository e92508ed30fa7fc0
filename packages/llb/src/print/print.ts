/**
 * Print: a definition as text, for people and for golden tests.
 *
 *   #4 exec "install dependencies" <- #2, #3 [0123456789ab]
 *        args     npm ci
 *        mount    / <- #3 -> out 0
 *
 * Steps are numbered in the order of the bytes, dependencies first; `#3:1` is output 1 of step 3.
 * Everything that this package can write is shown (a new file's contents by size and digest). So a
 * changed digest always has a changed line somewhere at or below it.
 * Gotcha: other packages have golden files with this text, so a change of the format changes those
 * files.
 */
import { decodeDefinition, type EncodedOp, NAME_KEY } from '../definition/definition.js';
import type { Input } from '../gen/pb/ops_pb.js';
import { describe } from './describe.js';
import type { InputName } from './description.js';

/** Hex digits of a digest that are shown, the same number as in Docker's output. */
const SHORT = 12;

/**
 * Renders a serialised pb.Definition; ends with a newline.
 * @throws LlbError `bad-definition`
 */
export function print(bytes: Uint8Array): string {
  const { steps, terminal } = decodeDefinition(bytes);
  const numbers = new Map(steps.map((step, i) => [step.digest, i + 1]));
  const nameOf = (input: Input): string => {
    const step = `#${numbers.get(input.digest)}`;
    return input.index === 0n ? step : `${step}:${input.index}`;
  };
  const result = `result ${terminal.op.inputs.map(nameOf).join(', ')}`;
  return [...steps.map((step, i) => printStep(step, i + 1, nameOf)), result].join('\n') + '\n';
}

function printStep(step: EncodedOp, number: number, nameOf: (input: Input) => string): string {
  const { kind, details } = describe(step.op, inputName(step, nameOf));
  const name = step.meta.description[NAME_KEY];
  const inputs = step.op.inputs.map(nameOf);
  const title = [
    `#${number} ${kind}`,
    name === undefined ? '' : JSON.stringify(name),
    inputs.length === 0 ? '' : `<- ${inputs.join(', ')}`,
    step.meta.ignoreCache ? '(never cached)' : '',
    `[${step.digest.slice('sha256:'.length, 'sha256:'.length + SHORT)}]`,
  ];
  const lines = details.map(([key, value]) => `     ${key.padEnd(8)} ${value.replaceAll('\n', '\\n')}`);
  return [title.filter((part) => part !== '').join(' '), ...lines].join('\n');
}

/** An index into the op's inputs as a name; -1 is scratch. */
function inputName(step: EncodedOp, nameOf: (input: Input) => string): InputName {
  return (index) => {
    const input = step.op.inputs[Number(index)];
    return index < 0n || input === undefined ? 'scratch' : nameOf(input);
  };
}
