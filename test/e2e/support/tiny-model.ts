// A co-simulation model of a few lines, compiled where it is needed: for behaviour that no fixture is meant to have.
import AdmZip from 'adm-zip';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findPlatform } from '../../../src/fmu/platforms.js';
import { changeFmu } from '../../../src/remoting/change-fmu.js';
import type { AddRemoting } from '../../../src/remoting/plan.js';
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

/** The functions that every model needs; `double value(unsigned reference)` is to follow, may use `steps` and `callbacks`. */
export const FMI2_STUB = `
  typedef void *Instance;
  static int steps;
  static const struct {
    void (*logger)(void *, const char *, int, const char *, const char *, ...);
    void *(*allocate)(unsigned long, unsigned long);
    void (*free)(void *);
    void (*finished)(void *, int);
    void *environment;
  } *callbacks;
  static double value(unsigned reference);
  Instance fmi2Instantiate(const char *n, int k, const char *g, const char *r, const void *f, int v, int l) {
    return callbacks = f, &steps;
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

/** What a model of model exchange without states and events needs besides. */
export const FMI2_EXCHANGE_STUB = `
  int fmi2EnterEventMode(Instance i) { return 0; }
  int fmi2NewDiscreteStates(Instance i, int *info) { return info[0] = info[1] = info[2] = info[3] = info[4] = 0; }
  int fmi2EnterContinuousTimeMode(Instance i) { return 0; }
  int fmi2SetTime(Instance i, double time) { return 0; }
  int fmi2CompletedIntegratorStep(Instance i, int final, int *event, int *terminate) { return *event = *terminate = 0; }`;

/** How an FMU is made of a model. */
export interface TinyOptions {
  /** Whether it is one for model exchange. */
  readonly modelExchange?: boolean;
  /** Other entries, by their names. */
  readonly files?: Readonly<Record<string, Buffer>>;
  /** How remoting is added; null: not at all. */
  readonly remoting?: Partial<AddRemoting> | null;
}

/** A shared library with this source, compiled in a folder of its own. */
export function libraryOf(source: string, name: string, flags: readonly string[] = []): Buffer {
  const folder = workspace();
  const [code, library] = ['c', 'so'].map((ending) => path.join(folder, `${name}.${ending}`)) as [string, string];
  writeFileSync(code, source);
  execFileSync('gcc', ['-shared', '-fPIC', '-o', library, code, ...flags], { stdio: 'pipe', timeout: 30_000 });
  return readFileSync(library);
}

/** An FMU of the model with this source, or of this library of it, for linux64, with remoting. */
export async function fmuOf(model: string | Buffer, options: TinyOptions = {}): Promise<string> {
  const { modelExchange = false, files = {}, remoting = {} } = options;
  const file = path.join(workspace(), 'tiny.fmu');
  const xml = modelExchange ? XML.replace(/<CoSimulation (\S+) [^/]*/, '<ModelExchange $1') : XML;
  pack(file, xml, typeof model === 'string' ? libraryOf(model, 'tiny') : model, files);
  const operation = { action: 'add-remoting' as const, platform: findPlatform('linux64')!, ...remoting };
  if (remoting !== null) await changeFmu(file, [operation], { sync: false });
  return file;
}

/** The same without remoting, with another name and description; `resources` are further files of it. */
export function tinyFmu(source: string, name: string, xml: string, resources: readonly string[] = []): string {
  const file = path.join(workspace(), name);
  const files = Object.fromEntries(resources.map((each) => [`resources/${each}`, Buffer.from('x')]));
  pack(file, xml, libraryOf(source, 'tiny'), files);
  return file;
}

const WINDOWS_COMPILERS = { win64: 'x86_64-w64-mingw32-gcc', win32: 'i686-w64-mingw32-gcc' } as const;

/** A program (`.exe`) or library (`.dll`) of Windows with this source; its path. */
export function windowsFile(source: string, platform: 'win64' | 'win32', name: string): string {
  const folder = workspace();
  const [code, file] = [path.join(folder, 'source.c'), path.join(folder, name)];
  writeFileSync(code, source);
  const flags = name.endsWith('.dll') ? ['-shared'] : [];
  execFileSync(WINDOWS_COMPILERS[platform], ['-o', file, code, ...flags], { stdio: 'pipe', timeout: 60_000 });
  return file;
}

/** An FMU of the model with this source for one platform of Windows, without remoting. */
export function windowsFmu(source: string, platform: 'win64' | 'win32'): string {
  const file = path.join(workspace(), 'tiny.fmu');
  pack(file, XML, readFileSync(windowsFile(source, platform, 'tiny.dll')), {}, `${platform}/tiny.dll`);
  return file;
}

function pack(
  file: string,
  xml: string,
  library: Buffer,
  files: Readonly<Record<string, Buffer>>,
  place = 'linux64/tiny.so',
): void {
  const zip = new AdmZip();
  zip.addFile('modelDescription.xml', Buffer.from(xml));
  zip.addFile(`binaries/${place}`, library);
  for (const [name, data] of Object.entries(files)) zip.addFile(name, data);
  writeFileSync(file, zip.toBuffer());
}
