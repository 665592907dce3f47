/** Small FMUs that are much when read: each ends with one line, or is read, and takes no more memory than it may. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildZip } from '../archive/zip-builder.js';
import { LINUX64, buildFmu } from '../fmu-samples.js';
import { fmi2Variables } from '../model-description/documents.js';
import { elfExporting, elfNeeding } from './binary-bombs.js';
import { FMU_BOMBS } from './fmu-bombs.js';
import { readInChild } from './read-in-child.js';
import { XML_BOMBS } from './xml-bombs.js';

/** In milliseconds: far more than the ten seconds that are promised, because other work shares the machine. */
const DEADLINE = 90_000;
const MOST_BYTES = 10 * 1024 * 1024;
const MOST_MEBIBYTES = 512;

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'fmutool-bombs-'));
  file = path.join(folder, 'bomb.fmu');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function expectEnd(bytes: Buffer, args: readonly string[]): Promise<string> {
  writeFileSync(file, bytes);
  expect(statSync(file).size).toBeLessThanOrEqual(MOST_BYTES);
  const { status, said, peakMebibytes } = await readInChild([...args, file], DEADLINE - 20_000);
  expect([0, 2]).toContain(status);
  if (status === 0) expect(said.filter((line) => !/^fmutool: .*: warning: /.test(line))).toEqual([]);
  else expect(said).toHaveLength(1);
  expect(said.length).toBeLessThanOrEqual(1);
  expect(said.join('')).not.toMatch(/bug/);
  expect(peakMebibytes).toBeLessThan(MOST_MEBIBYTES);
  return said.join('');
}

describe('info ends within its memory for', () => {
  it.each(XML_BOMBS)('a model description with %s', { timeout: DEADLINE }, async (_what, text) => {
    await expectEnd(buildZip([{ name: 'modelDescription.xml', data: text() }]), ['info', '--json']);
  });

  it.each(FMU_BOMBS)('%s', { timeout: DEADLINE }, async (_what, bytes) => {
    await expectEnd(bytes(), ['info', '--json']);
  });
});

describe('other commands end within their memory, too', () => {
  const blanks = fmi2Variables('').replace('<CoSimulation ', `<CoSimulation ${' '.repeat(40_000_000)}`);

  it.each([
    ['add-remoting win64 of 40 MB of blanks in a tag', ['add-remoting', 'linux64'], () => buildFmu([], blanks)],
    ['remove-remoting of 40 MB of blanks in a tag', ['remove-remoting'], () => buildFmu([], blanks)],
    [
      'add-remoting of a library that needs 200,000',
      ['add-remoting', 'linux64'],
      () => buildFmu([{ name: 'binaries/linux64/m.so', data: elfNeeding(200_000, 1) }], blanks),
    ],
    [
      'add-remoting of a companion with very many functions',
      ['add-remoting', 'linux64'],
      () =>
        buildFmu([
          { name: 'binaries/linux64/two.so', data: LINUX64 },
          { name: 'binaries/linux64/two_me.so', data: LINUX64 },
          { name: 'binaries/linux64/other.so', data: elfExporting(200_000) },
        ]),
    ],
  ])('%s', { timeout: DEADLINE }, async (_what, args, bytes) => {
    await expectEnd(bytes(), [...args]);
  });

  it('says which limit it was, and takes another', { timeout: DEADLINE }, async () => {
    const bytes = buildFmu([{ name: 'binaries/linux64/m.so', data: elfNeeding(20_000) }]);
    const said = await expectEnd(bytes, ['info', '--json']);
    expect(said).toMatch(/more than the 256 MiB of memory .* names of symbols and libraries .*\(--max-memory\)$/);
    writeFileSync(file, bytes);
    const { status } = await readInChild(['info', '--quiet', '--max-memory', '4G', file], DEADLINE / 2);
    expect(status).toBe(0);
  });
});

describe('a real model of', () => {
  const variable = (index: number): string => {
    const name = `plant.subsystem[${index % 100}].component_${index}.port_a.signal`;
    const description = `Signal of component ${index}, in the frame of the subsystem that it belongs to, at its port`;
    const attributes = `causality="output" variability="continuous" initial="calculated"`;
    return `<ScalarVariable name="${name}" valueReference="${index}" description="${description}" ${attributes}>
      <Real unit="N.m" displayUnit="N.m" quantity="Torque" min="-1e10" max="1e10" nominal="100"/>
    </ScalarVariable>`;
  };
  const model = (count: number): Buffer => {
    const numbers = Array.from({ length: count }, (_, index) => index);
    const unknowns = numbers.map((index) => `<Unknown index="${index + 1}" dependencies="1 2 3"/>`).join('\n');
    const structure = `<ModelStructure><Outputs>${unknowns}</Outputs></ModelStructure>`;
    const text = fmi2Variables(numbers.map(variable).join('\n')).replace('<ModelStructure/>', structure);
    return buildZip([{ name: 'modelDescription.xml', data: text }]);
  };

  it('100,000 variables is read within the least allowance', { timeout: DEADLINE }, async () => {
    expect(await expectEnd(model(100_000), ['info', '--json'])).toBe('');
  });

  it('500,000 variables is read with more memory', { timeout: DEADLINE }, async () => {
    writeFileSync(file, model(500_000));
    const { status, said } = await readInChild(['info', '--json', '--max-memory', '2G', file], DEADLINE - 20_000);
    expect([status, said]).toEqual([0, []]);
  });
});
