// 3.1.4 and 1.1.3: kinds and types. Expected numbers are those of the tables in RFMI 0.91.
import { describe, expect, it } from 'vitest';
import { parseModelDescription } from '../../../src/fmu/model-description.js';
import { defaultFrames } from '../../../src/rfmi/wire/default-frames.js';
import { TYPE_ORDER } from '../../../src/runtime/frames.js';
import { ALL_TYPES, kindOf, servedVariables, type ServedVariable } from '../../../src/rfmi/wire/variables.js';
import { fmi } from '../../fmu/model-description/documents.js';
import { ONE, THREE, TWO } from '../session/fake-fmus.js';

const served = (xml: string): ServedVariable[] =>
  servedVariables(parseModelDescription(Buffer.from(xml))).map((each) => each.served);

/** Kind, type and reference by name. */
const table = (xml: string): Record<string, [number, number, number]> =>
  Object.fromEntries(served(xml).map(({ name, kind, type, reference }) => [name, [kind, type, reference]]));

describe('the variables that RFMI shows', () => {
  it('of FMI 1.0 have its kinds, and booleans of one byte', () => {
    expect(table(ONE.xml)).toEqual({
      x: [0x0103, 0x0031, 0],
      'minus x': [0x0103, 0x0031, 0],
      u: [0x0003, 0x0031, 1],
      b: [0x0002, 0x0011, 0],
      nb: [0x0102, 0x0011, 1],
      k: [0x0201, 0x0031, 2],
      t: [0x0001, 0x0031, 3],
      oc: [0x0100, 0x0031, 4],
      op: [0x0101, 0x0031, 5],
      ic: [0x0000, 0x0031, 6],
      debug: [0x0303, 0x0031, 7],
      hidden: [0x0203, 0x0031, 8],
    });
  });

  it('of FMI 2.0 have its kinds, booleans of four bytes, and enumerations are integers', () => {
    expect(table(TWO.xml)).toEqual({
      time: [0x0703, 0x0031, 6],
      st: [0x0102, 0x0041, 1],
      nb: [0x0102, 0x0012, 1],
      m: [0x0102, 0x0021, 1],
      x: [0x0103, 0x0031, 0],
      'alias of x': [0x0403, 0x0031, 0],
      b: [0x0002, 0x0012, 0],
      u: [0x0003, 0x0031, 1],
      n: [0x0002, 0x0021, 0],
      mode: [0x0002, 0x0021, 2],
      k: [0x0504, 0x0031, 2],
      t: [0x0505, 0x0031, 3],
      c: [0x0400, 0x0031, 4],
      guess: [0x0403, 0x0031, 5],
      s: [0x0504, 0x0041, 0],
    });
  });

  it('of FMI 3.0 are those that fit; arrays and other types are left out, aliases are not', () => {
    expect(table(THREE.xml)).toEqual({
      time: [0x0703, 0x0031, 0],
      x: [0x0103, 0x0031, 1],
      xx: [0x0103, 0x0031, 1],
      u: [0x0003, 0x0031, 2],
      k: [0x0504, 0x0031, 3],
      t: [0x0505, 0x0031, 4],
      n: [0x0002, 0x0021, 5],
      mode: [0x0002, 0x0021, 6],
      m: [0x0102, 0x0021, 7],
      b: [0x0002, 0x0012, 8],
      nb: [0x0102, 0x0012, 9],
      s: [0x0504, 0x0041, 10],
      st: [0x0102, 0x0041, 11],
      blob: [0x0002, 0x0051, 12],
      copy: [0x0102, 0x0051, 13],
    });
  });

  it.each([
    ['calculatedParameter', 'fixed', 0x0604],
    ['calculatedParameter', 'tunable', 0x0605],
    ['parameter', 'tunable', 0x0505],
    ['independent', 'continuous', 0x0703],
    ['local', 'constant', 0x0400],
    ['none', 'discrete', 0x0302],
    ['internal', 'discrete', 0x0202],
  ] as const)('%s %s is 0x%s', (causality, variability, kind) => {
    expect(kindOf({ causality, variability })).toBe(kind);
  });

  it('keep the order of the model description', () => {
    expect(served(TWO.xml).map(({ name }) => name)).toEqual([
      'time',
      'st',
      'nb',
      'm',
      'x',
      'alias of x',
      'b',
      'u',
      'n',
      'mode',
      'k',
      't',
      'c',
      'guess',
      's',
    ]);
  });
});

