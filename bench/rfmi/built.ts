// fmutool as its users have it: compiled. What runs the benchmarks compiles as it goes, and for other purposes than speed.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as fmu from '../../src/fmu/fmu.js';
import type * as client from '../../src/rfmi/client/client.js';
import type * as served from '../../src/rfmi/server/served-model.js';
import type * as server from '../../src/rfmi/server/server.js';
import type * as pair from '../../src/transport/pair.js';
import type * as ports from '../../src/transport/ports.js';
import { root } from '../command.js';

async function built<Module>(file: string): Promise<Module> {
  return (await import(pathToFileURL(path.join(root, 'dist', file)).href)) as Module;
}

export const { Fmu } = await built<typeof fmu>('fmu/fmu.js');
export const { RfmiClient } = await built<typeof client>('rfmi/client.js');
export const { ServedModel } = await built<typeof served>('rfmi/served-model.js');
export const { RfmiServer } = await built<typeof server>('rfmi/server.js');
export const { endpointPair } = await built<typeof pair>('transport/pair.js');
export const { connect, listen } = await built<typeof ports>('transport/ports.js');
