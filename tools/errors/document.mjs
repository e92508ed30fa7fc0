/**
 * docs/errors.md: one section for each error code, by exit code.
 */

const WIDTH = 100;
const FAMILIES = [
  {
    title: 'Exit 2: usage and input',
    about: 'SmolFaaS found these before it touched anything.',
    isIn: (exit) => exit === 2,
  },
  {
    title: 'Exit 1: a function failed',
    about: 'The other functions continued, and a former version keeps serving.',
    isIn: (exit) => exit === 1,
  },
  {
    title: 'Exit 3: the environment',
    about: 'Engine, builder, router, ports, disk or database. After the repair, `smolfaas up` converges.',
    isIn: (exit) => exit === 3,
  },
  {
    title: 'Exit 4 and above',
    about: 'Another run or program, and interrupts by the user (128 and the number of the signal).',
    isIn: (exit) => exit >= 4,
  },
];

const EXITS_OF_OTHERS = { usage: [2] };

/** The whole document. `meanings` by code; `facts` of facts.mjs. */
export function errorDocument(facts, meanings) {
  const known = new Map(facts.map((one) => [one.code, one]));
  const pages = Object.entries(meanings).map(([code, means]) => ({
    code,
    means,
    ...(known.get(code) ?? { exits: EXITS_OF_OTHERS[code] ?? [1], examples: [], places: [] }),
  }));
  const sections = FAMILIES.flatMap(({ title, about, isIn }) => [
    `## ${title}`,
    '',
    ...wrapped(about),
    '',
    ...pages.filter(({ exits }) => isIn(exits[0])).flatMap(section),
  ]);
  return [
    '# Errors',
    '',
    ...wrapped(
      'Every error has a code. `--json` has it in the field `error.code`, and `smolfaas help errors CODE` shows the same page as here.',
    ),
    '',
    '<!-- written by `node tools/errors.mjs --write`, do not edit -->',
    '',
    ...sections,
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

function section({ code, means, examples, places }) {
  const [example] = examples;
  return [
    `### ${code}`,
    '',
    ...wrapped(means.replaceAll('<', '\\<')),
    '',
    ...(example === undefined ? [] : ['```text', ...example.split('\n'), '```', '']),
    ...(places.length === 0 ? [] : ['Thrown in:', '', ...places.map((path) => `- [\`${path}\`](../${path})`), '']),
  ];
}

/** Lines of whole words, at most 100 columns wide. */
function wrapped(text) {
  const lines = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
