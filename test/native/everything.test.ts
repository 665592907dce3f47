// Facts about the fixture `everything` and the tracer, written by hand: without them two equal traces could both be
// empty or both be wrong.
import { afterAll, describe, expect, it } from 'vitest';
import { PLATFORMS, titleFor, whyNot } from './platforms.js';
import { UnpackedFmu, fixtureFmu } from './unpacked-fmu.js';
import { bitsOf } from './scenario.js';

const fmu = UnpackedFmu.at(fixtureFmu('everything'), 'everything');
afterAll(() => fmu.remove());

/** Every function of FMI 2.0 that belongs to one interface only. */
const ofModelExchange = [
  'fmi2EnterEventMode',
  'fmi2NewDiscreteStates',
  'fmi2EnterContinuousTimeMode',
  'fmi2CompletedIntegratorStep',
  'fmi2SetTime',
  'fmi2SetContinuousStates',
  'fmi2GetDerivatives',
  'fmi2GetEventIndicators',
  'fmi2GetContinuousStates',
  'fmi2GetNominalsOfContinuousStates',
];
const ofCoSimulation = [
  'fmi2SetRealInputDerivatives',
  'fmi2GetRealOutputDerivatives',
  'fmi2DoStep',
  'fmi2CancelStep',
  'fmi2GetStatus',
  'fmi2GetRealStatus',
  'fmi2GetIntegerStatus',
  'fmi2GetBooleanStatus',
  'fmi2GetStringStatus',
];
const ofBoth = [
  'fmi2GetTypesPlatform',
  'fmi2GetVersion',
  'fmi2Instantiate',
  'fmi2FreeInstance',
  'fmi2SetDebugLogging',
  'fmi2SetupExperiment',
  'fmi2EnterInitializationMode',
  'fmi2ExitInitializationMode',
  'fmi2Terminate',
  'fmi2Reset',
  ...['Get', 'Set'].flatMap((verb) => ['Real', 'Integer', 'Boolean', 'String'].map((type) => `fmi2${verb}${type}`)),
  'fmi2GetFMUstate',
  'fmi2SetFMUstate',
  'fmi2FreeFMUstate',
  'fmi2SerializedFMUstateSize',
  'fmi2SerializeFMUstate',
  'fmi2DeSerializeFMUstate',
  'fmi2GetDirectionalDerivative',
];

