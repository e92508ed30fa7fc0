import { expect, test } from 'vitest';
import { errorDocument } from './document.mjs';
import { examplesIn, factsModule, placesIn } from './facts.mjs';

const GOLDEN = `## port-taken
✗ port 80 is used by nginx
  → stop it
  exit 3
✗ port 443 is used by another program
  exit 3

## interrupted
✗ interrupted (SIGINT)
  exit 130
✗ interrupted (SIGTERM)
  exit 143
`;

test('each code has its examples and exit codes', () => {
  expect(examplesIn(GOLDEN)).toEqual([
    {
      code: 'port-taken',
      exits: [3],
      examples: ['✗ port 80 is used by nginx\n  → stop it', '✗ port 443 is used by another program'],
    },
    { code: 'interrupted', exits: [130, 143], examples: ['✗ interrupted (SIGINT)', '✗ interrupted (SIGTERM)'] },
  ]);
});

test('a file throws a code where it makes the error, on one line or on several', () => {
  const sources = [
    { path: 'b.ts', text: "throw new SmolfaasError('port-taken', {})" },
    {
      path: 'a.ts',
      text: "const error = new SmolfaasError(\n  'port-taken',\n);\nnew SmolfaasError<'locked'>('locked', {})",
    },
    { path: 'c.ts', text: "isSmolfaasError(error, 'port-taken')" },
  ];
  expect([...placesIn(sources)]).toEqual([
    ['port-taken', ['a.ts', 'b.ts']],
    ['locked', ['a.ts']],
  ]);
});

test('module and document have all of it', () => {
  const facts = examplesIn(GOLDEN).map((one) => ({ ...one, places: ['a.ts'] }));
  expect(factsModule(facts)).toContain('"port-taken": {"exits":[3],"examples":["✗ port 80');
  const text = errorDocument(facts, {
    'port-taken': 'Another program listens.',
    interrupted: 'Ctrl-C.',
    usage: 'Wrong.',
  });
  expect(text.indexOf('### usage')).toBeLessThan(text.indexOf('## Exit 3'));
  expect(text).toContain(
    '### port-taken\n\nAnother program listens.\n\n```text\n✗ port 80 is used by nginx\n  → stop it\n```\n',
  );
  expect(text.indexOf('### interrupted')).toBeGreaterThan(text.indexOf('## Exit 4'));
});
