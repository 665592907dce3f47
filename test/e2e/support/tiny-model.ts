// A co-simulation model of a few lines, compiled where it is needed: for behaviour that no fixture is meant to have.
import AdmZip from 'adm-zip';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findPlatform } from '../../../src/fmu/platforms.js';
import { changeFmu } from '../../../src/remoting/change-fmu.js';
import { workspace } from '../../remoting/support/workspace.js';

const XML = `<?xml version="1.0" encoding="UTF-8"?>
<fmiModelDescription fmiVersion="2.0" modelName="tiny" guid="tiny">
  <CoSimulation modelIdentifier="tiny" canHandleVariableCommunicationStepSize="true"/>
  <DefaultExperiment startTime="0" stopTime="1" stepSize="0.1"/>
  <ModelVariables>
    <ScalarVariable name="tame" valueReference="0" causality="output" variability="continuous"><Real/></ScalarVariable>
    <ScalarVariable name="wild" valueReference="1" causality="output" variability="continuous"><Real/></ScalarVariable>
  </ModelVariables>
  <ModelStructure><Outputs><Unknown index="1"/><Unknown index="2"/></Outputs></ModelStructure>
</fmiModelDescription>`;

/** The functions that every model needs; `double value(unsigned reference)` is to follow, and may use `steps`. */
export const FMI2_STUB = `
  typedef void *Instance;
  static int steps;
  static double value(unsigned reference);
  Instance fmi2Instantiate(const char *n, int k, const char *g, const char *r, const void *f, int v, int l) {
    return &steps;
  }
  void fmi2FreeInstance(Instance i) {}
  const char *fmi2GetVersion(void) { return "2.0"; }
  const char *fmi2GetTypesPlatform(void) { return "default"; }
  int fmi2SetupExperiment(Instance i, int t, double tolerance, double start, int s, double stop) { return 0; }
  int fmi2EnterInitializationMode(Instance i) { return 0; }
  int fmi2ExitInitializationMode(Instance i) { return 0; }
  int fmi2Terminate(Instance i) { return 0; }
  int fmi2DoStep(Instance i, double time, double size, int final) { return steps++, 0; }
  int fmi2GetReal(Instance i, const unsigned *r, unsigned long n, double *values) {
    for (unsigned long k = 0; k < n; k++)
      values[k] = value(r[k]);
    return 0;
  }`;

/** An FMU of the model with this source, for linux64, with remoting unless told otherwise. */
export async function fmuOf(source: string, { remoting = true } = {}): Promise<string> {
  const folder = workspace();
  const [code, library, file] = ['tiny.c', 'tiny.so', 'tiny.fmu'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(code, source);
  execFileSync('gcc', ['-shared', '-fPIC', '-o', library, code], { stdio: 'pipe', timeout: 30_000 });
  const zip = new AdmZip();
  zip.addFile('modelDescription.xml', Buffer.from(XML));
  zip.addFile('binaries/linux64/tiny.so', readFileSync(library));
  writeFileSync(file, zip.toBuffer());
  if (!remoting) return file;
  await changeFmu(file, [{ action: 'add-remoting', platform: findPlatform('linux64')! }], { sync: false });
  return file;
}
