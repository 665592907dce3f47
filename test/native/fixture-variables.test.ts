// The fixtures' model descriptions are written by hand, and so are the tables in their sources: both say the same.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Fmu } from '../../src/fmu/fmu.js';
import { fixtureFmu } from './unpacked-fmu.js';
import { ROOT } from './wine.js';

interface Row {
  readonly name: string;
  readonly type: string;
  readonly valueReference: number;
  readonly causality: string;
  readonly variability: string;
  /** Dimensions, in tables that have them. */
  readonly rank: number;
}

const RANKS: Readonly<Record<string, number>> = { SCALAR: 0, ROWS: 1, MATRIX: 2 };

/** The rows of `fixtures/models/<folder>/variables.inc`. */
function table(folder: string): readonly Row[] {
  const text = readFileSync(path.join(ROOT, 'fixtures', 'models', folder, 'variables.inc'), 'utf8');
  const row = /^VARIABLE\((\w+), (\w+), (\d+)u?, (\w+), (\w+), (\w+)?/gm;
  return Array.from(
    text.matchAll(row),
    ([, name = '', type = '', reference, causality = '', variability = '', shape]) => ({
      name,
      type,
      valueReference: Number(reference),
      causality,
      variability,
      rank: RANKS[shape ?? ''] ?? 0,
    }),
  );
}

describe.each([
  ['everything', 'everything', 79],
  ['slave-1', 'fmi1', 47],
  ['tool-1', 'fmi1', 47],
  ['model-1', 'fmi1', 47],
  ['everything-3', 'fmi3', 83],
])('%s', (name, folder, count) => {
  it('has the variables of its table', () => {
    const { variables } = Fmu.open(fixtureFmu(name)).modelDescription;
    const described = variables
      .filter(({ alias }) => alias === undefined || alias === 'noAlias')
      .map((variable): Row => ({
        name: variable.name,
        type: variable.type,
        valueReference: variable.valueReference,
        causality: variable.causality,
        variability: variable.variability,
        rank: variable.dimensions.length,
      }));
    expect(described).toHaveLength(count);
    expect(described).toEqual(table(folder));
  });
});
