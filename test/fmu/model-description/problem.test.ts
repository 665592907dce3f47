import { describe, expect, it } from 'vitest';
import { parseModelDescription } from '../../../src/fmu/model-description.js';
import { problemLine, problemText, problemWarnings } from '../../../src/fmu/model-description/problem.js';
import { fmi2Variables } from './documents.js';

const variables = (count: number): string =>
  '<ScalarVariable name="v" valueReference="1" causality="none"><Real/></ScalarVariable>'.repeat(count);
const problemsOf = (count: number) => parseModelDescription(Buffer.from(fmi2Variables(variables(count)))).problems;

describe('a problem of a model description', () => {
  it('is facts, of which the words are made', () => {
    const [problem] = problemsOf(1);
    expect(problem).toMatchObject({
      code: 'attribute-value',
      args: { element: 'ScalarVariable', attribute: 'causality', value: 'none' },
    });
    expect(problemText(problem!)).toMatch(/^the attribute "causality" of <ScalarVariable> is "none" and not one of /);
    expect(problemLine(problem!)).toMatch(/^modelDescription\.xml:\d+:\d+: the attribute "causality"/);
  });

  it.each([
    [0, 0, undefined],
    [1, 1, undefined],
    [5, 5, undefined],
    [6, 6, /^1 more problems of modelDescription\.xml/],
    [1000, 6, /^995 more problems/],
    [1001, 6, /^996 more problems/],
    [100_000, 6, /^99995 more problems/],
  ])('%i of them are %i lines at most for a user of the model', (count, lines, last) => {
    const said = problemWarnings(problemsOf(count));
    expect(said).toHaveLength(lines);
    if (last !== undefined) expect(said.at(-1)).toMatch(last);
  });
});
