/**
 * Sentences for wrong usage and input (exit 2). SmolFaaS finds these errors before it touches
 * anything, so the hint is always about the command line itself.
 */
import { basename } from 'node:path';
import type { ErrorFacts } from '@smolfaas/core';
import { isPattern } from '../text/pattern.js';
import { nearest } from '../text/nearest.js';
import { SHORT_ID } from '../text/project-id.js';
import { quote, safe, shellWord } from '../text/safe.js';
import { functionInputMissing } from './function-input.js';
import { neededBy, type Sentence, type Sentences } from './sentence.js';

/** Commands whose help explains a flag that `up` does not have; `--timeout` is one of several. */
const COMMANDS: Readonly<Record<string, string | undefined>> = {
  '--since': 'logs',
  '--tail': 'logs',
  '--grep': 'logs',
  '--only': 'logs',
  '--interval': 'ps',
  '--shell': 'env',
  '--instance': 'exec',
  '--for': 'wait',
};

const helpOf = (flag: string): string =>
  flag === '--timeout' ? '--help of the command' : `smolfaas ${COMMANDS[flag] ?? 'up'} --help`;

export const usageSentences: Sentences<
  | 'functions-dir-missing'
  | 'functions-dir-not-directory'
  | 'functions-dir-unreadable'
  | 'unknown-function'
  | 'path-too-long'
  | 'bad-flag'
  | 'project-file-unreadable'
  | 'project-file-invalid'
  | 'unknown-profile'
  | 'function-input-missing'
  | 'force-with-names'
  | 'project-name-taken'
  | 'state-of-other-project'
  | 'unknown-project'
  | 'ambiguous-project'
  | 'lock-file-unreadable'
  | 'lock-file-invalid'
  | 'lock-file-missing'
  | 'lock-file-incomplete'
  | 'lock-file-unwritable'
  | 'bundle-unusable'
  | 'bundle-unwritable'
  | 'bundle-other-platform'
  | 'functions-not-built'
  | 'no-such-instance'
  | 'no-shell'
  | 'bad-runtime-id'
  | 'folder-unusable'
> = {
  'functions-dir-missing': ({ path, searchedTo }) => ({
    message: `functions directory ${quote(path)} not found${
      searchedTo === undefined ? '' : `, nor a project in the directories above it up to ${quote(searchedTo)}`
    }`,
    hint: 'create it, or name another one: smolfaas up --functions-dir DIR',
  }),
  'functions-dir-not-directory': ({ path }) => ({
    message: `functions directory ${quote(path)} is not a directory`,
    hint: 'name the directory whose sub-directories are the functions: smolfaas up --functions-dir DIR',
  }),
  'functions-dir-unreadable': ({ path, errno }) => ({
    message: `cannot read functions directory ${quote(path)} (${safe(errno)})`,
    hint: `check its permissions: ls -ld ${quote(path)}`,
  }),
  'unknown-function': unknownFunction,
  'path-too-long': ({ flag, length }) => ({
    message: `${safe(flag)}: a path of ${length} characters is too long for this system`,
  }),
  'bad-flag': ({ flag, value, why }) => ({
    message: `${safe(flag)} ${quote(value)}: ${safe(why)}`,
    hint: /: [\w.]+$/.test(flag) ? 'see smolfaas help settings' : `see ${helpOf(flag)}`,
  }),
  'project-file-unreadable': ({ path, errno }) => ({
    message: `cannot read project file ${quote(path)} (${safe(errno)})`,
    hint: 'name another one: --config FILE',
  }),
  'project-file-invalid': projectFileInvalid,
  'unknown-profile': unknownProfile,
  'function-input-missing': functionInputMissing,
  'force-with-names': ({ names }) => ({
    message: `--force removes everything and takes no function names (got ${names.map(quote).join(', ')})`,
    hint: `one function: smolfaas down ${names.map(safe).join(' ')}; everything: smolfaas down --force`,
  }),
  'project-name-taken': ({ name, otherDir }) => ({
    message: `the functions in ${quote(otherDir)} are already called ${quote(name)}`,
    hint: `give this project another name: --name, SMOLFAAS_NAME, or name in smolfaas.yaml`,
  }),
  'state-of-other-project': ({ path, functionsDir, otherDir }) => ({
    message: `state database ${quote(path)} belongs to the functions in ${quote(otherDir)}, not to those in ${quote(functionsDir)}`,
    hint: `give these a database of their own: --state-db ${shellWord(`${path}-${basename(functionsDir)}`)}`,
  }),
  'unknown-project': ({ wanted, known }) => ({
    message: `no project ${quote(wanted)} on this engine`,
    ...(known.length > 0 && { detail: known.map(projectLine) }),
    hint: known.length > 0 ? 'name one of these by its id or directory' : 'this engine has no project',
  }),
  'ambiguous-project': ({ wanted, matches }) => ({
    message: `${quote(wanted)} means ${matches.length} projects on this engine`,
    detail: matches.map(projectLine),
    hint: 'name one of them by its id',
  }),
  'lock-file-unreadable': ({ path, errno }) => ({
    message: `cannot read lock file ${quote(path)} (${safe(errno)})`,
    hint: `check its permissions: ls -l ${quote(path)}`,
  }),
  'lock-file-invalid': ({ path, why }) => ({
    message: `lock file ${quote(path)} cannot be used: ${safe(why)}`,
    hint: 'take it from version control, or write it again: smolfaas images lock',
  }),
  'lock-file-missing': ({ path }) => ({
    message: `--locked, but there is no lock file ${quote(path)}`,
    hint: 'write it, and commit it: smolfaas images lock',
  }),
  'lock-file-incomplete': ({ path, missing }) => ({
    message: `lock file ${quote(path)} is out of date: ${missing.length} image(s) are not in it`,
    detail: missing.map(neededBy),
    hint: 'bring it up to date, and commit it: smolfaas images lock',
  }),
  'lock-file-unwritable': ({ path, errno }) => ({
    message: `cannot write lock file ${quote(path)} (${safe(errno)})`,
    hint: 'it belongs beside the functions directory; make that directory writable',
  }),
  'bundle-unusable': ({ path, why }) => ({
    message: `bundle ${quote(path)} cannot be used: ${safe(why)}; nothing was loaded`,
    hint: 'copy it once more, or write it again: smolfaas images bundle FILE',
  }),
  'bundle-unwritable': ({ path, errno }) => ({
    message: `cannot write bundle ${quote(path)} (${safe(errno)})`,
    hint: 'name a file in a directory that is there and writable',
  }),
  'bundle-other-platform': ({ path, bundle, engine }) => ({
    message: `bundle ${quote(path)} is for ${safe(bundle)}, this engine runs ${safe(engine)}; nothing was loaded`,
    hint: `write one on a machine with ${safe(engine)}: smolfaas images bundle FILE`,
  }),
  'functions-not-built': ({ functions }) => ({
    message: `${functions.map(quote).join(', ')}: no image of the present source`,
    hint: 'build first: smolfaas up',
  }),
  'no-such-instance': ({ function: fn, instance, running }) => ({
    message: `${quote(fn)} has no instance ${instance}`,
    hint: `these run: ${running.join(', ')}`,
  }),
  'no-shell': ({ function: fn }) => ({
    message: `the image of ${quote(fn)} has no shell, and the router, whose image has one, does not exist`,
    hint: 'start the router: smolfaas up',
  }),
  'bad-runtime-id': ({ id, suggestion }) => ({
    message: `${quote(id)} cannot be the id of a runtime (one word of lower-case letters, digits, -; max 40).${
      suggestion === undefined ? '' : ` Try ${quote(suggestion)}`
    }`,
    hint: 'the package is called smolfaas-runtime-ID by itself: smolfaas runtimes new zig',
  }),
  'folder-unusable': ({ path, why }) => ({
    message: `cannot write to ${quote(path)}: ${safe(why)}; nothing was overwritten`,
    hint: 'move it away, or run this in another directory',
  }),
};

