// The native tables of FMI functions against lists written from the standards' texts: every function is there, once, with
// as many arguments, and the arguments that name others name the right ones.
import { describe, expect, it } from 'vitest';
import { parseRows, rowsOf, type TableRow } from './function-table.js';

/** `prefix` and each of the words. */
const named = (prefix: string, words: string): readonly string[] => words.split(' ').map((word) => prefix + word);

/** How many arguments functions have, without the instance that comes first. */
type Arities = Readonly<Record<string, number>>;
const each = (names: readonly string[], count: number): Arities =>
  Object.fromEntries(names.map((name) => [name, count]));

/** FMI 1.0 for Model Exchange, sections "Inquire platform ..." to "Evaluation of model equations": 24 functions. */
const fmi1ModelExchange: Arities = {
  fmiGetModelTypesPlatform: 0,
  fmiGetVersion: 0,
  fmiInstantiateModel: 4,
  fmiFreeModelInstance: 0,
  fmiSetDebugLogging: 1,
  fmiSetTime: 1,
  fmiSetContinuousStates: 2,
  fmiCompletedIntegratorStep: 1,
  ...each(named('fmiSet', 'Real Integer Boolean String'), 3),
  fmiInitialize: 3,
  fmiGetDerivatives: 2,
  fmiGetEventIndicators: 2,
  ...each(named('fmiGet', 'Real Integer Boolean String'), 3),
  fmiEventUpdate: 2,
  fmiGetContinuousStates: 2,
  fmiGetNominalContinuousStates: 2,
  fmiGetStateValueReferences: 2,
  fmiTerminate: 0,
};

/** FMI 1.0 for Co-Simulation, chapter on the interface: 25 functions. */
const fmi1CoSimulation: Arities = {
  fmiGetTypesPlatform: 0,
  fmiGetVersion: 0,
  fmiInstantiateSlave: 9,
  fmiInitializeSlave: 3,
  fmiTerminateSlave: 0,
  fmiResetSlave: 0,
  fmiFreeSlaveInstance: 0,
  fmiSetDebugLogging: 1,
  ...each(named('fmiGet', 'Real Integer Boolean String'), 3),
  ...each(named('fmiSet', 'Real Integer Boolean String'), 3),
  fmiSetRealInputDerivatives: 4,
  fmiGetRealOutputDerivatives: 4,
  fmiCancelStep: 0,
  fmiDoStep: 3,
  ...each(named('fmiGet', 'Status RealStatus IntegerStatus BooleanStatus StringStatus'), 2),
};

/** FMI 2.0: 25 functions of both interfaces (2.1), 10 of Model Exchange (3.2), 9 of Co-Simulation (4.2), 44 together. */
const fmi2: Arities = {
  fmi2GetTypesPlatform: 0,
  fmi2GetVersion: 0,
  fmi2SetDebugLogging: 3,
  fmi2Instantiate: 7,
  fmi2FreeInstance: 0,
  fmi2SetupExperiment: 5,
  ...each(named('fmi2', 'EnterInitializationMode ExitInitializationMode Terminate Reset'), 0),
  ...each(named('fmi2Get', 'Real Integer Boolean String'), 3),
  ...each(named('fmi2Set', 'Real Integer Boolean String'), 3),
  ...each(named('fmi2', 'GetFMUstate SetFMUstate FreeFMUstate'), 1),
  fmi2SerializedFMUstateSize: 2,
  fmi2SerializeFMUstate: 3,
  fmi2DeSerializeFMUstate: 3,
  fmi2GetDirectionalDerivative: 6,
  fmi2EnterEventMode: 0,
  fmi2NewDiscreteStates: 1,
  fmi2EnterContinuousTimeMode: 0,
  fmi2CompletedIntegratorStep: 3,
  fmi2SetTime: 1,
  fmi2SetContinuousStates: 2,
  ...each(named('fmi2Get', 'Derivatives EventIndicators ContinuousStates NominalsOfContinuousStates'), 2),
  fmi2SetRealInputDerivatives: 4,
  fmi2GetRealOutputDerivatives: 4,
  fmi2DoStep: 3,
  fmi2CancelStep: 0,
  ...each(named('fmi2Get', 'Status RealStatus IntegerStatus BooleanStatus StringStatus'), 2),
};

