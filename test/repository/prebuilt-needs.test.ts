// What is shipped runs on machines that are nothing like the one it was built on. What the files ask of them is read
// with the tools of the GNU binutils, where they are.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileNames, prebuiltFolder, readManifest } from '../../scripts/prebuilt.js';
import { identifyBinary } from '../../src/fmu/binaries/identify.js';

const platforms = Object.keys((await readManifest()).platforms);
const files = (system: 'linux' | 'win'): string[] =>
  platforms.filter((name) => name.includes(system)).flatMap((name) => fileNames(name).map((file) => `${name}/${file}`));

const missing = (tool: string): boolean => spawnSync(tool, ['--version']).error !== undefined;
const output = (tool: string, option: string, file: string): string =>
  execFileSync(tool, [option, path.join(prebuiltFolder, file)], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });

function libraries(file: string): readonly string[] {
  return identifyBinary(readFileSync(path.join(prebuiltFolder, file)))?.imports ?? ['unreadable'];
}

/** The C library, what was a part of it until glibc 2.34, and the loader. */
const oldLinux =
  /^(?:lib(?:c\.so\.6|m\.so\.6|dl\.so\.2|pthread\.so\.0|rt\.so\.1)|ld-linux(?:-x86-64|-aarch64)?\.so\.[12])$/;

describe('Linux binaries in prebuilt/', () => {
  it.each(files('linux'))('%s needs no library but those of glibc', (file) => {
    expect(libraries(file)).toContain('libc.so.6');
    expect(libraries(file).filter((name) => !oldLinux.test(name))).toEqual([]);
  });

  it.skipIf(missing('readelf')).each(files('linux'))('%s needs no glibc newer than 2.17 (needs readelf)', (file) => {
    const needs = output('readelf', '-VW', file).split("section '.gnu.version_r'")[1] ?? '';
    const versions = [...needs.matchAll(/Name: (\S+)/g)].map(([, name]) => name!);
    expect(versions.length).toBeGreaterThan(0);
    const allowed = /^GLIBC_2\.(?:\d|1[0-7])(?:\.\d+)?$/;
    expect(versions.filter((version) => !allowed.test(version))).toEqual([]);
  });

  it.skipIf(missing('readelf')).each(files('linux'))('%s looks for libraries nowhere else (needs readelf)', (file) => {
    expect(output('readelf', '-dW', file)).not.toMatch(/\((?:RPATH|RUNPATH|SONAME)\)/);
    // An executable stack is refused by hardened systems.
    expect(output('readelf', '-lW', file)).toMatch(/GNU_STACK .* RW /);
  });
});

/** Functions of KERNEL32 that came after Windows 7, or with an update of it, as far as they are tempting. */
const newerThanWindows7 = new RegExp(
  `^(?:${[
    'CopyFile2|CreateFile2|.*FromApp|GetOverlappedResultEx|IsWow64Process2|LoadPackagedLibrary',
    'GetSystemTimePreciseAsFileTime|Query(?:Unbiased)?InterruptTime(?:Precise)?',
    '(?:Get|Set)(?:Process|Thread)Information|(?:Get|Set)ThreadDescription|(?:Get|Set)ProcessMitigationPolicy',
    'WaitOnAddress|WakeByAddress.*|.*SynchronizationBarrier|GetCurrentThreadStackLimits|CreatePseudoConsole',
    '(?:Discard|Offer|Prefetch|Reclaim)VirtualMemory|QueryVirtualMemoryInformation|VirtualAlloc2|MapViewOfFile3',
    'MapViewOfFileNuma2|UnmapViewOfFile2|GetTempPath2.|GetMachineTypeAttributes|GetFirmwareType',
    'SetDefaultDllDirectories|(?:Add|Remove)DllDirectory',
  ].join('|')})$`,
);

describe('Windows binaries in prebuilt/', () => {
  it.each(files('win'))('%s needs no library but those that Windows 7 has', (file) => {
    expect(
      libraries(file)
        .map((name) => name.toLowerCase())
        .sort(),
      // What smipc makes belongs to the user alone, and only advapi32 knows the user.
    ).toEqual([...(file.includes('smipc') ? ['advapi32.dll'] : []), 'kernel32.dll', 'msvcrt.dll']);
  });

  it.skipIf(missing('objdump')).each(files('win'))('%s calls nothing newer than Windows 7 (needs objdump)', (file) => {
    const text = output('objdump', '-p', file);
    const functions = [...text.matchAll(/^\t[0-9a-f]+\s+\d+\s+(\S+)$/gm)].map(([, name]) => name!);
    expect(functions).toContain('CloseHandle');
    expect(functions.filter((name) => newerThanWindows7.test(name))).toEqual([]);
    const major = Number(/MajorSubsystemVersion\s+(\d+)/.exec(text)?.[1]);
    const minor = Number(/MinorSubsystemVersion\s+(\d+)/.exec(text)?.[1]);
    expect(major * 100 + minor).toBeLessThanOrEqual(601);
  });
});
