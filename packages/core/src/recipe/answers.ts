/**
 * Stage 6, recipe: do the answers of a handler match the contract? They come from third-party
 * JavaScript, whatever their types say, and all later code relies on them.
 *
 * Each function returns what is wrong, in words for the author and for users who report it;
 * undefined if the answer is valid.
 *
 * Gotcha: fields that this version does not know are ignored, because a contract may add fields.
 */
import { LlbError, rewrite } from '@smolfaas/llb';
import { unplain } from './plain-data.js';

type Fields = Readonly<Record<string, unknown>>;

/** `detect` returns undefined, or the files that it recognised. */
export function wrongDetection(answer: unknown): string | undefined {
  if (answer === undefined) return undefined;
  const wrong = wrongData(answer, 'the detection');
  if (wrong !== undefined) return wrong;
  if (isFields(answer) && isTexts(answer['evidence'])) return undefined;
  return `it returned ${show(answer)}; { evidence: [names of files] } or undefined is expected`;
}

/** `recipe` returns a refusal in words, or an image. */
export function wrongRecipe(answer: unknown): string | undefined {
  const wrong = wrongData(answer, 'the recipe');
  if (wrong !== undefined) return wrong;
  if (!isFields(answer)) return `it returned ${show(answer)}; a recipe or a refusal is expected`;
  if ('refused' in answer) return wrongRefusal(answer['refused']);
  return wrongImage(answer['image']) ?? wrongSecrets(answer['secrets']) ?? wrongWords(answer);
}

/**
 * Promises have a message of their own: an `async` handler is the likeliest mistake, and SmolFaaS
 * would not await it.
 */
function wrongData(answer: unknown, what: string): string | undefined {
  if (isThenable(answer)) {
    // An unhandled rejection would end the whole process.
    Promise.resolve(answer).catch(() => undefined);
    return `${what} is a promise: handlers must not be async`;
  }
  const found = unplain(answer, '');
  return found === undefined ? undefined : `${what} is not plain data: ${found.replace(/^ is/, 'it is')}`;
}

function wrongRefusal(refused: unknown): string | undefined {
  if (isFields(refused) && isText(refused['message']) && isText(refused['hint'])) return undefined;
  return 'refused must be { message, hint }, both text';
}

function wrongImage(image: unknown): string | undefined {
  if (!isFields(image)) return 'the result has no image that this version knows';
  if (image['kind'] === 'llb') return wrongDefinition(image['definition']) ?? wrongConfig(image['config']);
  if (image['kind'] !== 'dockerfile') return 'the result has no image that this version knows';
  if (!isText(image['filename'])) return 'image.filename must be text';
  const { attrs, frontend, needs, contexts } = image;
  if (!isFields(attrs) || !isTexts(Object.values(attrs))) return 'image.attrs must be texts by name';
  if (frontend !== undefined && !isText(frontend)) return 'image.frontend must be text';
  if (contexts !== undefined && !(isFields(contexts) && isTexts(Object.values(contexts))))
    return 'image.contexts must be shared paths by name';
  return needs === undefined || isNeeds(needs) ? undefined : 'image.needs must be a list of { feature, since, line }';
}

const isNeeds = (needs: unknown): boolean =>
  Array.isArray(needs) &&
  needs.every(
    (need) => isFields(need) && isText(need['feature']) && isText(need['since']) && need['line'] !== undefined,
  );

function wrongDefinition(definition: unknown): string | undefined {
  if (!(definition instanceof Uint8Array)) return 'image.definition must be bytes, such as marshal(state).bytes';
  try {
    rewrite(definition, () => undefined);
    return undefined;
  } catch (error) {
    if (!(error instanceof LlbError)) throw error;
    return `image.definition is no build graph: ${error.message}`;
  }
}

const LISTS = ['Env', 'Cmd', 'Entrypoint'];
const TEXTS = ['User', 'WorkingDir', 'StopSignal'];

function wrongConfig(config: unknown): string | undefined {
  const inner = isFields(config) ? config['config'] : undefined;
  if (!isFields(inner)) return 'image.config must be { config: { Env, Cmd, … } }';
  const list = LISTS.find((name) => inner[name] !== undefined && !isTexts(inner[name]));
  if (list !== undefined) return `image.config.config.${list} must be a list of texts`;
  const text = TEXTS.find((name) => inner[name] !== undefined && typeof inner[name] !== 'string');
  return text === undefined ? undefined : `image.config.config.${text} must be text`;
}

const SOURCES = ['host', 'file', 'env', 'path'];

function wrongSecrets(secrets: unknown): string | undefined {
  if (secrets === undefined) return undefined;
  if (!isFields(secrets)) return 'secrets must be sources by id';
  for (const [id, source] of Object.entries(secrets)) {
    if (!isFields(source) || SOURCES.some((name) => !['undefined', 'string'].includes(typeof source[name])))
      return `secrets.${id} must be { host }, { file }, { env } or { path }, all text`;
  }
  return undefined;
}

function wrongWords({ ssh, notes, warnings, failureHints, outputHints }: Fields): string | undefined {
  if (ssh !== undefined && !isTexts(ssh)) return 'ssh must be a list of texts';
  if (notes !== undefined && !isTexts(notes)) return 'notes must be a list of texts';
  if (warnings !== undefined && !isTexts(warnings)) return 'warnings must be a list of texts';
  return wrongHints('failureHints', failureHints) ?? wrongHints('outputHints', outputHints);
}

function wrongHints(name: string, hints: unknown): string | undefined {
  if (hints === undefined) return undefined;
  const isHint = (hint: unknown): boolean => isFields(hint) && isText(hint['output']) && isText(hint['hint']);
  const right = Array.isArray(hints) && hints.every(isHint);
  return right ? undefined : `${name} must be a list of { output, hint }, both text`;
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';

/** The value as its author would recognise it, cut to a short text. */
function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