const numbers = 'Float32 Float64 Int8 UInt8 Int16 UInt16 Int32 UInt32 Int64 UInt64';

/** FMI 3.0: 61 functions of all interfaces (chapter 2), 10 of Model Exchange, 3 of Co-Simulation, 1 of Scheduled Execution. */
const fmi3: Arities = {
  fmi3GetVersion: 0,
  fmi3SetDebugLogging: 3,
  fmi3InstantiateModelExchange: 7,
  fmi3InstantiateCoSimulation: 12,
  fmi3InstantiateScheduledExecution: 10,
  fmi3FreeInstance: 0,
  fmi3EnterInitializationMode: 5,
  ...each(named('fmi3', 'ExitInitializationMode EnterEventMode Terminate Reset'), 0),
  ...each(named('fmi3Get', `${numbers} Boolean String`), 4),
  ...each(named('fmi3Set', `${numbers} Boolean String`), 4),
  ...each(named('fmi3', 'GetBinary SetBinary'), 5),
  ...each(named('fmi3', 'GetClock SetClock'), 3),
  fmi3GetNumberOfVariableDependencies: 2,
  fmi3GetVariableDependencies: 6,
  ...each(named('fmi3', 'GetFMUState SetFMUState FreeFMUState'), 1),
  fmi3SerializedFMUStateSize: 2,
  fmi3SerializeFMUState: 3,
  fmi3DeserializeFMUState: 3,
  ...each(named('fmi3', 'GetDirectionalDerivative GetAdjointDerivative'), 8),
  ...each(named('fmi3', 'EnterConfigurationMode ExitConfigurationMode'), 0),
  fmi3GetIntervalDecimal: 4,
  fmi3GetIntervalFraction: 5,
  ...each(named('fmi3', 'GetShiftDecimal SetShiftDecimal SetIntervalDecimal'), 3),
  ...each(named('fmi3', 'GetShiftFraction SetShiftFraction SetIntervalFraction'), 4),
  fmi3EvaluateDiscreteStates: 0,
  fmi3UpdateDiscreteStates: 6,
  fmi3EnterContinuousTimeMode: 0,
  fmi3CompletedIntegratorStep: 3,
  fmi3SetTime: 1,
  fmi3SetContinuousStates: 2,
  ...each(
    named('fmi3Get', 'ContinuousStateDerivatives EventIndicators ContinuousStates NominalsOfContinuousStates'),
    2,
  ),
  ...each(named('fmi3GetNumberOf', 'EventIndicators ContinuousStates'), 1),
  fmi3EnterStepMode: 0,
  fmi3GetOutputDerivatives: 5,
  fmi3DoStep: 7,
  fmi3ActivateModelPartition: 2,
};

const standards = [
  {
    file: 'fmi1.inc',
    functions: { ...fmi1ModelExchange, ...fmi1CoSimulation },
    callbacks: { logger: 4, stepFinished: 1 },
    total: 39,
  },
  { file: 'fmi2.inc', functions: fmi2, callbacks: { logger: 4, stepFinished: 1 }, total: 44 },
  {
    file: 'fmi3.inc',
    functions: fmi3,
    callbacks: { logMessage: 3, intermediateUpdate: 7, clockUpdate: 0, lockPreemption: 0, unlockPreemption: 0 },
    total: 75,
  },
] satisfies { file: string; functions: Arities; callbacks: Arities; total: number }[];

const aritiesOf = (rows: readonly TableRow[]): Arities =>
  Object.fromEntries(rows.map(({ name, kinds }) => [name, kinds.length]));

