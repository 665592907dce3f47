// fmutool as its users have it: compiled. What runs the benchmarks compiles as it goes, and for other purposes than speed.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as fmu from '../../src/fmu/fmu.js';
import type * as client from '../../src/rfmi/client/client.js';
import type * as served from '../../src/rfmi/server/served-model.js';
import type * as server from '../../src/rfmi/server/server.js';
import type * as pair from '../../src/transport/pair.js';
import type * as ports from '../../src/transport/ports.js';
import { root } from '../command.js';

/** Of a file in src/, without its ending. dist/ keeps what was compiled before a source was moved, which is not wanted. */
async function built<Module>(file: string): Promise<Module> {
  if (!existsSync(path.join(root, 'src', `${file}.ts`))) throw new Error(`there is no src/${file}.ts`);
  return (await import(pathToFileURL(path.join(root, 'dist', `${file}.js`)).href)) as Module;
}

export const { Fmu } = await built<typeof fmu>('fmu/fmu');
export const { RfmiClient } = await built<typeof client>('rfmi/client/client');
export const { ServedModel } = await built<typeof served>('rfmi/server/served-model');
export const { RfmiServer } = await built<typeof server>('rfmi/server/server');
export const { endpointPair } = await built<typeof pair>('transport/pair');
export const { connect, listen } = await built<typeof ports>('transport/ports');
