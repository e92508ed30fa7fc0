/**
 * Sentences for errors of one function (exit 1). The other functions continue, and the old version
 * of this one keeps serving. The renderer prints the function's name in front, so the sentences do
 * not repeat it.
 */
import { type ErrorFacts, shortHash } from '@smolfaas/core';
import { quote, safe } from '../text/safe.js';
import { imageHelp, imageSentence } from './image.js';
import { sharedSentence } from '../sentences/shared-fault.js';
import { size } from '../text/size.js';
import { noRuntime, runtimeNotInstalled } from './no-runtime.js';
import { notReady } from './not-ready.js';
import { stepOutput } from './step-output.js';
import type { Sentence, Sentences } from './sentence.js';

export const functionSentences: Sentences<
  | 'bad-function-name'
  | 'function-name-too-long'
  | 'function-link-outside'
  | 'no-runtime'
  | 'runtime-not-installed'
  | 'unknown-setting'
  | 'shared-unusable'
  | 'shared-unsupported'
  | 'source-special-file'
  | 'source-unreadable'
  | 'source-bad-name'
  | 'source-changed'
  | 'source-too-large'
  | 'ignore-file-unusable'
  | 'runtime-broken'
  | 'recipe-refused'
  | 'host-setting-refused'
  | 'host-setting-missing'
  | 'build-step-failed'
  | 'build-failed'
  | 'build-secret-missing'
  | 'build-step-privileged'
  | 'dockerfile-needs-frontend'
  | 'build-timeout'
  | 'base-image-missing'
  | 'builder-stopped'
  | 'container-failed'
  | 'not-ready'
  | 'version-not-serving'
  | 'nothing-left'
