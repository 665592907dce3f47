/** Servers whose programs the kernel does not run: an emulator is started in their place. */
import { chmodSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { emulatorOf, type TestPlatform } from '../../native/wine.js';

/**
 * An emulator leaves starting another program to the kernel, which knows of no emulator unless the machine is set up for it
 * (binfmt_misc, for root only). So the place of the server, which may be in a folder of its own, is taken by a script that
 * names it.
 */
export function emulateServer(folder: string, platform: TestPlatform): void {
  const emulator = emulatorOf(platform);
  const names = readdirSync(folder, { encoding: 'utf8', recursive: true });
  const name = names.find((each) => path.basename(each) === 'server_sm');
  if (emulator === undefined || name === undefined) return;
  const server = path.join(folder, name);
  renameSync(server, `${server}.real`);
  const words = [...emulator, `${server}.real`].map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  writeFileSync(server, `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`);
  for (const file of [server, `${server}.real`]) chmodSync(file, 0o755);
}
