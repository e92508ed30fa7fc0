/**
 * The actions of a file op in words, one line each. The base of an action is named only where it is
 * not the result of the one before, which is how ../ops/file.ts chains them. Used by describe.ts.
 */
import { digestOf } from '../canonical.js';
import type {
  ChownOpt,
  FileAction,
  FileActionCopy,
  FileActionMkDir,
  FileActionMkFile,
  FileActionRm,
  UserOpt,
} from '../gen/pb/ops_pb.js';
import type { Detail, InputName } from './description.js';

/** One line for each action; `inputs` is how many inputs the op has. */
export function describeActions(actions: readonly FileAction[], inputs: number, inputName: InputName): Detail[] {
  /** A tree that an action reads: an input of the op, or the result of an action. */
  const tree = (index: bigint): string =>
    index >= BigInt(inputs) ? `action ${index - BigInt(inputs) + 1n}` : inputName(index);
  return actions.map((action, i): Detail => {
    const chained = i > 0 && action.input === BigInt(inputs + i - 1);
    const words = [...describeAction(action, tree), chained ? '' : `on ${tree(action.input)}`];
    return [action.action.case ?? 'unknown', words.filter((word) => word !== '').join(' ')];
  });
}

function describeAction({ action, secondaryInput }: FileAction, tree: (index: bigint) => string): string[] {
  switch (action.case) {
    case 'copy':
      return copyWords(action.value, tree(secondaryInput));
    case 'mkfile':
      return mkfileWords(action.value);
    case 'mkdir':
      return mkdirWords(action.value);
    case 'rm':
      return rmWords(action.value);
    default:
      return [];
  }
}

function copyWords(copy: FileActionCopy, from: string): string[] {
  return [
    `${from}${copy.src} -> ${copy.dest}`,
    modeText(copy.mode),
    ownerText(copy.owner),
    timeText(copy.timestamp),
    switches({
      'follow-symlink': copy.followSymlink,
      'dir-contents': copy.dirCopyContents,
      'create-dest': copy.createDestPath,
      wildcard: copy.allowWildcard,
      'empty-wildcard': copy.allowEmptyWildcard,
      unpack: copy.attemptUnpackDockerCompatibility,
    }),
    ...copy.includePatterns.map((pattern) => `include ${pattern}`),
    ...copy.excludePatterns.map((pattern) => `exclude ${pattern}`),
  ];
}

function mkfileWords(file: FileActionMkFile): string[] {
  const content = `${file.data.length} bytes ${digestOf(file.data).slice(0, 'sha256:'.length + 12)}`;
  return [file.path, content, modeText(file.mode), ownerText(file.owner), timeText(file.timestamp)];
}

function mkdirWords(dir: FileActionMkDir): string[] {
  const parents = switches({ parents: dir.makeParents });
  return [dir.path, parents, modeText(dir.mode), ownerText(dir.owner), timeText(dir.timestamp)];
}

function rmWords(rm: FileActionRm): string[] {
  return [rm.path, switches({ 'not-found-ok': rm.allowNotFound, wildcard: rm.allowWildcard })];
}

function modeText(mode: number): string {
  return mode < 0 ? '' : `mode 0${mode.toString(8)}`;
}

/**
 * Without a group, BuildKit also uses the user's number for it. The text keeps the two apart, as
 * the bytes do.
 */
function ownerText(owner: ChownOpt | undefined): string {
  if (owner === undefined) return '';
  const group = owner.group === undefined ? '' : `:${userText(owner.group)}`;
  return `owner ${userText(owner.user)}${group}`;
}

function userText(user: UserOpt | undefined): string {
  if (user?.user.case === 'byName') return user.user.value.name;
  return String(user?.user.value ?? 0);
}

/**
 * -1 keeps times. Nanoseconds are written as they are: a date would hide the last digits, which are
 * part of the digest.
 */
function timeText(nanoseconds: bigint): string {
  if (nanoseconds < 0n) return '';
  return nanoseconds === 0n ? 'time epoch' : `time ${nanoseconds}ns`;
}

function switches(flags: Readonly<Record<string, boolean>>): string {
  const on = Object.keys(flags).filter((flag) => flags[flag] === true);
  return on.length === 0 ? '' : `(${on.join(', ')})`;
}
