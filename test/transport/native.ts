// The native half of the tests of transports: the library and the program in C++ that were built for this machine.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { root } from '../repository/checkout.js';

const folder = path.join(root, 'build', 'native', 'linux64', 'smipc');

/** The library that was built last, else undefined: the one in prebuilt/ is used. */
export const library = existsSync(path.join(folder, 'smipc.so')) ? path.join(folder, 'smipc.so') : undefined;

/** A second process in C++, see native/smipc/test/roles.cpp. */
export const peerProgram = path.join(folder, 'test', 'smipc_peer');

/** Starts it in a role; resolves `status` when it has ended. */
export function startPeer(
  role: string,
  port: number,
  ...more: string[]
): { child: ChildProcess; status: Promise<number | null> } {
  const child = spawn(peerProgram, ['--role', role, `port${port}`, ...more], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const status = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  return { child, status };
}
