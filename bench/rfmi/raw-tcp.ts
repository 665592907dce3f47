// The limit of the machine over TCP: two Node.js processes that send messages of a given length to and fro through
// node:net, with nothing in between.
import net from 'node:net';
import path from 'node:path';
import { StartedProcess } from '../../test/rfmi/server/started-process.js';
import { farSide, type Placement } from './placement.js';

export interface MessageSizes {
  readonly asked: number;
  readonly answered: number;
}

export class RawTcp {
  private constructor(
    readonly sizes: MessageSizes,
    readonly partner: StartedProcess,
    readonly socket: net.Socket,
  ) {}

  static async start(sizes: MessageSizes, placement: Placement): Promise<RawTcp> {
    const program = path.join(import.meta.dirname, 'raw-tcp-partner.ts');
    const args = ['--import', 'tsx', program, String(sizes.asked), String(sizes.answered)];
    const partner = await StartedProcess.start(args, farSide(placement));
    const socket = net.connect(Number(partner.firstLine), '127.0.0.1');
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    socket.setNoDelay(true);
    return new RawTcp(sizes, partner, socket);
  }

  /** Nanoseconds per round trip. */
  async measure(rounds: number): Promise<number> {
    const { socket } = this;
    const { asked, answered } = this.sizes;
    const question = Buffer.alloc(asked, 1);
    const begin = process.hrtime.bigint();
    await new Promise<void>((resolve) => {
      let [left, got] = [rounds, 0];
      const take = (piece: Buffer): void => {
        got += piece.length;
        if (got < answered) return;
        got = 0;
        left -= 1;
        if (left > 0) socket.write(question);
        else {
          socket.off('data', take);
          resolve();
        }
      };
      socket.on('data', take);
      socket.write(question);
    });
    return Number(process.hrtime.bigint() - begin) / rounds;
  }

  async close(): Promise<void> {
    this.socket.destroy();
    await this.partner.end();
  }
}
