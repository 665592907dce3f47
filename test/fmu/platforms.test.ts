import { describe, expect, it } from 'vitest';
import { PLATFORMS, findPlatform, platformFolder, platformOf } from '../../src/fmu/platforms.js';

describe('platforms', () => {
  it.each([
    ['win32', 'x86-windows', '.dll', 32],
    ['win64', 'x86_64-windows', '.dll', 64],
    ['linux32', 'x86-linux', '.so', 32],
    ['linux64', 'x86_64-linux', '.so', 64],
    ['darwin32', 'x86-darwin', '.dylib', 32],
    ['darwin64', 'x86_64-darwin', '.dylib', 64],
  ])('%s and %s are the same platform', (fmi2Name, fmi3Name, libraryExtension, bits) => {
    const platform = findPlatform(fmi2Name);
    expect(platform).toBeDefined();
    expect(findPlatform(fmi3Name)).toBe(platform);
    expect(platform).toMatchObject({ fmi2Name, fmi3Name, libraryExtension, bits });
  });

  it('puts a platform into the folder that the FMI version asks for', () => {
    const win64 = platformOf('windows', 'x86_64');
    expect(([1, 2, 3] as const).map((major) => platformFolder(win64, major))).toEqual([
      'win64',
      'win64',
      'x86_64-windows',
    ]);
  });

  it('keeps the FMI 3 name in FMI 2 where FMI 2 has none', () => {
    expect(platformFolder(platformOf('linux', 'aarch64'), 2)).toBe('aarch64-linux');
    expect(findPlatform('aarch64-darwin')).toMatchObject({ bits: 64, fmi2Name: undefined });
  });

  it('knows no other names, not even in another case', () => {
    expect(['Win64', 'windows', '', 'x86_64', '__proto__', 'x86_64-windows-msvc'].map(findPlatform)).toEqual(
      Array.from({ length: 6 }),
    );
  });

  it('has no two platforms of one name', () => {
    const names = PLATFORMS.flatMap(({ fmi2Name, fmi3Name }) =>
      fmi2Name === undefined ? [fmi3Name] : [fmi2Name, fmi3Name],
    );
    expect(new Set(names).size).toBe(names.length);
  });

  it('gives executables an ending on Windows only', () => {
    expect(platformOf('windows', 'x86').executableExtension).toBe('.exe');
    expect(platformOf('linux', 'x86').executableExtension).toBe('');
  });
});
