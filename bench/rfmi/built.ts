// fmutool as its users have it: compiled. What runs the benchmarks compiles as it goes, and for other purposes than speed.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as client from '../../src/rfmi/client.js';
import { root } from '../command.js';

const file = path.join(root, 'dist', 'rfmi', 'client.js');

export const { RfmiClient } = (await import(pathToFileURL(file).href)) as typeof client;
