// An FMU with as many outputs and states as a test wants, compiled where it is needed.
import AdmZip from 'adm-zip';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { FMI2_STUB } from './tiny-model.js';

/** Output n is n and the time; each state is 0 and its derivative 1. */
const SOURCE = `${FMI2_STUB}
  static double now;
  static double states[1000];
  struct EventInfo { int flags[5]; double next; };
  static double value(unsigned reference) { return reference + (steps > 0 ? 0.25 * steps : now); }
  int fmi2EnterEventMode(Instance i) { return 0; }
  int fmi2EnterContinuousTimeMode(Instance i) { return 0; }
  int fmi2NewDiscreteStates(Instance i, struct EventInfo *info) {
    for (int k = 0; k < 5; k++)
      info->flags[k] = 0;
    return 0;
  }
  int fmi2CompletedIntegratorStep(Instance i, int n, int *event, int *end) { return *event = *end = 0; }
  int fmi2SetTime(Instance i, double time) { return now = time, 0; }
  int fmi2SetContinuousStates(Instance i, const double *x, unsigned long n) {
    for (unsigned long k = 0; k < n; k++)
      states[k] = x[k];
    return 0;
  }
  int fmi2GetContinuousStates(Instance i, double *x, unsigned long n) {
    for (unsigned long k = 0; k < n; k++)
      x[k] = states[k];
    return 0;
  }
  int fmi2GetNominalsOfContinuousStates(Instance i, double *x, unsigned long n) {
    for (unsigned long k = 0; k < n; k++)
      x[k] = 1;
    return 0;
  }
  int fmi2GetDerivatives(Instance i, double *x, unsigned long n) {
    for (unsigned long k = 0; k < n; k++)
      x[k] = 1;
    return 0;
  }
  int fmi2GetEventIndicators(Instance i, double *x, unsigned long n) { return 0; }`;

export interface Counts {
  readonly outputs: number;
  /** Model exchange with so many states (999 at most); co-simulation without. */
  readonly states?: number;
  /** Characters that the name of each variable has at least. */
  readonly name?: number;
}

/** Compiles the model; `folder` is where it and the FMUs lie. */
export function compileCounted(folder: string): void {
  writeFileSync(path.join(folder, 'counted.c'), SOURCE);
  execFileSync('gcc', ['-shared', '-fPIC', '-o', 'counted.so', 'counted.c'], {
    cwd: folder,
    stdio: 'pipe',
    timeout: 30_000,
  });
}

/** An FMU of the model that lies in `folder`, for linux64, as `file`. */
export function countedFmu(folder: string, file: string, counts: Counts): void {
  const zip = new AdmZip();
  zip.addFile('modelDescription.xml', Buffer.from(description(counts)));
  zip.addFile('binaries/linux64/counted.so', readFileSync(path.join(folder, 'counted.so')));
  writeFileSync(file, zip.toBuffer());
}

/** The name of output n. */
export function outputName(n: number, { name = 0 }: Pick<Counts, 'name'> = {}): string {
  return `o${n}`.padEnd(name, '_');
}

function description(counts: Counts): string {
  const { outputs, states } = counts;
  const variable = (name: string, reference: number, causality: string, attributes = ''): string =>
    `<ScalarVariable name="${name}" valueReference="${reference}" causality="${causality}"${causality === 'parameter' ? ' variability="fixed"' : ''}><Real ${attributes}/></ScalarVariable>`;
  const each = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));
  const variables = [
    variable('another', 1_000_000, 'parameter', 'start="1"'), // there has to be one
    ...each(outputs, (n) => variable(outputName(n, counts), n, 'output')),
    ...each(states ?? 0, (n) => variable(`x${n}`, 2_000_000 + n, 'local')),
    ...each(states ?? 0, (n) => variable(`d${n}`, 3_000_000 + n, 'local', `derivative="${2 + outputs + n}"`)),
  ];
  const unknowns = (count: number, first: number): string =>
    each(count, (n) => `<Unknown index="${first + n}"/>`).join('');
  const kind = states === undefined ? 'CoSimulation' : 'ModelExchange';
  return `<?xml version="1.0" encoding="UTF-8"?>
<fmiModelDescription fmiVersion="2.0" modelName="counted" guid="counted" numberOfEventIndicators="0">
  <${kind} modelIdentifier="counted"/>
  <DefaultExperiment startTime="0" stopTime="1" stepSize="0.25"/>
  <ModelVariables>${variables.join('\n')}</ModelVariables>
  <ModelStructure>
    ${outputs > 0 ? `<Outputs>${unknowns(outputs, 2)}</Outputs>` : ''}
    ${(states ?? 0) > 0 ? `<Derivatives>${unknowns(states ?? 0, 2 + outputs + (states ?? 0))}</Derivatives>` : ''}
  </ModelStructure>
</fmiModelDescription>`;
}
