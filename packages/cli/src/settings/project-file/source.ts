/**
 * The text of a project file as YAML nodes, and the positions of its values.
 *
 * YAML's nodes know their position in the text, the schema's issues know their path of keys. This
 * file joins the two. Aliases and merge keys (`<<`) are followed.
 */
import type { ProjectFileProblem } from '@smolfaas/core';
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
} from 'yaml';

export type Path = readonly PropertyKey[];
export type Position = Pick<ProjectFileProblem, 'line' | 'column'>;

export interface YamlSource {
  readonly document: Document;
  /** Faults of the YAML itself. */
  readonly faults: readonly ProjectFileProblem[];
  /** Position of an offset in the text; both count from 1. */
  at(offset: number): Position;
}

export function yamlSource(text: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  return { document, at, faults: document.errors.map(({ message, pos }) => ({ ...at(pos[0]), message })) };
}

/**
 * Position of the value at this path, or of its key. For a missing one, of its nearest existing
 * ancestor.
 */
export function placeOf(path: Path, source: YamlSource, atKey = false): Position {
  const { pair, value } = find(path, source.document);
  const node = atKey && isNode(pair?.key) ? pair.key : value;
  if (node?.range) return source.at(node.range[0]);
  return path.length === 0 ? {} : placeOf(path.slice(0, -1), source);
}

/** A place as text: `smolfaas.yaml:3:12: profiles.prod.http_port`. */
export function placeText(file: string, path: Path, source: YamlSource): string {
  const { line, column } = placeOf(path, source);
  return `${file}${line === undefined ? '' : `:${line}:${column ?? 1}`}: ${path.map(String).join('.')}`;
}

/** Whether the text has a value at this path, `null` included. */
export function has(path: Path, { document }: YamlSource): boolean {
  const { pair, value } = find(path, document);
  return pair !== undefined || value !== undefined;
}

interface Found {
  /** Undefined for an item of a list, and for the whole document. */
  readonly pair?: Pair | undefined;
  readonly value?: Node | undefined;
}

function find(path: Path, document: Document): Found {
  let found: Found = { value: nodeOf(document.contents, document) };
  for (const key of path) {
    const { value } = found;
    if (isMap(value)) {
      const pair = pairOf(value, key, document);
      found = { pair, value: nodeOf(pair?.value, document) };
    } else found = { value: isSeq(value) ? nodeOf(value.items[Number(key)], document) : undefined };
  }
  return found;
}

/** Keys are compared as text: YAML reads `1:` as a number. */
function pairOf(map: Node, key: PropertyKey, document: Document): Pair | undefined {
  if (!isMap(map)) return undefined;
  const isKey = (one: Pair, name: string) => isScalar(one.key) && String(one.key.value) === name;
  const own = map.items.find((one) => isKey(one, String(key)));
  if (own !== undefined) return own;
  const merge = nodeOf(map.items.find(isMergeKey)?.value, document);
  const sources = isSeq(merge) ? merge.items.map((item) => nodeOf(item, document)) : [merge];
  return sources.flatMap((one) => (isCollection(one) ? (pairOf(one, key, document) ?? []) : []))[0];
}

/** Gotcha: the parser gives a merge key a symbol as its value. */
const isMergeKey = ({ key }: Pair): boolean => isScalar(key) && typeof key.value === 'symbol';

/** The node itself, or the one that an alias stands for. */
function nodeOf(value: unknown, document: Document): Node | undefined {
  if (isAlias(value)) return value.resolve(document);
  return isNode(value) && !isPair(value) ? value : undefined;
}
