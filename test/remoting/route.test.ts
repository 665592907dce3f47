// Which FMUs remoting can be added to for which platform, and what is said where it cannot.
import { describe, it } from 'vitest';
import type { Operation } from '../../src/remoting/plan.js';
import { add, expectRefusal, platform, twoLibraries, win64Only } from './support/change.js';
import { fmu, fmuFiles, linuxLibrary, modelLibrary } from './support/fmu.js';
import { zip, type ZipFile } from './support/zip.js';

describe('what is refused', () => {
  const without = (name: string, files: readonly ZipFile[] = fmuFiles(['win64'])): Buffer =>
    zip(files.filter((file) => file.name !== name));
  const replaced = (name: string, data: Buffer): Buffer =>
    zip(fmuFiles(['win64']).map((file) => (file.name === name ? { ...file, data } : file)));
  const fmi = (version: string): Buffer =>
    zip([
      {
        name: 'modelDescription.xml',
        data:
          version === '1.0'
            ? '<?xml version="1.0" encoding="UTF-8"?><fmiModelDescription fmiVersion="1.0" modelName="m" modelIdentifier="m" guid="g" numberOfContinuousStates="0" numberOfEventIndicators="0"/>'
            : `<?xml version="1.0" encoding="UTF-8"?><fmiModelDescription fmiVersion="${version}" modelName="m" instantiationToken="g"><CoSimulation modelIdentifier="m"/><ModelVariables/><ModelStructure/></fmiModelDescription>`,
      },
    ]);

  const cases: [string, Buffer, Operation[], string, RegExp][] = [
    ['FMI 1.0 without a library', fmi('1.0'), [add('win32')], 'remoting-no-binaries', /no library/],
    ['FMI 3.0 without a library', fmi('3.0'), [add('win32')], 'remoting-no-binaries', /no library/],
    // What is said to be possible is what would not be refused for this very FMU.
    ['macOS', win64Only, [add('darwin64')], 'remoting-platform', /macOS \(possible for this FMU: win32 and win64\)$/],
    [
      'a platform without programs',
      fmu(['win64', 'linux64']),
      [add('linux32')],
      'remoting-platform',
      /not supported, .* \(possible for this FMU: win32, win64 and linux64\)$/,
    ],
    [
      'macOS, where the only library is of the wrong machine',
      replaced('binaries/win64/model.dll', modelLibrary(32)),
      [add('darwin64')],
      'remoting-platform',
      /\(no platform is possible for this FMU\)$/,
    ],
    [
      'macOS, where one library of two is missing',
      without('binaries/win64/model_cs.dll', fmuFiles(['win64', 'linux64'], twoLibraries)),
      [add('darwin64')],
      'remoting-platform',
      /\(possible for this FMU: linux64\)$/,
    ],
    [
      'Linux for a Windows FMU',
      win64Only,
      [add('linux64')],
      'remoting-no-route',
      /Wine|Windows libraries on Linux.*possible for this FMU: win32 and win64/,
    ],
    [
      'an FMU without binaries',
      without('binaries/win64/model.dll'),
      [add('win64')],
      'remoting-no-binaries',
      /no library/,
    ],
    [
      'a library of another name',
      zip([...fmuFiles([]), { name: 'binaries/win64/other.dll', data: modelLibrary(64) }]),
      [add('win32')],
      'remoting-library-missing',
      /lacks model\.dll, it has other\.dll/,
    ],
    [
      'one library of two',
      without('binaries/win64/model_cs.dll', fmuFiles(['win64'], twoLibraries)),
      [add('win32')],
      'remoting-library-missing',
      /lacks model_cs\.dll/,
    ],
    [
      'a library of the wrong machine',
      replaced('binaries/win64/model.dll', modelLibrary(32)),
      [add('win64')],
      'remoting-architecture',
      /for x86, not a library for win64/,
    ],
    [
      'the same for a bridge',
      replaced('binaries/win64/model.dll', modelLibrary(32)),
      [add('win32')],
      'remoting-architecture',
      /win64\/model\.dll/,
    ],
    [
      'a program in the place of the library',
      replaced('binaries/win64/model.dll', modelLibrary(64, { kind: 'executable' })),
      [add('win64')],
      'remoting-architecture',
      /executable/,
    ],
    [
      'a Linux library in a Windows folder',
      replaced('binaries/win64/model.dll', linuxLibrary()),
      [add('win64')],
      'remoting-architecture',
      /ELF/,
    ],
    [
      'text in the place of the library',
      replaced('binaries/win64/model.dll', Buffer.from('no')),
      [add('win64')],
      'remoting-architecture',
      /not a library/,
    ],
    [
      'a way round that is none',
      win64Only,
      [add('win32', { via: platform('linux64') })],
      'remoting-via',
      /--via win64 can/,
    ],
  ];

  it.each(cases)('%s', async (_name, before, operations, code, message) => {
    await expectRefusal(before, operations, { code, message });
  });
});
