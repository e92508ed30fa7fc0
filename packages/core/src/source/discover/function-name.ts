/**
 * Stage 1, discover: which names a function may have.
 *
 * The name is the directory's name and also part of a URL, an image name, a container name and a
 * DNS name. The strictest of these decides: a DNS label (RFC 1035, section 2.3.1) in lower case.
 *
 * The length limit: while a function is replaced, two of its containers run side by side. The newer
 * one is reached by the network alias `<prefix>-<function>.g<generation>`. All of it must fit the
 * 63 characters of one DNS label, although the dot would split it in two: the same string may
 * become a host name, for which Linux allows 64.
 *
 *     63  =  prefix  +  1 ("-")  +  function  +  6 (".g9999")      and at most 40 for the function
 *
 * With the default prefix `smolfaas-func` (13) this leaves 43, so 40 is the limit that users meet.
 */
import { SmolfaasError } from '../../contract/errors.js';
import { quoteName } from '../quote-name.js';

const LABEL_MAX = 63;
const FUNCTION_MAX = 40;
const GENERATION_SUFFIX = '.g9999'.length;
const VALID = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

/**
 * The longest function name that fits with this image prefix; below 1 when the prefix alone is too
 * long.
 */
export function maxFunctionName(prefix: string): number {
  return Math.min(FUNCTION_MAX, LABEL_MAX - prefix.length - 1 - GENERATION_SUFFIX);
}

/**
 * Checks a directory's name, passed as raw bytes if it may contain anything.
 * @returns undefined for a valid name, otherwise the error `bad-function-name` (with a suggestion,
 *   if one remains) or `function-name-too-long`, whose `name` is safe to print
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

/**
 * The nearest valid name: accents removed, lower case, each run of other characters replaced by one
 * hyphen.
 */
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
