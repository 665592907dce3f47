import { describe, expect, it } from 'vitest';
import { Fmu } from '../../src/fmu/fmu.js';
import { fmuInfo } from '../../src/fmu/info.js';
import type { EntrySpec } from './archive/zip-builder.js';
import { buildFat, buildMachO } from './binaries/samples.js';
import { LINUX64, SERVER64, WIN32, WIN64, buildFmu, remotingText } from './fmu-samples.js';
import { FMI1, FMI3 } from './model-description/documents.js';

const info = (entries: readonly EntrySpec[], description?: string): ReturnType<typeof fmuInfo> =>
  fmuInfo(Fmu.fromBuffer(buildFmu(entries, description), 'dir/test.fmu'));

describe('fmuInfo', () => {
  it('has exactly the shape that scripts rely on', () => {
    const entries = [{ name: 'binaries/win64/two.dll', data: WIN64 }];
    expect(info(entries)).toEqual({
      file: 'dir/test.fmu',
      fmiVersion: '2.0',
      modelName: 'Two',
      generationTool: 'tool',
      token: '{2}',
      interfaces: [
        { kind: 'modelExchange', modelIdentifier: 'two_me', capabilities: expect.any(Object) as unknown },
        {
          kind: 'coSimulation',
          modelIdentifier: 'two',
          capabilities: {
            needsExecutionTool: false,
            canBeInstantiatedOnlyOncePerProcess: false,
            canNotUseMemoryManagementFunctions: false,
            canGetAndSetFMUstate: false,
            canSerializeFMUstate: false,
            providesDirectionalDerivative: false,
            canHandleVariableCommunicationStepSize: true,
            canInterpolateInputs: false,
            maxOutputDerivativeOrder: 3,
            canRunAsynchronuously: false,
            vendorFlag: 'yes',
          },
        },
      ],
      platforms: [
        {
          platform: 'win64',
          folder: 'binaries/win64',
          binaries: [
            {
              path: 'binaries/win64/two.dll',
              format: 'pe',
              arch: 'x86_64',
              bits: 64,
              fmiFunctions: ['fmi2DoStep'],
              imports: ['KERNEL32.dll', 'late.dll'],
              role: 'model',
            },
          ],
          remoting: null,
        },
      ],
      variables: { total: 4, byCausality: { local: 2, parameter: 1, output: 1 }, byType: { Real: 4 } },
      defaultExperiment: { stopTime: 10, stepSize: 0.01 },
      size: buildFmu(entries).length,
      entries: 2,
      nameProblems: [],
      modelProblems: [],
    });
  });

  it('names what other systems read otherwise', () => {
    const { nameProblems } = info([
      { name: 'resources/a.txt', data: 'x' },
      { name: 'resources/A.txt', data: 'y' },
    ]);
    expect(nameProblems).toEqual([{ fault: 'same-but-for-case', name: 'resources/A.txt', other: 'resources/a.txt' }]);
  });

  it('survives JSON', () => {
    const result = info([{ name: 'binaries/linux64/two.so', data: LINUX64 }], FMI3);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  it('has null where nothing is known', () => {
    const bare = info([], FMI3);
    expect([bare.generationTool, bare.defaultExperiment, bare.platforms]).toEqual([null, null, []]);
  });

  it('names platforms as the FMI version of the FMU does, whatever the folder is called', () => {
    const entries = ['win64', 'x86_64-linux', 'x86_64-windows-msvc', 'aarch64-linux'].map((folder) => ({
      name: `binaries/${folder}/x.txt`,
    }));
    const names = (description?: string): string[] =>
      info(entries, description).platforms.map(({ platform }) => platform);
    expect(names()).toEqual(['win64', 'linux64', 'x86_64-windows-msvc', 'aarch64-linux']);
    expect(names(FMI3)).toEqual(['x86_64-windows', 'x86_64-linux', 'x86_64-windows-msvc', 'aarch64-linux']);
  });

  it('lists no folder that holds nothing', () => {
    expect(info([{ name: 'binaries/' }, { name: 'binaries/win64/' }]).platforms).toEqual([]);
  });

  it('finds the functions of FMI 1 by their prefix', () => {
    const [platform] = info([{ name: 'binaries/win64/one.dll', data: WIN64 }], FMI1).platforms;
    expect(platform?.binaries).toMatchObject([{ role: 'model', fmiFunctions: [] }]);
  });

  it('says what a universal library holds', () => {
    const data = buildFat([buildMachO(), buildMachO({ machine: 0x0100000c })]);
    const [platform] = info([{ name: 'binaries/darwin64/two.dylib', data }]).platforms;
    const slices = [
      { arch: 'x86_64', bits: 64 },
      { arch: 'aarch64', bits: 64 },
    ];
    expect(platform?.binaries).toMatchObject([{ format: 'macho', arch: 'universal', slices, role: 'model' }]);
  });

  it('tells model, client, server and other libraries of an isolated FMU apart', () => {
    const remoting = remotingText({
      kind: 'isolate',
      platform: 'win64',
      model: 'real-two.dll',
      server: 'server_sm.exe',
      original: 'two.dll',
    });
    const [platform] = info([
      { name: 'binaries/win64/real-two.dll', data: WIN64 },
      { name: 'binaries/win64/helper.dll', data: WIN64 },
      { name: 'binaries/win64/two.dll', data: WIN64 },
      { name: 'binaries/win64/server_sm.exe', data: SERVER64 },
      { name: 'binaries/win64/two.remoting', data: remoting },
    ]).platforms;
    expect(platform?.binaries.map(({ role }) => role)).toEqual(['model', 'other', 'client', 'server']);
    expect(platform?.remoting).toEqual({ kind: 'isolate', version: '0.1.0', from: 'win64', to: 'win64', timeout: 0 });
  });

  it('tells them apart in a bridged FMU, whose model and server are in another folder', () => {
    const remoting = remotingText({
      kind: 'bridge',
      platform: 'win64',
      model: '../win64/two.dll',
      server: '../win64/server_sm.exe',
      timeout: '60',
    });
    const { platforms } = info([
      { name: 'binaries/win64/two.dll', data: WIN64 },
      { name: 'binaries/win64/server_sm.exe', data: SERVER64 },
      { name: 'binaries/win32/two.dll', data: WIN32 },
      { name: 'binaries/win32/two.remoting', data: remoting },
    ]);
    expect(platforms.map(({ binaries }) => binaries.map(({ role }) => role))).toEqual([
      ['model', 'server'],
      ['client'],
    ]);
    expect(platforms.map((each) => each.remoting)).toEqual([
      null,
      { kind: 'bridge', version: '0.1.0', from: 'win32', to: 'win64', timeout: 60 },
    ]);
  });

  it('reports the bitness that a library has and not the one its folder promises', () => {
    const [platform] = info([{ name: 'binaries/win64/two.dll', data: WIN32 }]).platforms;
    expect(platform?.binaries).toMatchObject([{ arch: 'x86', bits: 32, role: 'model' }]);
  });
});
