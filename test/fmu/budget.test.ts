import { describe, expect, it } from 'vitest';
import { Archive } from '../../src/fmu/archive.js';
import { identifyBinary } from '../../src/fmu/binaries/identify.js';
import { Budget } from '../../src/fmu/budget.js';
import { Fmu } from '../../src/fmu/fmu.js';
import { fmuInfo } from '../../src/fmu/info.js';
import { parseModelDescription } from '../../src/fmu/model-description.js';
import { elfExporting, elfNeeding } from './bombs/binary-bombs.js';
import { toolError } from './expect-error.js';
import { LINUX64, buildFmu } from './fmu-samples.js';
import { fmi2Variables } from './model-description/documents.js';

const MIB = 1024 * 1024;

describe('a budget', () => {
  it('allows a small FMU what the standard says, and a large one more', () => {
    expect(new Budget(0).memoryBytes).toBe(512 * MIB);
    expect(new Budget(10 * MIB).memoryBytes).toBe(512 * MIB);
    expect(new Budget(11 * MIB).memoryBytes).toBe(612 * MIB);
    expect(new Budget(0, 100 * MIB).memoryBytes).toBe(100 * MIB);
  });

  it('is never more than this process can hold', () => {
    expect(new Budget(1e15).memoryBytes).toBeLessThan(1e13);
  });

  it('adds up what different things cost, and says which of them cost most', () => {
    const budget = new Budget(0, MIB);
    budget.spend('name');
    const one = budget.kept;
    budget.spend('name', 999);
    expect(budget.kept).toBe(1000 * one);
    budget.spend('element', 100);
    const error = toolError(() => budget.spend('nameByte', MIB));
    expect(error.code).toBe('fmu-too-costly');
    expect(error.message).toContain(`${MIB} bytes of names`);
  });

  it('takes back memory, but not work', () => {
    const budget = new Budget(0);
    budget.spend('element', 5);
    const { work } = budget;
    budget.giveBack('element', 5);
    expect([budget.kept, budget.work]).toEqual([0, work]);
  });

  it('lends only what is left', () => {
    const budget = new Budget(0, 2 * MIB);
    budget.lend(MIB, 'it');
    budget.lend(MIB, 'it');
    expect(toolError(() => budget.lend(MIB + 1, 'it')).message).toMatch(/^it needs 2 MiB .* 1 MiB/);
    expect(budget.kept).toBe(0);
  });
});

/** What it costs to do this; the numbers are the same on every machine. */
function costOf(work: (budget: Budget) => void): { kept: number; work: number } {
  const budget = new Budget(0, 100_000 * MIB);
  work(budget);
  return { kept: budget.kept, work: budget.work };
}

describe('the work for', () => {
  it.each<[what: string, work: (count: number) => (budget: Budget) => void]>([
    ['needed libraries', (count) => (budget) => identifyBinary(elfNeeding(count, 10), budget)],
    ['functions', (count) => (budget) => identifyBinary(elfExporting(count), budget)],
    [
      'variables',
      (count) => {
        const variable = '<ScalarVariable name="v" valueReference="1"><Real/></ScalarVariable>';
        return (budget) => parseModelDescription(Buffer.from(fmi2Variables(variable.repeat(count))), budget);
      },
    ],
    [
      'dependencies',
      (count) => {
        const structure = `<ModelStructure><Outputs><Unknown index="1" dependencies="${'1 '.repeat(count)}"/></Outputs></ModelStructure>`;
        const text = fmi2Variables('').replace('<ModelStructure/>', structure);
        return (budget) => parseModelDescription(Buffer.from(text), budget);
      },
    ],
  ])('%s grows as their number does', (_what, work) => {
    const [none, once, twice, thrice] = [0, 1000, 2000, 3000].map((count) => costOf(work(count)));
    expect(once!.work).toBeGreaterThan(none!.work);
    expect(thrice!.work - twice!.work).toBe(twice!.work - once!.work);
    expect(thrice!.kept - twice!.kept).toBe(twice!.kept - once!.kept);
  });

  it('the same library in many places is that for each of them, in one budget', () => {
    const cost = (count: number): number => {
      const libraries = Array.from({ length: count }, (_, index) => ({
        name: `binaries/linux64/${index}.so`,
        data: LINUX64,
      }));
      const fmu = Fmu.fromBuffer(buildFmu(libraries), 'x.fmu');
      fmuInfo(fmu);
      return fmu.archive.budget.work;
    };
    expect(cost(30) - cost(20)).toBe(cost(20) - cost(10));
    expect(cost(20)).toBeGreaterThan(cost(10));
  });
});

describe('an entry', () => {
  it('is not unpacked if there is no room for it', () => {
    const data = Buffer.alloc(3 * MIB);
    const archive = Archive.fromBuffer(buildFmu([{ name: 'a', data }]), 'x.fmu', { limits: { memoryBytes: 4 * MIB } });
    expect(toolError(() => archive.read('a')).code).toBe('fmu-too-costly');
    expect(archive.budget.work).toBe(0);
  });

  it('that claims more than its data can unpack to is not unpacked either', () => {
    const entry = { name: 'a', data: 'contents', size: 100 * MIB };
    const archive = Archive.fromBuffer(buildFmu([entry]), 'x.fmu');
    expect(toolError(() => archive.read('a')).code).toBe('archive-size-lie');
  });
});
