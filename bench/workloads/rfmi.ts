// What RFMI costs beside the limit of the machine: `fmutool serve` with a model that does nothing, in a process of its
// own, against two Node.js processes that send messages of the same lengths to and fro.
import { RfmiClient } from '../rfmi/built.js';
import { idleFmu, whyNoIdleFmu } from '../rfmi/idle-fmu.js';
import { OneProcess } from '../rfmi/one-process.js';
import { takeNearSide, type Placement } from '../rfmi/placement.js';
import { RawMemory } from '../rfmi/raw-memory.js';
import { RawTcp } from '../rfmi/raw-tcp.js';
import { serve } from '../rfmi/served.js';
import { Stepping } from '../rfmi/stepping.js';
import { inTurn, type LeftOut, type Samples, type Workload } from '../workload.js';

/** Of a channel of shared memory that nothing else on the machine should use. */
const SHARED_MEMORY = -7711;
const ROUNDS = 21;
/** Round trips of a sample. */
const TRIPS = 400;
/** Round trips before the first sample: until then V8 still compiles, on processors that the others need. */
const WARM_UP = 20_000;
const CLIENTS = 64;
/** Bytes of STEP and its answer with 10 reals each. */
const SIZES = { asked: 48 + 80, answered: 32 + 80 };

export function rfmi(folder: string): (Workload | LeftOut)[] {
  if (whyNoIdleFmu !== undefined) return [{ name: 'RFMI', why: whyNoIdleFmu }];
  const ten = idleFmu(folder, 'ten', { inputs: 10, outputs: 10 });
  // 225 reals are 1,800 bytes.
  const robot = idleFmu(folder, 'robot', { inputs: 0, outputs: 225 });
  const large = idleFmu(folder, 'large', { inputs: 10, outputs: 10, locals: 99_980 });
  return [
    ...(['anywhere', 'two processors', 'one processor'] as const).map((placement) => stepOverTcp(ten, placement)),
    ...(['anywhere', 'two processors'] as const).map((placement) => ({
      name: `RFMI: STEP over shared memory, ${placement}`,
      against: 'the same over TCP',
      unit: 'ns' as const,
      limit: placement === 'two processors' ? 0.2 : undefined,
      samples: () => bothTransports(ten, 'ten', placement),
    })),
    ...(['anywhere', 'two processors'] as const).map((placement) => ({
      name: `RFMI: a step with 1,800 bytes out, over shared memory, ${placement}`,
      against: 'the same over TCP',
      unit: 'ns' as const,
      limit: placement === 'two processors' ? 0.2 : undefined,
      samples: () => bothTransports(robot, 'robot', placement),
    })),
    {
      name: 'RFMI: STEP over shared memory, two processors',
      against: 'raw ping-pong over shared memory',
      unit: 'ns',
      limit: undefined,
      samples: () => besideRaw(ten, SHARED_MEMORY, RawMemory, 'two processors'),
    },
    {
      name: 'RFMI: STEP with client and server in one process',
      against: 'its set, step and get alone',
      unit: 'ns',
      limit: undefined,
      samples: () => inOneProcess(ten),
    },
    { name: 'RFMI: FSEL of 100,000 variables', against: '1 s', unit: 's', limit: 1, samples: () => selecting(large) },
    {
      name: `RFMI: a step of one of ${CLIENTS} clients at once over TCP`,
      against: 'a step of one client alone',
      unit: 'ns',
      limit: 1,
      samples: () => manyClients(ten),
    },
    {
      name: 'RFMI: memory of an idle session',
      against: '1 MB',
      unit: 'MB',
      limit: 1,
      samples: () => idleSessions(ten),
    },
  ];
}

function stepOverTcp(fmu: string, placement: Placement): Workload {
  return {
    name: `RFMI: STEP with 10 inputs and 10 outputs over TCP, ${placement}`,
    against: 'raw ping-pong over TCP',
    unit: 'ns',
    limit: placement === 'two processors' ? 1.5 : undefined,
    samples: () => besideRaw(fmu, 0, RawTcp, placement),
  };
}