/** Names of the functions that returned OK, an instance or a text at least once. */
function succeeded(trace: string): Set<string> {
  const names = new Set<string>();
  let name = '';
  for (const line of trace.split('\n')) {
    if (line.startsWith('fmi2')) name = line.split(' ')[0]!;
    if (/^ {2}= (?:OK|instance|freed|")/.test(line)) names.add(name);
  }
  return names;
}

describe.each(PLATFORMS)('everything on %s', (platform) => {
  describe.skipIf(whyNot(platform))(titleFor(platform), () => {
    const script = (...lines: readonly string[]) =>
      fmu.trace({ platform, kind: 'coSimulation', options: ['--script'], scenario: { script: lines } });

    it('succeeds in every function of its interface', async () => {
      const [coSimulation, modelExchange] = await Promise.all([
        fmu.trace({ platform, kind: 'coSimulation' }),
        fmu.trace({ platform, kind: 'modelExchange' }),
      ]);
      // There is no integer status in FMI 2.0, so that function can only discard.
      const possible = ofCoSimulation.filter((name) => name !== 'fmi2GetIntegerStatus');
      expect([...succeeded(coSimulation)].sort()).toEqual([...ofBoth, ...possible].sort());
      expect([...succeeded(modelExchange)].sort()).toEqual([...ofBoth, ...ofModelExchange].sort());
      expect(coSimulation).toContain('fmi2GetIntegerStatus 0\n  log "instance" Discard');
      expect(`${coSimulation}${modelExchange}`).not.toMatch(/not exported|PAST THE END|WRONG|DID NOT/);
    });

    it('refuses every function of the other interface', async () => {
      const trace = await fmu.trace({ platform, kind: 'modelExchange', options: ['--illegal'] });
      for (const name of ofCoSimulation) {
        expect(trace).toContain(`"${name}: not allowed in state \\"continuous-time mode\\""\n  = Error`);
      }
    });

    it('passes an input to an output before the first step', async () => {
      const trace = await script('instantiate', 'initialize', `set real 30 ${bitsOf(1.5)}`, 'get real 40', 'free');
      expect(trace).toContain('fmi2GetReal [40]\n  = OK [3ff8000000000000=1.5]\n');
    });

    it('leaves what it does not write untouched', async () => {
      const trace = await script('instantiate', 'initialize', 'get real 60 4000000000 60', 'free');
      const message = '"fmi2GetReal: no variable has the value reference 4000000000"';
      expect(trace).toContain(
        `  log "instance" Error "logStatusError" ${message}\n  = Error [400921fb54442d18=3.1415926535897931 untouched untouched]`,
      );
    });

    it('gives special numbers and texts', async () => {
      const trace = await script('instantiate', 'initialize', 'get real 61 62 63 64 65', 'get string 60 62 63', 'free');
      expect(trace).toMatch(
        / = OK \[7ff8000000000000=nan 7ff0000000000000=inf fff0000000000000=-inf 8000000000000000=-0 0000000000000001=4\.9/,
      );
      expect(trace).toContain('  = OK ["Grüße, Ω, 😀" "" null]\n');
    });

    it('gives back a text of a million characters', async () => {
      const trace = await script('instantiate', 'initialize', 'get string 61', 'free');
      expect(trace).toMatch(
        / = OK \[\(1000000 bytes, hash [0-9a-f]{16}\) "abcdefghijklmnopqrstuvwxyzabcdefghijklmn"\.\.\.\]/,
      );
    });

    it('writes down the calls that it gets', async () => {
      const trace = await script(
        'instantiate',
        'get real 1',
        'fmi2SetupExperiment',
        'fmi2EnterInitializationMode',
        'fmi2ExitInitializationMode',
        'get string 100',
        'free',
      );
      const calls = ['GetReal:error', 'SetupExperiment:ok', 'EnterInitializationMode:ok', 'ExitInitializationMode:ok'];
      expect(trace).toContain(`  = OK ["${calls.map((call) => `fmi2${call}\\n`).join('')}"]`);
    });

    it('says that a step is over when a thread has computed it', async () => {
      const trace = await script(
        'instantiate',
        'initialize',
        'set integer 100 1',
        'step',
        'await',
        'get real 0',
        'free',
      );
      expect(trace).toContain('  = Pending\nstepFinished OK\nfmi2GetReal [0]\n  = OK [3fb999999999999a=');
    });

    it('cancels a step that would never end', async () => {
      const trace = await script(
        'instantiate',
        'initialize',
        'set integer 100 2',
        'step',
        'fmi2GetStatus 0',
        'fmi2GetStringStatus 1',
        'fmi2CancelStep',
        'get real 0',
        'free',
      );
      expect(trace).toContain('fmi2GetStatus 0\n  = OK Pending\nfmi2GetStringStatus 1\n  = OK "computing"\n');
      expect(trace).toContain('fmi2CancelStep\n  = OK\nfmi2GetReal [0]\n  = OK [0000000000000000=0]\n');
    });

    it('ends steps with every status, at once and later', async () => {
      const trace = await fmu.trace({ platform, kind: 'coSimulation' });
      for (const status of ['Warning', 'Discard', 'Error']) {
        expect(trace).toMatch(new RegExp(`fmi2DoStep [^\\n]*\\n(?: {2}log [^\\n]*\\n)+ {2}= ${status}\\n`));
        expect(trace).toContain(`stepFinished ${status}\nfmi2GetStatus 0\n`);
      }
    });

    it('formats messages as printf does', async () => {
      const trace = await script('instantiate', 'initialize', 'set integer 103 1', 'step', 'free');
      expect(trace).toContain('"-1 2 3 ff FF 10 c %    42|42   |00042|+42"');
      expect(trace).toContain('"0.100000 1e-07 1.234568e+04 0.10000000000000001      3.142|3.142     |1E+300"');
      expect(trace).toContain('"-1 1 -9007199254740993 18446744073709551615 42"');
      expect(trace).toContain('Warning "logStatusWarning" "a warning with 50% of ü and #r1#"');
    });
  });
});
