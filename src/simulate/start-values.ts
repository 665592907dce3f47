/** Start values as calls: those of structural parameters are set in Configuration Mode (FMI 3.0, 2.3.2). */
import type { Call } from '../runtime/calls.js';
import type { Experiment } from './experiment.js';
import type { StartValue } from './simulation.js';
import { VariableFrame } from './variable-frame.js';

/** Whether the value decides how big arrays are. */
function isStructural({ variable }: StartValue): boolean {
  return variable.causality === 'structuralParameter';
}

/** The sizes that structural parameters are given, by their value references. */
export function sizesFrom(startValues: readonly StartValue[]): Map<number, number> {
  const structural = startValues.filter(isStructural);
  return new Map(structural.map(({ variable, value }) => [variable.reference, Number(value)]));
}

/** What a model is told of an experiment when it begins; one that goes on for ever has no stop time. */
type Beginning = Pick<Experiment, 'startTime' | 'tolerance'> & { readonly stopTime?: number | undefined };

/** The calls up to Initialization Mode, in which inputs are set. */
export function beginning(experiment: Beginning, startValues: readonly StartValue[]): Call[] {
  const { startTime, stopTime, tolerance } = experiment;
  const sizes = setting(startValues.filter(isStructural));
  return [
    {
      call: 'setup',
      startTime,
      ...(stopTime !== undefined && { stopTime }),
      ...(tolerance !== undefined && { tolerance }),
    },
    ...(sizes.length === 0
      ? []
      : [{ call: 'enterConfiguration' } as const, ...sizes, { call: 'exitConfiguration' } as const]),
    ...setting(startValues.filter((value) => !isStructural(value))),
    { call: 'enterInitialization' },
  ];
}

/** The calls that set values; none for none. */
function setting(startValues: readonly StartValue[]): Call[] {
  if (startValues.length === 0) return [];
  const start = new VariableFrame(startValues.map(({ variable }) => variable));
  return [{ call: 'set', frame: start.frame, values: start.encode(startValues.map(({ value }) => value)) }];
}
