// A million damaged and random messages against one server, over TCP and over shared memory, while others use it: their
// results stay right, and what the server holds does not grow.
import path from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { Random } from '../../test/random.js';
import { overSharedMemory, overTcp } from '../../test/rfmi/server/hostile-clients.js';
import { damaged, wholeSession } from '../../test/rfmi/server/hostile-sessions.js';
import { ServeProcess } from '../../test/rfmi/server/started-process.js';
import { beside, eventually } from '../../test/rfmi/server/well-behaved.js';
import type { Samples, Workload } from '../workload.js';

const MESSAGES = 1_000_000;
/** After so many the server has all the memory that it needs. */
const WARM_UP = 100_000;
const AT_ONCE = 6;
const CHANNEL = -7712;

export function robustness(folder: string): Workload[] {
  return [
    {
      name: 'RFMI: robustness, memory after 1,000,000 hostile messages',
      against: 'after the first 100,000',
      unit: 'MB',
      limit: 1.25,
      samples: () => millionMessages(path.join(folder, 'server.log')),
    },
  ];
}

async function millionMessages(log: string): Promise<Samples> {
  const options = ['--port', '0', '--port', String(CHANNEL), '--session-timeout', '1', '--timeout', '10', '--quiet'];
  // Every message that is refused is a line of its log.
  const aside = ['sh', '-c', 'log=$1; shift; exec "$@" 2>"$log"', 'sh', log];
  const served = await ServeProcess.start(['fixtures/fmus/everything.fmu', ...options], aside);
  const [tcp, memory] = [served.ports[0]!, CHANNEL];
  const idle = served.process.holdings().processes;
  let sent = 0;
  const attack = async (seed: number, messages: number): Promise<void> => {
    const random = new Random(seed);
    while (sent < messages) {
      const session = damaged(wholeSession(random.of(['little', 'big']), random), random);
      sent += session.length;
      if (seed % 2 === 0) await overTcp(tcp, session, random);
      else await overSharedMemory(memory, session, random);
    }
  };
  const attackUntil = (messages: number, seed: number): Promise<void> =>
    besideBoth([tcp, memory], async () => {
      await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => attack(seed + index, messages)));
    });
  const settled = async (): Promise<number> => {
    await eventually(() => {
      const { processes } = served.process.holdings();
      return processes <= idle ? undefined : `${processes - idle} processes of models are left`;
    });
    await after(2000);
    return served.process.residentMegabytes();
  };

  await attackUntil(WARM_UP, 1);
  const [reference, held] = [await settled(), served.process.holdings()];
  await attackUntil(MESSAGES, 1000);
  const [subject, left] = [await settled(), served.process.holdings()];
  if (left.descriptors > held.descriptors || left.temporaryFiles.length > held.temporaryFiles.length) {
    throw new Error(`left behind: ${JSON.stringify({ held, left })}`);
  }
  const status = await served.process.end();
  if (status !== 0) throw new Error(`the server ended with ${String(status)}`);
  return { subject: [subject], reference: [reference] };
}

/** With a client on each of the ports that does everything right. */
async function besideBoth(ports: readonly number[], work: () => Promise<void>): Promise<void> {
  const working = work();
  await Promise.all(ports.map((port) => beside(port, () => working)));
}
