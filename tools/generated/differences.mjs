/**
 * How one tree of files differs from what it should be: by name, by content, or by files that nothing makes any more. The
 * last kind matters since generators overwrite, but never remove what an earlier .proto file left behind.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** A line for each difference, sorted; none when `actual` holds exactly the files of `wanted`. Directories may be missing. */
export function differences(wanted, actual) {
  const names = new Set([...filesBelow(wanted), ...filesBelow(actual)]);
  return [...names].sort().flatMap((name) => {
    const [here, there] = [join(wanted, name), join(actual, name)];
    if (!existsSync(there)) return [`${name} is missing`];
    if (!existsSync(here)) return [`${name} is made by nothing`];
    return readFileSync(here).equals(readFileSync(there)) ? [] : [`${name} differs`];
  });
}

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}
