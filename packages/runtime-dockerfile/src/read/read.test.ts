/**
 * What the parser finds in a Dockerfile, and what it must not mistake for a part of it.
 */
import { describe, expect, test } from 'vitest';
import { readDockerfile } from './instructions.js';
import { mountsOf, neededStages, stagesOf, targetStage } from './stages.js';
import { expand } from './variables.js';

const instructions = (text: string) =>
  readDockerfile(text).instructions.map(({ keyword, line, flags }) =>
    [line, keyword, ...flags.map(({ name, value, line: at }) => `${name}=${value}@${at}`)].join(' '),
  );

describe('instructions', () => {
  test('go over several lines, with comments and empty ones between, and have flags where they stand', () => {
    expect(
      instructions('from a\nRUN --mount=type=cache,target=/c \\\n  # a comment\n\n  --network=none make\nEXPOSE 1'),
    ).toEqual(['1 FROM', '2 RUN mount=type=cache,target=/c@2 network=none@5', '6 EXPOSE']);
  });

  test('the escape character is the one of the directive', () => {
    expect(instructions('# escape=`\nFROM a\nRUN x `\n  --network=host\nRUN c:\\\nUSER 1')).toEqual([
      '2 FROM',
      '3 RUN',
      '5 RUN',
      '6 USER',
    ]);
  });

  test('a byte order mark and CRLF change nothing', () => {
    const text = '# syntax=docker/dockerfile:1\nFROM a\nRUN \\\n --network=host x\n';
    const windows = readDockerfile(`\uFEFF${text.replaceAll('\n', '\r\n')}`);
    expect(windows.syntax).toEqual({ reference: 'docker/dockerfile:1', line: 1 });
    expect(windows.instructions.map(({ keyword, flags }) => [keyword, flags])).toEqual(
      readDockerfile(text).instructions.map(({ keyword, flags }) => [keyword, flags]),
    );
  });

  test('the body of a heredoc is no instruction, with any of its ends', () => {
    const text = `FROM a
RUN <<EOF
FROM b
RUN --network=host x
EOF
COPY <<-"one" <<two /there/
	RUN --security=insecure
	one
USER nobody
two
RUN cat <<eof "<<no" 'x <<no' <<<no; echo $((1<<2)) $((1 << 2))
eof
RUN ["cat", "<<no"]
RUN --mount=type=cache,target=/c ["cat", "<<no"]
CMD cat <<no
RUN cat 3<<\\end
FROM c
end
ONBUILD COPY <<a b/
FROM c
a
USER 1
`;
    expect(instructions(text).join()).toBe(
      '1 FROM,2 RUN,6 COPY,11 RUN,13 RUN,14 RUN mount=type=cache,target=/c@14,15 CMD,16 RUN,19 ONBUILD,19 COPY,22 USER',
    );
    expect(readDockerfile(text).instructions.map(({ heredocs }) => heredocs)).toEqual([
      0, 1, 2, 1, 0, 0, 0, 1, 1, 1, 0,
    ]);
  });

  test('flags end at the first other word, and quotes and backslashes in them hide nothing', () => {
    expect(instructions('RUN --network"="host \'--security=insecure\'\nRUN -- --a=b\nRUN --net\\work=host x')).toEqual([
      '1 RUN network=host@1',
      '2 RUN',
      '3 RUN network=host@3',
    ]);
  });

  test('two escape characters at the end of a line are no continuation, blanks behind one are', () => {
    expect(instructions('RUN a \\\\\nUSER 1\nRUN b \\  \n\n --c\nUSER 2 \\')).toEqual([
      '1 RUN',
      '2 USER',
      '3 RUN',
      '6 USER',
    ]);
  });

  test('a trigger is listed beside its ONBUILD', () => {
    const { instructions: all } = readDockerfile('FROM a\nONBUILD run --network=host x');
    expect(all.map(({ keyword, trigger, flags }) => [keyword, trigger, flags.length])).toEqual([
      ['FROM', false, 0],
      ['ONBUILD', false, 0],
      ['RUN', true, 1],
    ]);
  });

  test.each([
    '',
    '\n\n',
    '# only a comment',
    'FROM',
    'RUN',
    'ONBUILD',
    'ONBUILD ONBUILD',
    'COPY <<',
    '\\',
    'ARG',
    '\0',
  ])('nothing makes it throw: %j', (text) => {
    expect(() => stagesOf(readDockerfile(text).instructions, {})).not.toThrow();
  });
});

describe('syntax', () => {
  test.each([
    ['# syntax=docker/dockerfile:1 --more\nFROM a', 'docker/dockerfile:1'],
    ['#syntax = a/b@sha256:1\nFROM a', 'a/b@sha256:1'],
    ['# escape=`\n# syntax=a/b\nFROM a', 'a/b'],
    ['# a comment\n# syntax=a/b\nFROM a', undefined],
    ['FROM a\n# syntax=a/b', undefined],
  ])('%j', (text, expected) => {
    expect(readDockerfile(text).syntax?.reference).toBe(expected);
  });
});

describe('stages', () => {
  const stages = (text: string, args = {}) => stagesOf(readDockerfile(text).instructions, args);

  test('take ARGs from before the first FROM, set by the user or by default', () => {
    const text = 'ARG TAG=1\nARG NAME="b${TAG}"\nARG OPEN\nFROM ${NAME}:${TAG:-9}\nFROM c:${OPEN:-x}\nFROM d:$OPEN\n';
    const images = (args = {}) =>
      stages(text, args).map(({ sources: [source] }) => source && 'image' in source && source.image);
    expect(images()).toEqual(['b1:1', 'c:x', 'd:']);
    expect(images({ TAG: '2', OPEN: 'o' })).toEqual(['b2:2', 'c:o', 'd:o']);
  });

  test('only those are needed that the target is made from', () => {
    const all = stages('FROM a AS a\nFROM b AS b\nFROM c AS c\nCOPY --from=a / /\nFROM d AS d\n');
    expect(neededStages(all, targetStage(all, 'C') ?? -1).map(({ name }) => name)).toEqual(['a', 'c']);
    expect([targetStage(all, undefined), targetStage(all, '1'), targetStage(all, 'x')]).toEqual([3, 1, undefined]);
  });
});

test.each([
  ['$A-${A}', '1-1'],
  ['${B:-x$A}', 'x1'],
  ['${A:+y}${B:+n}', 'y'],
  ['x${B}', 'x'],
  ['$A\\$A', '1$A'],
  ['${A#x}', undefined],
  ['plain', 'plain'],
])('variables: %s', (text, expected) => {
  expect(expand(text, { A: '1', E: '' })).toBe(expected);
});

test('options of mounts: keys in lower case, quotes of the whole option left out', () => {
  const [run] = readDockerfile('RUN --mount=type=secret,ID=x,"target=/a",required x').instructions;
  const [mount] = mountsOf(run?.flags ?? []);
  expect([...(mount?.options ?? [])]).toEqual([
    ['type', 'secret'],
    ['id', 'x'],
    ['target', '/a'],
    ['required', ''],
  ]);
});
