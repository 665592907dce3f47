// Names that mean one thing here and another elsewhere.
import { describe, expect, it } from 'vitest';
import { fc } from '../../random.js';
import { checkTogether, nameProblems, nameProblemText } from '../../../src/fmu/archive/portable-names.js';

describe('names that other systems read otherwise', () => {
  it.each([
    ['device', 'resources/CON'],
    ['device', 'resources/nul.txt'],
    ['device', 'resources/com1/table.csv'],
    ['device', 'resources/LPT\u00b2'],
    ['ending', 'resources/a.'],
    ['ending', 'resources/a /b'],
    ['character', 'resources/a:b'],
    ['character', 'resources/what?'],
    ['too-long', `resources/${'n'.repeat(256)}`],
    ['too-long', `resources/${'ä'.repeat(128)}`],
  ])('are reported: %s in %s', (fault, name) => {
    const problems = nameProblems(['modelDescription.xml', name]);
    expect(problems).toEqual([{ fault, name }]);
    expect(nameProblemText(problems[0]!)).toContain('"resources/');
  });

  it('are reported where two are one', () => {
    const names = ['resources/W\u00e4rme', 'resources/wa\u0308rme', 'resources/x', 'RESOURCES/X'];
    expect(nameProblems(names)).toEqual([
      { fault: 'same-but-for-case', name: names[1], other: names[0] },
      { fault: 'same-but-for-case', name: names[3], other: names[2] },
    ]);
  });

  it('are none of the usual ones', () => {
    const usual = [
      'modelDescription.xml',
      'binaries/win64/model.dll',
      'resources/console/com10.txt',
      'resources/.hidden',
      'resources/Wärme 温度.csv',
      `resources/${'n'.repeat(255)}`,
      'sources/nullable.c',
      'a b/c',
    ];
    expect(nameProblems(usual)).toEqual([]);
    expect(() => {
      checkTogether(usual);
    }).not.toThrow();
  });

  it.each([0, 1, 2, 65_535])('are looked for among %i', (count) => {
    const names = Array.from({ length: count }, (_, index) => `resources/${index}/a`);
    checkTogether(names);
    expect(nameProblems(names)).toEqual([]);
  });

  it('cost no more than their length, however deep', () => {
    const deep = Array.from({ length: 1000 }, (_, index) => `${'d/'.repeat(10_000)}${index}`);
    checkTogether(deep);
    expect(nameProblems(deep)).toEqual([]);
  });
});

it('a file is never a folder, whatever the order', () => {
  const part = fc.constantFrom('a', 'b', 'c');
  const name = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 6 }), (names) => {
      const clash = names.some((one) => names.some((other) => other.startsWith(`${one}/`)));
      const check = (): void => {
        checkTogether(names);
      };
      if (clash) expect(check).toThrow(/is a file and a folder/);
      else expect(check).not.toThrow();
    }),
  );
});
