// Both sides of the plug remote protocol as their users have them: compiled.
import type * as client from '../../src/plug/client/client.js';
import type * as server from '../../src/plug/server/server.js';
import { built } from '../built.js';

export const { PlugClient } = await built<typeof client>('plug/client/client');
export const { PlugServer } = await built<typeof server>('plug/server/server');