> = {
  'bad-function-name': ({ name, suggestion }) => ({
    message: `${quote(name)} is not a valid function name (lower-case letters, digits, -; max 40).${
      suggestion === undefined ? '' : ` Try ${quote(suggestion)}`
    }`,
    hint: 'rename the directory; names that begin with "." or "_" are passed over',
  }),
  'function-name-too-long': ({ name, length, max }) => ({
    message: `${quote(name)} gives a container name of ${length} characters, the limit is ${max}`,
    hint: 'shorten the directory name or the --image-prefix',
  }),
  'function-link-outside': ({ name, target }) => ({
    message: `${quote(name)} is a symbolic link that leaves the functions directory (to ${quote(target)})`,
    hint: 'copy the directory, or link to one inside the functions directory',
  }),
  'no-runtime': noRuntime,
  'runtime-not-installed': runtimeNotInstalled,
  'unknown-setting': ({ function: fn, runtime, names, known }) => ({
    message: `runtime ${quote(runtime)} has no setting ${names.map(quote).join(', ')}; it has ${
      known.length > 0 ? 'these:' : 'none'
    }`,
    detail: known.map(({ name, about }) => `${safe(name)}: ${safe(about)}`),
    hint: `correct functions.${safe(fn)}.settings in the project file`,
  }),
  'shared-unusable': (facts) => {
    const { message, hint } = sharedSentence(facts);
    return {
      message: `shared: ${message}`,
      hint: `functions.${safe(facts.function)}.shared in the project file: ${hint}`,
    };
  },
  'shared-unsupported': ({ function: fn, runtime, known }) => ({
    message: `runtime ${quote(runtime)} cannot build functions with shared directories; ${known.length === 0 ? 'no installed one can' : `these can: ${known.map(safe).join(', ')}`}`,
    hint: `copy what it shares into its directory, and remove functions.${safe(fn)}.shared from the project file`,
  }),
  'source-special-file': ({ path, kind }) => ({
    message: `${safe(path)} is a ${safe(kind)}; add it to .dockerignore`,
    hint: 'only files, directories and symbolic links can be part of a function',
  }),
  'source-unreadable': ({ path, errno }) => ({
    message: `cannot read ${safe(path)} (${safe(errno)})`,
    hint: 'make it readable, or add it to .dockerignore',
  }),
  'source-bad-name': ({ path }) => ({
    message: `the file name ${quote(path)} holds characters that no build can carry`,
    hint: 'rename it (UTF-8, no line breaks), or add it to .dockerignore',
  }),
  'source-changed': ({ path }) => ({
    message: `source changed during build: ${safe(path)}`,
    hint: 'run smolfaas up again when nothing writes to the directory',
  }),
  'source-too-large': sourceTooLarge,
  'ignore-file-unusable': ({ path, why }) => ({
    message: `${safe(path)} cannot be used: ${safe(why)}`,
    hint: 'correct or remove it; nothing is built as if it were not there',
  }),
  'runtime-broken': ({ runtime, package: name, version, during, message }) => ({
    message: `runtime ${quote(runtime)} of ${safe(name)}@${safe(version)} is broken (${safe(during)}): ${safe(message)}`,
    hint: `smolfaas plugins update, or smolfaas plugins uninstall ${safe(name)}; functions of other runtimes are not affected`,
  }),
  'recipe-refused': ({ message, hint }) => ({ message: safe(message), hint: safe(hint) }),
  'host-setting-refused': ({ message, hint }) => ({ message: safe(message), hint: safe(hint) }),
  'host-setting-missing': ({ runtime, about, paths, variables }) => ({
    message: `runtime ${quote(runtime)} needs a setting of this host, and none was found: ${safe(about)}`,
    hint: [...(paths.length > 0 ? [`create ${paths.join(', or ')}`] : []), ...variables.map((name) => `set ${name}`)]
      .map(safe)
      .join(', or '),
  }),
  'build-step-failed': (facts) => ({
    message: `build step ${quote(facts.step)} failed${facts.exitCode === undefined ? '' : ` (exit ${facts.exitCode})`}`,
    ...(facts.hint === undefined ? {} : { hint: safe(facts.hint) }),
    ...stepOutput(facts),
  }),
  'build-failed': ({ message, hint }) => ({
    message: `build failed: ${safe(message)}`,
    ...(hint === undefined ? {} : { hint: safe(hint) }),
  }),
  'build-secret-missing': ({ id, env, path, why }) => ({
    message: `secret ${quote(id)} of the build: ${env === undefined ? `file ${quote(path ?? '')}` : `environment variable ${quote(env)}`}: ${safe(why)}`,
    hint: `${env === undefined ? 'put the file there' : 'set it'}, or correct the setting secrets in the project file`,
  }),
  'build-step-privileged': ({ wants }) => ({
    message: `a build step asks for ${wants === 'network' ? "the host's network" : 'all capabilities'}, and steps run in BuildKit's sandbox only`,
    hint: 'it is not in the Dockerfile itself: look at the triggers of its base image, docker image inspect IMAGE --format "{{.Config.OnBuild}}"',
  }),
  'dockerfile-needs-frontend': needsFrontend,
  'build-timeout': ({ seconds, step }) => ({
    message: `build did not finish within ${seconds} s${step === undefined ? '' : `, in step ${quote(step)}`}`,
    hint: 'give it longer with --build-timeout SECONDS',
  }),
  'base-image-missing': (problem) => ({
    message: `base image ${imageSentence(problem)}`,
    hint:
      problem.hint === undefined
        ? `${imageHelp(problem)}; another base: SMOLFAAS_BASE_<KEY>=IMAGE`
        : safe(problem.hint),
  }),
  'builder-stopped': ({ name, exitCode, oomKilled }) => ({
    message: `build daemon stopped${exitCode === undefined ? '' : ` (exit ${exitCode}${oomKilled ? ', out of memory' : ''})`}`,
    hint: `smolfaas up starts it again; its output: docker logs ${safe(name)}`,
  }),
  'container-failed': ({ message }) => ({ message: `container could not be started: ${safe(message)}` }),
  'not-ready': notReady,
  'version-not-serving': ({ function: fn, wanted, seconds, serving }) => ({
    message: `${quote(fn)} does not serve version ${safe(shortHash(wanted))} after ${seconds} s; ${
      serving === undefined ? 'nothing answers' : `it serves ${shortHash(serving.contentHash)}-g${serving.generation}`
    }`,
    hint: 'deploy it: smolfaas up; or wait longer: --timeout SECONDS',
  }),
  'nothing-left': ({ deployed, functionsDir }) => ({
    message: `0 sources in ${quote(functionsDir)}, ${deployed.length} deployed (${deployed.map(safe).join(', ')}); nothing was removed`,
    hint: 'wrong directory? name it with --functions-dir; to remove them: smolfaas down',
  }),
};

/** Names the largest entries first, and the ignore lines that exclude them. */
function sourceTooLarge({ what, limit, found, largest }: ErrorFacts['source-too-large']): Sentence {
  const told = what === 'bytes' ? `is ${size(found)}, more than ${size(limit)}` : `has more than ${limit} files`;
  const flag = what === 'bytes' ? '--max-source-size SIZE' : '--max-source-files N';
  const sizes = largest.map(({ path, bytes, files }) => `${safe(path)} (${files ?? size(bytes ?? 0)})`);
  return {
    message: `the source ${told}; largest: ${sizes.join(', ')}`,
    hint: `list in .dockerignore what the function does not need, such as ${quote(largest[0]?.path ?? '')}; or allow it with ${flag}`,
  };
}

/** The first need is in the sentence, the others are in the lines below it. */
function needsFrontend({ path, needs }: ErrorFacts['dockerfile-needs-frontend']): Sentence {
  const place = (need: (typeof needs)[number]): string => `${safe(path)} line ${need.line}: ${safe(need.feature)}`;
  const [first, ...others] = needs.map(
    (need) => `${place(need)} needs version ${safe(need.since)} of the Dockerfile frontend`,
  );
  return {
    message: `${first ?? safe(path)}, and the builder's own is older`,
    detail: others,
    hint: 'a newer one is part of our own builder: --builder container',
  };
}
