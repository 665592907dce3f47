// FMUs made up for the tests: small, whole, and as odd as each test asks.
import { pe, type PeOptions } from './pe.js';
import { elf, type ElfOptions } from './elf.js';
import { zip, type ZipFile } from './zip.js';

/** Functions that every model library here exports. */
export const MODEL_FUNCTIONS = [
  'fmi2GetTypesPlatform',
  'fmi2GetVersion',
  'fmi2Instantiate',
  'fmi2FreeInstance',
  'fmi2SetupExperiment',
  'fmi2EnterInitializationMode',
  'fmi2ExitInitializationMode',
  'fmi2Terminate',
  'fmi2Reset',
  'fmi2GetReal',
  'fmi2SetReal',
  'fmi2DoStep',
];

export interface InterfaceOptions {
  readonly kind: 'CoSimulation' | 'ModelExchange';
  readonly identifier: string;
  /** Further attributes, as text. */
  readonly attributes?: string;
}

/** A modelDescription.xml of FMI 2.0. */
export function description(
  interfaces: readonly InterfaceOptions[] = [{ kind: 'CoSimulation', identifier: 'model' }],
): string {
  const elements = interfaces
    .map(({ kind, identifier, attributes = '' }) => `  <${kind} modelIdentifier="${identifier}" ${attributes}/>\r\n`)
    .join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\r
<!-- canBeInstantiatedOnlyOncePerProcess="true" in a comment is no flag -->\r
<fmiModelDescription fmiVersion="2.0" modelName="Model &amp; more" guid="{1}">\r
${elements}  <ModelVariables>\r
    <ScalarVariable name="x" valueReference="0" causality="output"><Real/></ScalarVariable>\r
  </ModelVariables>\r
  <ModelStructure><Outputs><Unknown index="1"/></Outputs></ModelStructure>\r
</fmiModelDescription>\r
`;
}

/** The library of a model. */
export function modelLibrary(bits: 32 | 64, options: Partial<PeOptions> = {}): Buffer {
  return pe({ bits, exports: [...MODEL_FUNCTIONS, 'vendorFunction'], imports: ['KERNEL32.dll'], ...options });
}

/** The same for Linux. */
export function linuxLibrary(options: ElfOptions = {}): Buffer {
  return elf({ exports: MODEL_FUNCTIONS, needed: ['libc.so.6'], ...options });
}

/** The entries of an FMU with libraries for these platforms, among other things. */
export function fmuFiles(
  platforms: readonly ('win32' | 'win64' | 'linux64')[],
  interfaces: readonly InterfaceOptions[] = [{ kind: 'CoSimulation', identifier: 'model' }],
): ZipFile[] {
  const identifiers = [...new Set(interfaces.map((each) => each.identifier))];
  return [
    { name: 'modelDescription.xml', data: description(interfaces), mode: 0o100644 },
    { name: 'binaries/', mode: 0o040755 },
    ...platforms.flatMap((platform): ZipFile[] => [
      { name: `binaries/${platform}/`, mode: 0o040755 },
      ...identifiers.map((id): ZipFile => {
        if (platform === 'linux64') return { name: `binaries/linux64/${id}.so`, data: linuxLibrary(), mode: 0o100755 };
        const data = modelLibrary(platform === 'win32' ? 32 : 64);
        return { name: `binaries/${platform}/${id}.dll`, data, mode: 0o100755, time: 0x4a212345 };
      }),
    ]),
    { name: 'resources/data.bin', data: Buffer.alloc(5000, 'resource'), method: 'store' },
    { name: 'resources/größe.txt', data: 'Zoë' },
    { name: 'resources/empty.txt', data: '', method: 'store' },
  ];
}

/** The bytes of such an FMU. */
export function fmu(...args: Parameters<typeof fmuFiles>): Buffer {
  return zip(fmuFiles(...args), { comment: 'made by hand' });
}
