// Both sides of RFMI as their users have them: compiled.
import type * as fmu from '../../src/fmu/fmu.js';
import type * as client from '../../src/rfmi/client/client.js';
import type * as served from '../../src/rfmi/server/served-model.js';
import type * as server from '../../src/rfmi/server/server.js';
import type * as pair from '../../src/transport/pair.js';
import type * as ports from '../../src/transport/ports.js';
import { built } from '../built.js';

export const { Fmu } = await built<typeof fmu>('fmu/fmu');
export const { RfmiClient } = await built<typeof client>('rfmi/client/client');
export const { ServedModel } = await built<typeof served>('rfmi/server/served-model');
export const { RfmiServer } = await built<typeof server>('rfmi/server/server');
export const { endpointPair } = await built<typeof pair>('transport/pair');
export const { connect, listen } = await built<typeof ports>('transport/ports');
