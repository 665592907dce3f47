// The limit of the machine over shared memory: two Node.js processes that send messages of a given length to and fro
// through smipc, with nothing in between.
import path from 'node:path';
import type { Endpoint } from '../../src/transport/endpoint.js';
import { StartedProcess } from '../../test/rfmi/server/started-process.js';
import { connect } from './built.js';
import { farSide, type Placement } from './placement.js';
import type { MessageSizes } from './raw-tcp.js';

/** Of a channel of shared memory that nothing else on the machine should use. */
const CHANNEL = -7713;

export class RawMemory {
  readonly #question: Buffer;
  #answered: () => void = () => undefined;

  private constructor(
    sizes: MessageSizes,
    readonly partner: StartedProcess,
    readonly endpoint: Endpoint,
  ) {
    this.#question = Buffer.alloc(sizes.asked, 1);
    endpoint.handle({ message: () => this.#answered(), end: () => undefined });
  }

  static async start(sizes: MessageSizes, placement: Placement): Promise<RawMemory> {
    const program = path.join(import.meta.dirname, 'raw-memory-partner.ts');
    const args = ['--import', 'tsx', program, String(CHANNEL), String(sizes.answered)];
    const partner = await StartedProcess.start(args, farSide(placement));
    return new RawMemory(sizes, partner, await connect(CHANNEL));
  }

  /** Nanoseconds per round trip. */
  async measure(rounds: number): Promise<number> {
    const begin = process.hrtime.bigint();
    for (let round = 0; round < rounds; round += 1) {
      await new Promise<void>((resolve) => {
        this.#answered = resolve;
        this.endpoint.post(this.#question);
      });
    }
    return Number(process.hrtime.bigint() - begin) / rounds;
  }

  async close(): Promise<void> {
    await this.endpoint.close();
    await this.partner.end();
  }
}
