/**
 * How a body is shown: JSON is indented for people, and bytes that are no text are kept from
 * terminals. Pure.
 */

/** Larger JSON is printed as it is. */
export const MOST_PRETTY = 4 * 1024 * 1024;

/** `application/json`, `application/problem+json`; with or without parameters. */
export function isJsonType(contentType: string): boolean {
  return /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(contentType.trim());
}

/** Indented, or unchanged when it is no JSON. Ends with a line end. */
export function prettyJson(text: string): string {
  try {
    return `${JSON.stringify(JSON.parse(text), null, 2)}\n`;
  } catch {
    return text;
  }
}

/** Whether a terminal can show it: UTF-8 without null bytes, as far as the first bytes tell. */
export function isText(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 1024);
  if (head.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** For `--json`: text as it is, other bytes as base64. */
export function bodyJson(bytes: Buffer): { readonly body: string } | { readonly bodyBase64: string } {
  try {
    return { body: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { bodyBase64: bytes.toString('base64') };
  }
}