describe('3.2.4.3 default frames', () => {
  it('of FMI 1.0 hold exactly the kinds that 3.1.4 names', () => {
    expect(defaultFrames(1, served(ONE.xml))).toEqual([
      { id: 0, subFrames: [] },
      {
        id: 1,
        subFrames: [
          { type: 0x0031, references: [1] },
          { type: 0x0011, references: [0] },
        ],
      },
      {
        id: 2,
        subFrames: [
          { type: 0x0031, references: [0, 4, 5] },
          { type: 0x0011, references: [1] },
        ],
      },
    ]);
  });

  it('of FMI 2.0 hold all inputs and all outputs: Real, Integer, Boolean, String', () => {
    expect(defaultFrames(2, served(TWO.xml))).toEqual([
      { id: 0, subFrames: [] },
      {
        id: 1,
        subFrames: [
          { type: 0x0031, references: [1] },
          { type: 0x0021, references: [0, 2] },
          { type: 0x0012, references: [0] },
        ],
      },
      {
        id: 2,
        subFrames: [
          { type: 0x0031, references: [0] },
          { type: 0x0021, references: [1] },
          { type: 0x0012, references: [1] },
          { type: 0x0041, references: [1] },
        ],
      },
    ]);
  });

  it('of FMI 3.0 are as of 2.0, with binaries at the end', () => {
    const [, inputs, outputs] = defaultFrames(3, served(THREE.xml));
    expect(inputs!.subFrames).toEqual([
      { type: 0x0031, references: [2] },
      { type: 0x0021, references: [5, 6] },
      { type: 0x0012, references: [8] },
      { type: 0x0051, references: [12] },
    ]);
    expect(outputs!.subFrames).toEqual([
      { type: 0x0031, references: [1] },
      { type: 0x0021, references: [7] },
      { type: 0x0012, references: [9] },
      { type: 0x0041, references: [11] },
      { type: 0x0051, references: [13] },
    ]);
  });

  it('are empty for a model without variables', () => {
    expect(defaultFrames(2, [])).toEqual([
      { id: 0, subFrames: [] },
      { id: 1, subFrames: [] },
      { id: 2, subFrames: [] },
    ]);
  });

  it('take each of 100,000 variables', () => {
    const one = (index: number): string =>
      `<ScalarVariable name="v${index}" valueReference="${index}" causality="output"><Real/></ScalarVariable>`;
    const many = Array.from({ length: 100_000 }, (_, index) => one(index)).join('');
    const rest = `<CoSimulation modelIdentifier="m"/><ModelVariables>${many}</ModelVariables><ModelStructure/>`;
    const [, , outputs] = defaultFrames(2, served(fmi('2.0', rest)));
    expect(outputs!.subFrames[0]!.references).toHaveLength(100_000);
  });
});

describe('with XTND', () => {
  const extended = (xml: string): ServedVariable[] =>
    servedVariables(parseModelDescription(Buffer.from(xml)), true).map((each) => each.served);
  const three = (variables: string, types = ''): string =>
    fmi(
      '3.0',
      `<CoSimulation modelIdentifier="m"/>${types}<ModelVariables>${variables}</ModelVariables><ModelStructure/>`,
    );

  it.each([
    ['Float32', 0x0131],
    ['Int8', 0x0121],
    ['UInt8', 0x0122],
    ['Int16', 0x0123],
    ['UInt16', 0x0124],
    ['UInt32', 0x0125],
    ['Int64', 0x0126],
    ['UInt64', 0x0127],
  ])('%s has the type %i, and without it is left out', (name, type) => {
    const xml = three(`<${name} name="v" valueReference="7" causality="output"/>`);
    expect(extended(xml)).toMatchObject([{ name: 'v', type, reference: 7 }]);
    expect(served(xml)).toEqual([]);
  });

  it('clocks, arrays and structural parameters can be told from the rest', () => {
    const kinds = extended(THREE.xml)
      .filter(({ reference }) => reference >= 14)
      .map(({ name, kind, type }) => [name, kind, type]);
    expect(kinds).toEqual([
      ['array', 0x8003, 0x0031],
      ['f32', 0x0003, 0x0131],
      ['i64', 0x0002, 0x0126],
      ['size', 0x0804, 0x0127],
      ['clock', 0x0002, 0x0161],
    ]);
  });

  it('changes nothing of what is listed without it', () => {
    const listed = new Map(extended(THREE.xml).map((each) => [each.name, each]));
    for (const each of served(THREE.xml)) expect(listed.get(each.name)).toEqual(each);
    for (const { xml } of [ONE, TWO]) expect(extended(xml)).toEqual(served(xml));
  });

  it('an enumeration with an item beyond 32 bits has 64, and without it is left out', () => {
    const type = (name: string, value: string): string =>
      `<EnumerationType name="${name}"><Item name="a" value="${value}"/></EnumerationType>`;
    const one = (name: string): string =>
      `<Enumeration name="${name}" valueReference="1" causality="output" declaredType="${name}"/>`;
    const values = { most: '2147483647', least: '-2147483648', more: '2147483648', less: '-2147483649' };
    const names = Object.keys(values);
    const types = Object.entries(values).map(([name, value]) => type(name, value));
    const xml = three(names.map(one).join(''), `<TypeDefinitions>${types.join('')}</TypeDefinitions>`);
    expect(served(xml).map(({ name, type: id }) => [name, id])).toEqual([
      ['most', 0x21],
      ['least', 0x21],
    ]);
    expect(extended(xml).map(({ type: id }) => id)).toEqual([0x21, 0x21, 0x126, 0x126]);
  });

  it('every type of a variable is one that frames have an order for', () => {
    expect([...ALL_TYPES].sort()).toEqual([...TYPE_ORDER].filter((type) => type !== 0x0011).sort());
  });

  it.each([0, 1, 2, 100_000])('the default frames have %i arrays after the scalars of their type', (count) => {
    const arrays = Array.from({ length: count }, (_, index) => ({ kind: 0x8003, type: 0x31, reference: 10 + index }));
    const scalars = [
      { kind: 0x0003, type: 0x31, reference: 1 },
      { kind: 0x0002, type: 0x21, reference: 2 },
    ];
    const elements = (_type: number, reference: number): number => reference % 3;
    const [, inputs, outputs] = defaultFrames(3, [...arrays, ...scalars], elements);
    expect(outputs!.subFrames).toEqual([]);
    const real = { type: 0x31, references: [1] };
    const integer = { type: 0x21, references: [2] };
    const references = arrays.map(({ reference }) => reference);
    const sized = { type: 0x31, references, elements: references.map((each) => each % 3) };
    expect(inputs!.subFrames).toEqual(count === 0 ? [real, integer] : [real, sized, integer]);
  });

  it('an array of which no size is known is in no default frame', () => {
    const [, inputs] = defaultFrames(3, [{ kind: 0x8003, type: 0x31, reference: 1 }]);
    expect(inputs!.subFrames).toEqual([]);
  });
});
