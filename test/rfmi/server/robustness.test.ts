// Ten thousand damaged and random messages against a server that others use meanwhile; `npm run bench robustness` sends a
// million.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ASKED_SEED, Random, withSeed } from '../../random.js';
import { overSharedMemory, overTcp } from './hostile-clients.js';
import { damaged, wholeSession } from './hostile-sessions.js';
import { ServeProcess, type Holdings } from './started-process.js';
import { beside, eventually, simulation } from './well-behaved.js';

const MESSAGES = 5000;
const AT_ONCE = 6;
/** Of shared memory, for this test alone. */
const CHANNEL = -7321;
const ways = { TCP: { port: 0, send: overTcp }, 'shared memory': { port: CHANNEL, send: overSharedMemory } };

describe.each(Object.entries(ways))('a server over %s', (_, { port: asked, send }) => {
  let served: ServeProcess;
  let port: number;
  let idle: Holdings;

  beforeAll(async () => {
    const options = ['--port', String(asked), '--session-timeout', '1', '--timeout', '10', '--quiet'];
    served = await ServeProcess.start(['fixtures/fmus/everything.fmu', ...options]);
    port = served.ports[0]!;
    await simulation(port);
    idle = served.process.holdings();
  });

  afterAll(async () => {
    expect(await served.process.end()).toBe(0);
  });

  it('answers whole sessions in both byte orders', async () => {
    for (const order of ['little', 'big'] as const) await send(port, wholeSession(order, new Random(1)), new Random(0));
  });

  it(`survives ${MESSAGES} damaged messages, and no other client notices`, async () => {
    let sent = 0;
    const attack = async (seed: number): Promise<void> => {
      const random = new Random(seed);
      while (sent < MESSAGES) {
        const messages = damaged(wholeSession(random.of(['little', 'big']), random), random);
        sent += messages.length;
        await send(port, messages, random);
      }
    };
    const simulations = await withSeed(ASKED_SEED ?? 1, (seed) =>
      beside(port, async () => {
        await Promise.all(Array.from({ length: AT_ONCE }, (_each, index) => attack(seed + index)));
      }),
    );
    expect(simulations).toBeGreaterThan(0);
  });

  it('holds nothing of it afterwards', async () => {
    await eventually(() => {
      const { processes, descriptors, temporaryFiles } = served.process.holdings();
      const more = processes > idle.processes || descriptors > idle.descriptors;
      const files = temporaryFiles.length > idle.temporaryFiles.length;
      return more || files ? JSON.stringify({ processes, descriptors, temporaryFiles, idle }) : undefined;
    });
  });
});
