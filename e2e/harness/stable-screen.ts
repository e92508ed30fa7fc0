/**
 * A screen without what differs from run to run and from machine to machine: the names and ports of the project, times, sizes,
 * hashes, base images, and the order in which functions became ready. Everything keeps its width, so that a golden screen still shows how lines fit.
 */
import type { TestProject } from './project.js';

export function stableScreen(screen: string, { id, httpPort, httpsPort, dir }: TestProject): string {
  const lines = screen
    .replaceAll(dir, '/project')
    .replaceAll(id, 'sf00000000')
    .replaceAll(String(httpPort), '20080')
    .replaceAll(String(httpsPort), '20443')
    .replaceAll(/\b[0-9a-f]{12}(?=-g\d)/g, '0'.repeat(12))
    .replaceAll(/\bsmolfaas-e2e-\w{6}-[0-9a-f]{8}\b/g, 'smolfaas-e2e-000000-00000000')
    .replaceAll(/ +\d+\.\d+s( *)$/gm, '  0.0s$1')
    .replaceAll(/ +\d+\.\d+s +(?=https:)/g, '  0.0s  ')
    .replaceAll(/TIME +URL/g, 'TIME  URL')
    .replaceAll(/\b\d+(\.\d+)? (B|kB|MB|GB)\b/g, '0 MB')
    .replaceAll(/^((?:VOLUME|FILE) +SIZE\n\S+ +)-$/gm, '$10 MB')
    .replace(/^BASE IMAGE +SIZE\n(?:\S.*\n)+/m, 'BASE IMAGE  SIZE\nbase:1      0 MB\n')
    .replaceAll(/, from \S+( \(to be pulled\))?/g, ', from base:1')
    .replaceAll(/\bsha256:[0-9a-f]{64}\b/g, `sha256:${'0'.repeat(64)}`)
    .replaceAll(/\b[0-9a-f]{12}\b/g, '0'.repeat(12))
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z/g, '2026-01-01T00:00:00.000000000Z')
    .replaceAll(/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g, 'Thu, 01 Jan 2026 00:00:00 GMT')
    .replaceAll(/(started +|built )\d\d:\d\d(?=\n)/g, '$100:00')
    .replaceAll(/("\w+Ms": )[\d.]+/g, '$10')
    .replaceAll(/ \d+(\.\d)? ms: connect .*/g, ' 0.0 ms: connect 0.0, TLS 0.0, first byte 0.0, rest 0.0')
    .replaceAll(/ \d+(\.\d)? ms (?=0 MB)/g, ' 0.0 ms ')
    .replaceAll(/ {2}\d+s(?= +\d+ +\d+\/512 MiB)/g, (age) => '0s'.padStart(age.length))
    .replaceAll(/\d+(?=\/512 MiB)/g, '11')
    .replaceAll(/\d+\.\d%/g, '0.0%')
    .replace(/^note: \S+ does not resolve here,[^]*?\/etc\/hosts\n/m, '')
    .split('\n');
  return sortedReady(lines).join('\n');
}

/** Functions become ready in any order; the lines about it are sorted. */
function sortedReady(lines: readonly string[]): string[] {
  const ready = lines.filter((line) => line.startsWith('✓ ')).sort();
  return lines.map((line) => (line.startsWith('✓ ') ? (ready.shift() ?? line) : line));
}
