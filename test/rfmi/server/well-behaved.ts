// A client that does everything right, whatever others do to the server meanwhile.
import { setTimeout as after } from 'node:timers/promises';
import { RfmiClient } from '../../../src/rfmi/client/client.js';
import type { Value } from '../../../src/runtime/frames.js';
import { DEADLINE } from './hostile-clients.js';

const STEPS = 40;
const SIZE = 1 / 64;

/** A whole session with fixtures/fmus/everything.fmu: the values of some outputs after every step. */
export async function simulation(port: number): Promise<Value[][]> {
  const client = await RfmiClient.connect({ port }, { timeoutMilliseconds: DEADLINE });
  await client.selectFmu('everything');
  await client.defineFrame({ id: 1, subFrames: [{ type: 0x31, references: [30, 31] }] });
  await client.defineFrame({
    id: 2,
    subFrames: [
      { type: 0x31, references: [1, 2, 40, 41] },
      { type: 0x21, references: [40] },
      { type: 0x41, references: [40] },
    ],
  });
  await client.beginInitialization();
  await client.beginSimulation(0);
  const results: Value[][] = [];
  for (let step = 0; step < STEPS; step += 1) {
    const { values } = await client.step({
      time: step * SIZE,
      size: SIZE,
      input: 1,
      output: 2,
      values: [Math.sin(step), step],
    });
    results.push([...values]);
  }
  await client.shutdownSimulation();
  await client.shutdown();
  return results;
}

/**
 * Runs one simulation after the other while `work` is under way. Resolves to how many of them there were.
 * @throws Error when one of them has another result than the first one, which ran before
 */
export async function beside(port: number, work: () => Promise<void>): Promise<number> {
  const expected = JSON.stringify(await simulation(port));
  const over = new AbortController();
  const working = work().finally(() => over.abort());
  let count = 0;
  try {
    do {
      const found = JSON.stringify(await simulation(port));
      if (found !== expected) throw new Error(`another client disturbed a simulation: ${found}, not ${expected}`);
      count += 1;
    } while (!over.signal.aborted);
  } finally {
    await working;
  }
  return count;
}

/** Waits until `holds`, and fails with what it says otherwise when that takes too long. */
export async function eventually(
  holds: () => Promise<string | undefined> | string | undefined,
  within = DEADLINE,
): Promise<void> {
  const deadline = performance.now() + within;
  for (;;) {
    const wrong = await holds();
    if (wrong === undefined) return;
    if (performance.now() > deadline) throw new Error(wrong);
    await after(50);
  }
}
