// Variables of a model that exists only in tests.
import { ValueType } from '../../src/runtime/frames.js';
import { VariableIndex, type SimulationVariable } from '../../src/simulate/variables.js';

/** A continuous real input, but for what is said. */
export function variable(name: string, changes: Partial<SimulationVariable> = {}): SimulationVariable {
  return {
    name,
    reference: 0,
    type: ValueType.Real,
    negated: false,
    causality: 'input',
    variability: 'continuous',
    unit: undefined,
    description: undefined,
    items: [],
    ...changes,
  };
}

const discrete = { variability: 'discrete' } as const;

export const inputs = {
  u: variable('u'),
  v: variable('v, "the second"'),
  step: variable('step', discrete),
  count: variable('count', { ...discrete, type: ValueType.Integer }),
  on: variable('on', { ...discrete, type: ValueType.Boolean2 }),
  mode: variable('mode', {
    ...discrete,
    type: ValueType.Integer,
    items: [
      { name: 'eco', value: '1', description: undefined },
      { name: 'full', value: '-7', description: undefined },
    ],
  }),
  label: variable('label', { ...discrete, type: ValueType.String }),
  blob: variable('blob', { ...discrete, type: ValueType.Binary }),
};

export const outputs = {
  y: variable('room.T[1,2]', { causality: 'output', unit: 'degC' }),
  other: variable('room.P', { causality: 'output' }),
};

export const parameter = variable('gain', { causality: 'parameter', variability: 'fixed' });

export const tunable = variable('trim', { causality: 'parameter', variability: 'tunable' });

export const index = new VariableIndex([...Object.values(inputs), ...Object.values(outputs), parameter, tunable]);
