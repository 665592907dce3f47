// FMUs whose model does nothing: what a step of one costs is what the server, the client and the way between them take.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { zipOf } from '../../fixtures/zip.js';
import { root } from '../command.js';

/** How many real variables of each kind the FMU has. */
export interface Variables {
  readonly inputs: number;
  readonly outputs: number;
  readonly locals?: number;
}

const platform = 'linux64';
const library = path.join(root, 'build', 'native', platform, 'bench', 'bench_model.so');

/** Why there is no such FMU here, or undefined. */
export const whyNoIdleFmu = existsSync(library) ? undefined : 'not built: npm run build:native -- --build-only';

/** Writes an FMU of that name into the folder and returns its path. */
export function idleFmu(folder: string, name: string, variables: Variables): string {
  const file = path.join(folder, `${name}.fmu`);
  const entries = new Map([
    ['modelDescription.xml', Buffer.from(descriptionOf(name, variables))],
    [`binaries/${platform}/bench_model.so`, readFileSync(library)],
  ]);
  writeFileSync(file, zipOf(entries));
  return file;
}

function descriptionOf(name: string, { inputs, outputs, locals = 0 }: Variables): string {
  const kinds = [
    ...Array<Kind>(inputs).fill('input'),
    ...Array<Kind>(outputs).fill('output'),
    ...Array<Kind>(locals).fill('local'),
  ];
  const variables = kinds.map((kind, index) => variable(kind, index));
  const unknowns = Array.from({ length: outputs }, (_, index) => `<Unknown index="${inputs + index + 1}"/>`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<fmiModelDescription fmiVersion="2.0" modelName="${name}" guid="{bench-${name}}" numberOfEventIndicators="0">
  <CoSimulation modelIdentifier="bench_model" canHandleVariableCommunicationStepSize="true"/>
  <DefaultExperiment startTime="0" stopTime="1" stepSize="0.01"/>
  <ModelVariables>
    ${variables.join('\n    ')}
  </ModelVariables>
  <ModelStructure>${unknowns.length > 0 ? `<Outputs>${unknowns.join('')}</Outputs>` : ''}</ModelStructure>
</fmiModelDescription>
`;
}

type Kind = 'input' | 'output' | 'local';

function variable(kind: Kind, index: number): string {
  const attributes = `name="${kind}.of.the.model[${index}]" valueReference="${index}" causality="${kind}"`;
  const real = kind === 'input' ? '<Real start="0"/>' : '<Real/>';
  return `<ScalarVariable ${attributes} variability="continuous">${real}</ScalarVariable>`;
}