/** The numbers of arguments in a kind: all of `References<2>`, the last of `InArray<T, 4>`, both of `OutBinaries<3, 5>`. */
function argumentsNamedBy(kind: string): { sizes: number[]; counts: number[] } {
  const [, name = '', inner = ''] = /^(\w+)(?:<(.*)>)?$/.exec(kind) ?? [];
  const counted = /^(?:References|InArray|OutArray|InStrings|OutStrings|InSizes|OutSizes|InBytes|OutBytes)$/;
  if (name.endsWith('Binaries')) {
    const [sizes, count] = inner.split(', ').map(Number);
    return { sizes: [sizes ?? 0], counts: [count ?? 0] };
  }
  return { sizes: [], counts: counted.test(name) ? [Number(inner.split(', ').at(-1))] : [] };
}

describe('the lists of this test', () => {
  it('have as many functions as the standards', () => {
    expect(Object.keys(fmi1ModelExchange)).toHaveLength(24);
    expect(Object.keys(fmi1CoSimulation)).toHaveLength(25);
    for (const { functions, total } of standards) expect(Object.keys(functions)).toHaveLength(total);
  });
});

describe.each(standards)('$file', ({ file, functions, callbacks }) => {
  const rows = rowsOf(file);
  const called = rows.filter(({ row }) => row !== 'CALLBACK');

  it('has every function of its standard with as many arguments, and every callback', () => {
    expect(aritiesOf(called)).toEqual(functions);
    expect(aritiesOf(rows.filter(({ row }) => row === 'CALLBACK'))).toEqual(callbacks);
  });

  it('has each name once', () => {
    const names = rows.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('makes and frees instances in rows of their own', () => {
    expect(called.filter(({ name }) => name.includes('Instantiate')).map(({ row }) => row)).toEqual(
      called.filter(({ row }) => row === 'CREATE').map(() => 'CREATE'),
    );
    expect(called.filter(({ row }) => row === 'FREE').map(({ name }) => name)).toEqual(
      called.filter(({ name }) => /Free\w*Instance$/.test(name)).map(({ name }) => name),
    );
  });

  it('names counts and sizes where they are, and every count is that of something', () => {
    for (const { name, kinds } of rows) {
      const named = kinds.map(argumentsNamedBy);
      for (const count of named.flatMap(({ counts }) => counts)) expect(kinds[count - 1], name).toBe('Count');
      for (const sizes of named.flatMap((each) => each.sizes))
        expect(kinds[sizes - 1], name).toMatch(/^(In|Out)Sizes</);
      const counts = kinds.flatMap((kind, index) => (kind === 'Count' ? [index + 1] : []));
      expect([...new Set(named.flatMap((each) => each.counts))].sort(), name).toEqual(counts);
    }
  });

  it('gives callbacks the number of their row', () => {
    const order = rows.filter(({ row }) => row === 'CALLBACK').map(({ name }) => name.toLowerCase());
    const given = rows.flatMap(({ kinds }) => kinds.filter((kind) => kind.startsWith('Callback<')));
    expect(given.length > 0).toBe(file === 'fmi3.inc');
    for (const kind of given) {
      const [, type = '', row = ''] = /^Callback<fmi3(\w+)Callback, (\d+)>$/.exec(kind) ?? [];
      expect(order[Number(row)], kind).toBe(type.toLowerCase());
    }
  });
});

describe('reading a table', () => {
  it('takes rows over several lines, without arguments and with a text', () => {
    expect(
      parseRows(
        '// FMI_CALL(no)\n#include "x"\nFMI_CALL(a,\n   (In<b>), (C<d,\n 2>))\nFMI_LOCAL(e, "1.0")\nFMI_FREE(f)\n',
      ),
    ).toEqual([
      { row: 'CALL', name: 'a', kinds: ['In<b>', 'C<d, 2>'] },
      { row: 'LOCAL', name: 'e', kinds: [] },
      { row: 'FREE', name: 'f', kinds: [] },
    ]);
  });

  it('refuses what is no row', () => {
    expect(() => parseRows('FMI_CALL(a, In<b>)\n')).toThrow('not a row');
  });
});
