// Inputs vary, the same way every time, and never leave what the model description admits.
import { describe, expect, it } from 'vitest';
import { parseModelDescription } from '../../src/fmu/model-description.js';
import { encodeValues } from '../../src/runtime/frame-values.js';
import { signalsOf } from '../../src/smoke/signals.js';
import { heldInputs, variedInputs } from '../../src/smoke/stimulus.js';

const xml = `<?xml version="1.0" encoding="UTF-8"?>
<fmiModelDescription fmiVersion="2.0" modelName="m" guid="g">
  <CoSimulation modelIdentifier="m"/>
  <TypeDefinitions>
    <SimpleType name="Narrow"><Real min="2" max="3"/></SimpleType>
    <SimpleType name="Colour"><Enumeration><Item name="red" value="1"/><Item name="blue" value="7"/></Enumeration></SimpleType>
  </TypeDefinitions>
  <ModelVariables>
    <ScalarVariable name="free" valueReference="0" causality="input" variability="continuous"><Real start="0"/></ScalarVariable>
    <ScalarVariable name="narrow" valueReference="1" causality="input" variability="continuous"><Real declaredType="Narrow" start="2.9"/></ScalarVariable>
    <ScalarVariable name="unset" valueReference="2" causality="input" variability="continuous"><Real declaredType="Narrow"/></ScalarVariable>
    <ScalarVariable name="whole" valueReference="0" causality="input"><Integer start="2147483646" max="2147483647"/></ScalarVariable>
    <ScalarVariable name="bus.base.lo" valueReference="1" causality="input"><Integer start="0"/></ScalarVariable>
    <ScalarVariable name="colour" valueReference="2" causality="input"><Enumeration declaredType="Colour" start="7"/></ScalarVariable>
    <ScalarVariable name="switch" valueReference="0" causality="input"><Boolean start="true"/></ScalarVariable>
    <ScalarVariable name="text" valueReference="0" causality="input"><String start="a"/></ScalarVariable>
    <ScalarVariable name="alias" valueReference="0" causality="input"><String start="a"/></ScalarVariable>
    <ScalarVariable name="y" valueReference="9" causality="output"><Real/></ScalarVariable>
  </ModelVariables>
  <ModelStructure/>
</fmiModelDescription>`;
const description = parseModelDescription(Buffer.from(xml));
const inputs = signalsOf(description, ({ causality }) => causality === 'input');
const order = ['free', 'narrow', 'unset', 'whole', 'bus.base.lo', 'colour', 'switch', 'text'];
const STEPS = 200;
const steps = Array.from({ length: STEPS }, (_none, step) => step);

describe('inputs', () => {
  it('travel by type, and one that has two names travels once', () => {
    expect(inputs.variables.map(({ name }) => name)).toEqual(order);
    expect(inputs.names).toContain('alias');
  });

  it('may keep their start values', () => {
    const stimulus = heldInputs(description, inputs);
    for (const step of steps) expect(stimulus(step)).toEqual([0, 2.9, 2, 2147483646, 0, 7, true, 'a']);
  });

  it('begin with their start values, and then vary', () => {
    const stimulus = variedInputs(description, inputs, STEPS);
    for (const step of [0, 1]) expect(stimulus(step)).toEqual([0, 2.9, 2, 2147483646, 0, 7, true, 'a']);
    const rows = steps.map(stimulus);
    const varying = order.filter((_name, index) => new Set(rows.map((row) => row[index])).size > 1);
    expect(varying, 'all but what would be a pointer').toEqual(order.filter((name) => name !== 'bus.base.lo'));
  });

  it('stay within their bounds and types', () => {
    const stimulus = variedInputs(description, inputs, STEPS);
    for (const step of steps) {
      const row = stimulus(step);
      const [, narrow, unset, whole, , colour] = row;
      for (const value of [narrow, unset]) {
        expect(value).toBeGreaterThanOrEqual(2);
        expect(value).toBeLessThanOrEqual(3);
      }
      expect(whole).toBeLessThanOrEqual(2147483647);
      expect([1, 7]).toContain(colour);
      expect(() => encodeValues(inputs.subFrames, row)).not.toThrow();
    }
  });

  it('that are negated aliases are within the bounds that the variable has, and have the sign that the model has', () => {
    const down =
      '<ScalarVariable name="down" valueReference="7" causality="input" alias="negatedAlias"><Real start="2.5" min="2" max="3"/></ScalarVariable>';
    const old = parseModelDescription(
      Buffer.from(
        `<fmiModelDescription fmiVersion="1.0" modelName="m" modelIdentifier="m" guid="g" numberOfContinuousStates="0"
          numberOfEventIndicators="0"><ModelVariables>${down}</ModelVariables></fmiModelDescription>`,
      ),
    );
    const signals = signalsOf(old, () => true);
    expect(signals.variables).toMatchObject([{ name: 'down', negated: false }]);
    expect(heldInputs(old, signals)(0)).toEqual([-2.5]);
    const values = steps.map(variedInputs(old, signals, STEPS)).map(([value]) => Number(value));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-3);
    expect(Math.max(...values)).toBeLessThanOrEqual(-2);
    expect(new Set(values).size).toBeGreaterThan(2);
  });

  it('are the same in every run', () => {
    const rows = () => {
      const stimulus = variedInputs(description, inputs, STEPS);
      return steps.map(stimulus);
    };
    expect(rows()).toEqual(rows());
  });
});

