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
