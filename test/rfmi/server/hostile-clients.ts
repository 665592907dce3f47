// Clients that send what they like and leave as they like.
import net from 'node:net';
import { connect } from '../../../src/transport/ports.js';
import type { Random } from '../../random.js';

/** Milliseconds in which a server has to be done with a connection whose client has said its last word. */
export const DEADLINE = 30_000;

/** Sends all of it and leaves in one of several ways; resolves when the server has ended the connection too. */
export function overTcp(port: number, messages: readonly Buffer[], random: Random): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error('the server does not end the connection of a hostile client'));
    }, DEADLINE);
    socket.on('error', () => undefined); // the server may reset what it does not understand
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    const [reset, reads] = [random.below(8) === 0, random.below(4) !== 0];
    if (reads) socket.resume();
    const whole = pieces(Buffer.concat(messages), random);
    whole.forEach((piece, index) => {
      socket.write(piece, () => {
        if (index === whole.length - 1 && reset) socket.resetAndDestroy();
      });
    });
    if (!reset) socket.end(() => socket.resume());
  });
}

/** Mostly in one piece, sometimes in two, rarely in pieces of a few bytes. */
function pieces(bytes: Buffer, random: Random): Buffer[] {
  const kind = random.below(16);
  const at = kind < 12 ? bytes.length : kind < 15 ? random.below(bytes.length + 1) : 1 + random.below(7);
  const ends = kind < 15 ? [at] : Array.from({ length: Math.min(40, bytes.length / at) }, (_, index) => index * at);
  const cuts = [0, ...ends, bytes.length];
  return cuts.slice(1).map((end, index) => bytes.subarray(cuts[index], end));
}

/** The same over shared memory, where messages have borders of their own. */
export async function overSharedMemory(port: number, messages: readonly Buffer[], random: Random): Promise<void> {
  const endpoint = await connect(port, { timeoutMilliseconds: DEADLINE });
  const over = (async (): Promise<void> => {
    while ((await endpoint.receive()) !== undefined);
  })().catch(() => undefined); // the server may end the connection
  for (const message of messages) await endpoint.send(message).catch(() => undefined);
  // Half of them leave without waiting for answers.
  if (random.below(2) === 0) await Promise.race([over, new Promise((resolve) => setImmediate(resolve))]);
  await endpoint.close();
  await over;
}
