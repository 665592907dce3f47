// What the plug remote protocol costs beside the limit of the machine: firing a transition, against two Node.js processes that
// send messages of the same lengths to and fro.
import path from 'node:path';
import { DIALECTS, type Dialect } from '../../src/plug/wire/messages.js';
import { StartedProcess } from '../../test/rfmi/server/started-process.js';
import { PlugClient } from '../plug/built.js';
import { farSide, takeNearSide, type Placement } from '../rfmi/placement.js';
import { RawTcp, type MessageSizes } from '../rfmi/raw-tcp.js';
import { inTurn, type Samples, type Workload } from '../workload.js';

const ROUNDS = 21;
/** Round trips of a sample. */
const TRIPS = 400;
/** Round trips before the first sample: until then V8 still compiles, on processors that the others need. */
const WARM_UP = 20_000;
/** Bytes of a configuration, as an FMU with some ten variables has them, and of a transition. */
const CONFIGURATION = 256;
const TRANSITION = 4;

export function plug(): Workload[] {
  return DIALECTS.flatMap((dialect) =>
    (['anywhere', 'two processors', 'one processor'] as const).map((placement) => ({
      name: `plug: firing a transition, ${dialect}, ${placement}`,
      against: 'raw TCP',
      unit: 'ns' as const,
      limit: placement === 'anywhere' ? undefined : 1.5,
      samples: () => besideRaw(dialect, placement),
    })),
  );
}

/** Of the request to fire and its answer: see docs/plug.md. */
function sizesOf(dialect: Dialect): MessageSizes {
  const [request, answer] = [2 + 4 + CONFIGURATION + TRANSITION, 4 + 4 + CONFIGURATION];
  return dialect === 'fixed' ? { asked: request, answered: answer } : { asked: request + 4, answered: answer + 4 };
}

async function besideRaw(dialect: Dialect, placement: Placement): Promise<Samples> {
  takeNearSide(placement);
  try {
    const raw = await RawTcp.start(sizesOf(dialect), placement);
    const program = path.join(import.meta.dirname, '..', 'plug', 'net-server.ts');
    const args = ['--import', 'tsx', program, String(CONFIGURATION), String(TRANSITION), dialect];
    const served = await StartedProcess.start(args, farSide(placement));
    const address = { host: '127.0.0.1', port: Number(served.firstLine), dialect, sizes: {} };
    const client = await PlugClient.connect(address);
    const [source] = await client.initialConfigurations();
    const [transition] = await client.fireableTransitions(source!);
    const fire = async (rounds: number): Promise<number> => {
      const begin = process.hrtime.bigint();
      for (let round = 0; round < rounds; round += 1) {
        const { targets } = await client.fire(source!, transition!);
        if (targets.length !== 1) throw new Error('a transition without its target');
      }
      return Number(process.hrtime.bigint() - begin) / rounds;
    };
    await fire(WARM_UP);
    await raw.measure(WARM_UP);
    const samples = await inTurn(
      ROUNDS,
      () => fire(TRIPS),
      () => raw.measure(TRIPS),
    )();
    await client.close();
    await served.end();
    await raw.close();
    return samples;
  } finally {
    takeNearSide('anywhere');
  }
}
