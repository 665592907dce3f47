import { describe, expect, it } from 'vitest';
import { defaultRecord, selectVariables } from '../../src/simulate/select-variables.js';
import { VariableIndex } from '../../src/simulate/variables.js';
import { index, inputs, outputs, parameter } from './model-variables.js';

describe('variables are chosen', () => {
  it('by name and by pattern, each once, in the order in which they are named', () => {
    expect(selectVariables(index, ['u', 'room.*', 'u'])).toEqual([inputs.u, outputs.y, outputs.other]);
    expect(selectVariables(index, ['?n'])).toEqual([inputs.on]);
  });

  it('by a name that looks like a pattern', () => {
    expect(selectVariables(index, ['room.T[1,2]'])).toEqual([outputs.y]);
    expect(selectVariables(index, ['room.T[*]'])).toEqual([outputs.y]);
  });

  it('unless there are none, and then the message helps', () => {
    expect(() => selectVariables(index, ['room.p'])).toThrow('no variable "room.p" (did you mean "room.P"');
    expect(() => selectVariables(index, ['x*'])).toThrow('no variable of the model is called like "x*"');
    expect(() => selectVariables(index, ['somethingelse'])).toThrow('look its names up');
  });

  it('as the outputs, or whatever may change in a model without any', () => {
    expect(defaultRecord(index)).toEqual([outputs.y, outputs.other]);
    expect(defaultRecord(new VariableIndex([inputs.u, parameter]))).toEqual([inputs.u]);
  });
});
