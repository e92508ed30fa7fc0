/**
 * The stages of a Dockerfile: what each is made from and takes from elsewhere, in plain values. Pure.
 *
 * Parsing (continuation lines, heredocs, the escape directive) is the library's; here its instructions become what matters
 * for images: `FROM`, `COPY --from`, `RUN --mount=from`, `ADD` of an address, and the `ARG`s before the first `FROM`, which are
 * the only variables that a `FROM` knows.
 */
import { DockerfileParser, type Instruction, ModifiableInstruction } from 'dockerfile-ast';
import { expand, type Variables } from './variables.js';

/** A place where another stage or an image is named. */
export interface Mention {
  /** Line in the Dockerfile, from 1. */
  readonly line: number;
  /** As it is written. */
  readonly written: string;
  /** Without variables; undefined where it cannot be told. */
  readonly name: string | undefined;
}

export interface BuildStage {
  /** In lower case; undefined without `AS`. */
  readonly name: string | undefined;
  readonly from: Mention;
  /** `COPY --from` and `RUN --mount=from`. */
  readonly takes: readonly Mention[];
  /** Addresses that `ADD` downloads. */
  readonly downloads: readonly string[];
}

export interface ParsedDockerfile {
  /** The image that `# syntax=` names. */
  readonly syntax: string | undefined;
  readonly stages: readonly BuildStage[];
}

/** @param given build arguments and the platform's own variables; they win over defaults */
export function parseDockerfile(text: string, given: Variables): ParsedDockerfile {
  const file = DockerfileParser.parse(text);
  const syntax = file.getDirectives().find((one) => one.getName().toLowerCase() === 'syntax');
  const variables = new Map(given);
  const stages: { name: string | undefined; from: Mention; takes: Mention[]; downloads: string[] }[] = [];
  for (const instruction of file.getInstructions()) {
    const stage = stages.at(-1);
    const keyword = instruction.getKeyword();
    if (keyword === 'FROM') stages.push({ ...fromOf(instruction, variables), takes: [], downloads: [] });
    else if (keyword === 'ARG' && stage === undefined) declare(instruction, given, variables);
    stage?.takes.push(...takesOf(keyword, instruction));
    if (keyword === 'ADD') stage?.downloads.push(...words(instruction).filter(isRemote));
  }
  return { syntax: syntax?.getValue() || undefined, stages };
}

const words = (instruction: Instruction): string[] => instruction.getArguments().map((one) => one.getValue());
const lineOf = (instruction: Instruction): number => instruction.getRange().start.line + 1;

/** `ARG A B=1`: without a default, a variable is set only if it was given. */
function declare(instruction: Instruction, given: Variables, variables: Map<string, string>): void {
  for (const word of words(instruction)) {
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    if (equals < 0 || given.has(name)) continue;
    const value = expand(word.slice(equals + 1), variables);
    if (value !== undefined) variables.set(name, value);
  }
}

/** `FROM [--platform=…] image [AS name]` */
function fromOf(instruction: Instruction, variables: Variables): Pick<BuildStage, 'name' | 'from'> {
  const [written = '', as, name] = words(instruction);
  const from = { line: lineOf(instruction), written, name: expand(written, variables) };
  return { name: as?.toLowerCase() === 'as' ? name?.toLowerCase() : undefined, from };
}

/** Variables are not replaced in these places (Dockerfile reference), so what is written is the name. */
function takesOf(keyword: string, instruction: Instruction): Mention[] {
  if (!(instruction instanceof ModifiableInstruction)) return [];
  const flags = instruction.getFlags().map((flag) => ({ name: flag.getName(), value: flag.getValue() ?? '' }));
  const names = flags.flatMap(({ name, value }) => {
    if (name === 'from' && keyword === 'COPY') return [value];
    if (name !== 'mount' || keyword !== 'RUN') return [];
    return value.split(',').flatMap((part) => (part.startsWith('from=') ? [part.slice('from='.length)] : []));
  });
  const line = lineOf(instruction);
  return names.map((written) => ({ line, written, name: written.includes('$') ? undefined : written }));
}

const isRemote = (word: string): boolean => /^(https?|git|ssh):\/\/|^git@/.test(word);
