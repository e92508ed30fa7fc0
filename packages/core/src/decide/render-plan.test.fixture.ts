/**
 * A plan as text, for golden tests: one line per decision, its reasons below.
 */
import type { Reason } from '../contract/reasons.js';
import { codedText } from '../fakes/coded-text.test.fixture.js';
import type { Plan } from './plan.js';

export function renderPlan({ network, router, builder, functions }: Plan): string {
  const shown = (name: string, action: string, reasons: readonly Reason[]): string[] => [
    `${name}: ${action}`,
    ...reasons.map((reason) => `  - ${codedText(reason)}`),
  ];
  const lines = [
    ...shown('network', network.action, network.reasons),
    ...shown('router', router.recreate ? `${router.action} (recreate)` : router.action, router.reasons),
    ...(builder.action === 'nothing' ? [] : shown('builder', builder.action, builder.reasons)),
    ...functions.flatMap((one) => {
      const next = ['build', 'start', 'replace'].includes(one.action) ? ` g${one.generation}` : '';
      const others = one.others.length > 0 ? ` (others: ${one.others.map(({ name }) => name).join(', ')})` : '';
      return shown(one.function, `${one.action}${next}${others}`, one.reasons);
    }),
  ];
  return `${lines.join('\n')}\n`;
}