function bothTransports(fmu: string, name: string, placement: Placement): Promise<Samples> {
  return placed(placement, async () => {
    const tcp = await serve([fmu], 0, placement);
    const memory = await serve([fmu], SHARED_MEMORY, placement);
    const [overTcp, overMemory] = [await Stepping.begin(tcp.port, name), await Stepping.begin(memory.port, name)];
    for (const each of [overTcp, overMemory]) await each.measure(WARM_UP);
    const samples = await inTurn(
      ROUNDS,
      () => overMemory.measure(TRIPS),
      () => overTcp.measure(TRIPS),
    )();
    for (const stepping of [overTcp, overMemory]) await stepping.end();
    for (const { process } of [tcp, memory]) await process.end();
    return samples;
  });
}

/** Steps over TCP (port 0) or shared memory beside messages of the same lengths without anything in between. */
function besideRaw(
  fmu: string,
  port: number,
  Raw: typeof RawTcp | typeof RawMemory,
  placement: Placement,
): Promise<Samples> {
  return placed(placement, async () => {
    const raw = await Raw.start(SIZES, placement);
    const served = await serve([fmu], port, placement);
    const stepping = await Stepping.begin(served.port, 'ten');
    for (const each of [stepping, raw]) await each.measure(WARM_UP);
    const samples = await inTurn(
      ROUNDS,
      () => stepping.measure(TRIPS),
      () => raw.measure(TRIPS),
    )();
    await stepping.end();
    await served.process.end();
    await raw.close();
    return samples;
  });
}

async function inOneProcess(fmu: string): Promise<Samples> {
  const both = await OneProcess.start(fmu, 'ten');
  await both.stepping.measure(WARM_UP);
  await both.run(WARM_UP);
  const samples = await inTurn(
    ROUNDS,
    () => both.stepping.measure(TRIPS),
    () => both.run(TRIPS),
  )();
  await both.close();
  return samples;
}

/** With this process where the near side belongs. */
async function placed(placement: Placement, work: () => Promise<Samples>): Promise<Samples> {
  takeNearSide(placement);
  try {
    return await work();
  } finally {
    takeNearSide('anywhere');
  }
}

/** Each time of a server that has not been asked anything before. */
async function selecting(fmu: string): Promise<Samples> {
  const subject: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const served = await serve([fmu], 0);
    const client = await RfmiClient.connect({ port: served.port });
    const begin = process.hrtime.bigint();
    const { variables } = await client.selectFmu('large');
    subject.push(Number(process.hrtime.bigint() - begin) / 1e9);
    if (variables.length !== 100_000) throw new Error(`${variables.length} variables`);
    await client.shutdown();
    await served.process.end();
  }
  return { subject, reference: [1] };
}

async function manyClients(fmu: string): Promise<Samples> {
  const served = await serve([fmu], 0);
  const clients: Stepping[] = [];
  for (let count = 0; count < CLIENTS; count += 1) clients.push(await Stepping.begin(served.port, 'ten'));
  const all = async (): Promise<number> => {
    const each = await Promise.all(clients.map((client) => client.measure(TRIPS / 4)));
    return Math.max(...each) / CLIENTS;
  };
  const samples = await inTurn(ROUNDS, all, () => clients[0]!.measure(TRIPS))();
  await Promise.all(clients.map((client) => client.end()));
  await served.process.end();
  return samples;
}

async function idleSessions(fmu: string): Promise<Samples> {
  const served = await serve([fmu], 0);
  const warm = await Stepping.begin(served.port, 'ten');
  await warm.measure(TRIPS);
  const before = served.process.residentMegabytes();
  const clients: Stepping[] = [];
  for (let count = 0; count < CLIENTS; count += 1) {
    const client = await Stepping.begin(served.port, 'ten');
    await client.measure(10);
    clients.push(client);
  }
  const subject = [(served.process.residentMegabytes() - before) / CLIENTS];
  for (const client of [warm, ...clients]) await client.end();
  await served.process.end();
  return { subject, reference: [1] };
}
