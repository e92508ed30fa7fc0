/**
 * Stage 1, discover: what a function may be called.
 *
 * The name is the directory's name and at the same time part of a URL, of an image name, of a container's name and of a DNS
 * name, so it is as narrow as the narrowest of them: a DNS label (RFC 1035, section 2.3.1) in lower case.
 *
 * The arithmetic of lengths: while a function is replaced, two containers of it live side by side, and the newer is reached
 * by the network alias `<prefix>-<function>.g<generation>`. We keep all of that within the 63 characters of one DNS label,
 * although the dot would split it in two: the same string may become a host name, for which Linux allows 64.
 *
 *     63  =  prefix  +  1 ("-")  +  function  +  6 (".g9999")      and never more than 40 for the function
 *
 * With the default prefix `smolfaas-func` (13) that leaves 43, so 40 is the limit that users meet.
 */
import { SmolfaasError } from '../../contract/errors.js';
import { quoteName } from '../quote-name.js';

const LABEL_MAX = 63;
const FUNCTION_MAX = 40;
const GENERATION_SUFFIX = '.g9999'.length;
const VALID = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

/** The longest function name that fits beside this image prefix; below 1 when the prefix itself leaves no room. */
export function maxFunctionName(prefix: string): number {
  return Math.min(FUNCTION_MAX, LABEL_MAX - prefix.length - 1 - GENERATION_SUFFIX);
}

/**
 * Judges a directory's name, as raw bytes where it may be anything.
 * @returns undefined for a good name, else the error `bad-function-name` (with a suggestion, where one is left) or
 *   `function-name-too-long`, whose `name` is safe to print
 */
export function checkFunctionName(
  rawName: string | Uint8Array,
  prefix: string,
): SmolfaasError<'bad-function-name'> | SmolfaasError<'function-name-too-long'> | undefined {
  const name = quoteName(rawName);
  const max = maxFunctionName(prefix);
  if (!VALID.test(name)) {
    const suggestion = suggest(name, max);
    return new SmolfaasError('bad-function-name', suggestion === undefined ? { name } : { name, suggestion });
  }
  if (name.length > max) return new SmolfaasError('function-name-too-long', { name, length: name.length, max });
  return undefined;
}

/** The nearest good name: accents taken off, lower case, every run of other characters one hyphen. */
function suggest(name: string, max: number): string | undefined {
  const near = name
    .replaceAll(/\\(?:[nrt]|x[0-9a-f]{2}|u\{[0-9a-f]+\})/g, ' ')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, Math.max(max, 0) + 1)
    .replaceAll(/^-+/g, '')
    .slice(0, Math.max(max, 0))
    .replaceAll(/-+$/g, '');
  return VALID.test(near) ? near : undefined;
}
