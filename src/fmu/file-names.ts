/** Where things stand in an FMU: folders of platforms, libraries of models, and what remoting puts beside them. */
import type { FmiMajor } from './fmi-major.js';
import { posix } from 'node:path';
import { PLATFORMS, findPlatform, platformFolder, type Platform } from './platforms.js';
import { REMOTING_EXTENSION } from './remoting-file.js';

/** `binaries/win64`. */
export function binariesFolder(platform: Platform, major: FmiMajor): string {
  return `binaries/${platformFolder(platform, major)}`;
}

/** `untitled.dll`. */
export function libraryName(platform: Platform, identifier: string): string {
  return identifier + platform.libraryExtension;
}

/** `server_sm.exe`. */
export function serverName(platform: Platform): string {
  return `server_sm${platform.executableExtension}`;
}

/** `client_sm_fmi2.dll`, as it is called in prebuilt/; in an FMU it has the name of the model. */
export function clientName(platform: Platform, major: FmiMajor): string {
  return libraryName(platform, `client_sm_fmi${major}`);
}

/** `untitled.remoting`. */
export function remotingName(identifier: string): string {
  return identifier + REMOTING_EXTENSION;
}

/** The platform of the folder `binaries/<folder>`, if the folder is one of a platform. */
export function platformOfFolder(folder: string): Platform | undefined {
  return findPlatform(posix.basename(folder));
}

/** The name that people know: `win64`, and `aarch64-linux` where FMI 2 has none. */
export function displayName(platform: Platform): string {
  return platformFolder(platform, 2);
}

/** The platform of the same operating system and processor family with the other pointer width, if there is one. */
export function otherBitness(platform: Platform): Platform | undefined {
  const other: Readonly<Record<string, string>> = { x86: 'x86_64', x86_64: 'x86' };
  const arch = other[platform.arch];
  return PLATFORMS.find((each) => each.os === platform.os && each.arch === arch);
}