describe('inputs of FMI 3.0', () => {
  const three = parseModelDescription(
    Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<fmiModelDescription fmiVersion="3.0" modelName="m" instantiationToken="t">
  <CoSimulation modelIdentifier="m"/>
  <ModelVariables>
    <UInt64 name="n" valueReference="1" causality="structuralParameter" variability="fixed" start="2"/>
    <Float32 name="single" valueReference="2" causality="input" start="0"/>
    <Int8 name="small" valueReference="3" causality="input" start="126"/>
    <UInt32 name="large" valueReference="4" causality="input" start="4294967295"/>
    <Int64 name="least" valueReference="5" causality="input" start="-9223372036854775808"/>
    <UInt64 name="most" valueReference="6" causality="input" start="18446744073709551615"/>
    <Int16 name="beyond" valueReference="7" causality="input" start="1e300"/>
    <Boolean name="switches" valueReference="8" causality="input" start="true false"><Dimension valueReference="1"/></Boolean>
    <Float64 name="many" valueReference="9" causality="input" start="3"><Dimension start="1001"/></Float64>
    <Float64 name="none" valueReference="10" causality="input"><Dimension start="0"/></Float64>
    <Binary name="blob" valueReference="11" causality="input"><Start value="0aff"/></Binary>
  </ModelVariables>
  <ModelStructure/>
</fmiModelDescription>`),
  );
  const all = signalsOf(three, ({ causality }) => causality === 'input');
  const place = (name: string): number => all.variables.findIndex((each) => each.name === name);

  it('are the elements of arrays too, the first 1,000 of each', () => {
    const names = all.variables.map(({ name }) => name);
    expect(names.filter((name) => name.startsWith('many'))).toHaveLength(1000);
    expect(names.filter((name) => /switches|none/.test(name))).toEqual(['switches[1]', 'switches[2]']);
  });

  it('begin with their start values, each in its type', () => {
    const start = heldInputs(three, all)(0);
    expect(start[place('many[1000]')]).toBe(3);
    expect([start[place('switches[1]')], start[place('switches[2]')]]).toEqual([true, false]);
    expect(start[place('least')]).toBe(-(2n ** 63n));
    expect(start[place('blob')]).toEqual(Buffer.from([0x0a, 0xff]));
  });

  it('never leave what their types have', () => {
    const stimulus = variedInputs(three, all, STEPS);
    for (const step of steps) encodeValues(all.subFrames, stimulus(step));
    const small = steps.map((step) => stimulus(step)[place('small')]);
    expect(Math.max(...(small as number[]))).toBe(127);
    expect(new Set(small).size).toBeGreaterThan(1);
    expect(new Set(steps.map((step) => stimulus(step)[place('blob')])).size).toBe(1);
  });
});