function unknownProfile({ source, name, known, path }: ErrorFacts['unknown-profile']): Sentence {
  const message = `${safe(source)} ${quote(name)}: `;
  if (path === undefined) return { message: `${message}there is no smolfaas.yaml here that could have profiles` };
  const meant = nearest(name, known);
  const list = known.length === 0 ? 'it has no profiles' : `its profiles: ${known.map(safe).join(', ')}`;
  return {
    message: `${message}${quote(path)} has no such profile`,
    hint: meant === undefined ? list : `did you mean ${quote(meant)}? ${list}`,
  };
}

/** More names would hide the sentence. */
const MOST_NAMES = 12;

/**
 * A name that is nearly right is suggested; the known ones are listed either way, if they are few.
 */
function unknownFunction({ names, known }: ErrorFacts['unknown-function']): Sentence {
  const patterns = names.filter(isPattern);
  const plain = names.filter((name) => !isPattern(name));
  const parts = [
    ...(plain.length > 0 ? [`no function named ${plain.map(quote).join(', ')}`] : []),
    ...(patterns.length > 0 ? [`no function matches ${patterns.map(quote).join(', ')}`] : []),
  ];
  const meant = [...new Set(plain.flatMap((name) => nearest(name, known) ?? []))].map(safe);
  const more = known.length - MOST_NAMES;
  const list = `known functions: ${known.slice(0, MOST_NAMES).map(safe).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const question = meant.length > 0 ? `did you mean ${meant.join(', ')}? ` : '';
  return { message: parts.join(', and '), hint: known.length > 0 ? question + list : 'no function is deployed' };
}

/**
 * The first problem is the sentence, the others are the lines below it: a file often has several.
 * The suggestion for a single one is the hint; of several, each has its own.
 */
function projectFileInvalid({ path, problems }: ErrorFacts['project-file-invalid']): Sentence {
  const lines = problems.map(
    ({ line, column, message }) =>
      `${safe(path)}${line === undefined ? '' : `:${line}:${column ?? 1}`}: ${safe(message)}`,
  );
  const meant = problems.map(({ suggestion }) => suggestion && `did you mean ${quote(suggestion)}?`);
  const [only] = meant;
  if (lines.length <= 1)
    return { message: lines[0] ?? `${safe(path)} cannot be used`, ...(only !== undefined && { hint: only }) };
  const [first = '', ...others] = lines.map((text, index) => (meant[index] ? `${text}; ${meant[index]}` : text));
  return { message: first, detail: others };
}

const projectLine = ({ id, functionsDir }: { readonly id: string; readonly functionsDir: string }): string =>
  `${safe(id.slice(0, SHORT_ID))}  ${safe(functionsDir)}`;
