// How long a connection may keep the server waiting: the clock is the argument of check().
import { describe, expect, it } from 'vitest';
import { Connection } from '../../../src/rfmi/server/connection.js';
import type { LogEntry } from '../../../src/rfmi/server/log.js';
import { SessionRegistry } from '../../../src/rfmi/server/registry.js';
import type { Endpoint, Handler } from '../../../src/transport/endpoint.js';

const HELLO = Buffer.from('52464d49 00000000 1800000000000000 0100 0000 00000000'.replaceAll(' ', ''), 'hex');
const LIST = Buffer.from('4c464d55 00000000 1000000000000000'.replaceAll(' ', ''), 'hex');

/** A connection whose peer does what the test says. */
class Peer implements Endpoint {
  readonly peer = 'a test';
  readonly origin = { over: 'process' } as const;
  readonly received: Buffer[] = [];
  handler: Handler | undefined;
  /** Whether what is posted goes out at once. */
  reads = true;
  ended = false;

  handle(handler: Handler): void {
    this.handler = handler;
  }

  post(message: Uint8Array): boolean {
    this.received.push(Buffer.from(message));
    return this.reads;
  }

  close(): Promise<void> {
    this.ended = true;
    return Promise.resolve();
  }

  abort(): void {
    this.ended = true;
  }

  pause(): void {
    // What it sends next is up to the test.
  }

  resume(): void {
    // The same.
  }

  send(): Promise<void> {
    throw new Error('not used by a connection');
  }

  receive(): Promise<Buffer | undefined> {
    throw new Error('not used by a connection');
  }

  get codes(): string[] {
    return this.received.map((message) => message.toString('latin1', 0, 4));
  }
}

function connect(idle = 0): { peer: Peer; connection: Connection; log: LogEntry[] } {
  const log: LogEntry[] = [];
  const note = (entry: LogEntry): void => void log.push(entry);
  const registry = new SessionRegistry({
    converse: () => ({
      lasting: true,
      extended: false,
      handle: () => ({ code: 'lfmu', fmus: [] }),
      close: () => Promise.resolve(),
    }),
    timeoutMilliseconds: 1000,
    most: 1,
    answers: 0,
    log: note,
  });
  const peer = new Peer();
  const context = {
    number: 1,
    registry,
    log: note,
    longestBytes: 1024,
    idleMilliseconds: idle,
    debug: false,
    ended: (): void => undefined,
  };
  const connection = new Connection(peer, context);
  connection.check(0);
  return { peer, connection, log };
}

describe('a connection', () => {
  it('has 10 seconds for its hello', () => {
    const { peer, connection, log } = connect();
    connection.check(10_000);
    expect(peer.ended).toBe(false);
    connection.check(10_001);
    expect([peer.ended, peer.codes]).toEqual([true, ['fatl']]);
    expect(log[0]).toMatchObject({ level: 'warning', event: 'fatal', text: 'no hello has come in time' });
  });

  it('has no more time for its hello because it says something else', () => {
    const { peer, connection } = connect();
    for (const now of [3000, 6000, 9000]) {
      peer.handler?.message(LIST);
      connection.check(now);
    }
    peer.handler?.message(LIST);
    connection.check(10_001);
    expect([peer.ended, peer.codes]).toEqual([true, ['eror', 'eror', 'eror', 'eror', 'fatl']]);
  });

  it('may be silent for ever once it has a session', () => {
    const { peer, connection } = connect();
    peer.handler?.message(HELLO);
    for (const now of [1, 1e6, 1e9]) connection.check(now);
    expect([peer.ended, peer.codes]).toEqual([false, ['rfmi']]);
  });

  it('has 60 seconds to read an answer, counted from when some of it was read last', () => {
    const { peer, connection, log } = connect();
    peer.handler?.message(HELLO);
    peer.reads = false;
    peer.handler?.message(LIST);
    connection.check(1000);
    connection.check(61_000);
    peer.handler?.drained?.();
    connection.check(61_001);
    connection.check(200_000);
    expect(peer.ended).toBe(false);
    peer.handler?.message(LIST);
    connection.check(201_000);
    connection.check(261_000);
    expect(peer.ended).toBe(false);
    connection.check(261_001);
    expect([peer.ended, peer.codes]).toEqual([true, ['rfmi', 'lfmu', 'lfmu']]);
    expect(log.map(({ event }) => event)).toContain('not-read');
  });

  it('is closed when it is idle for longer than the server allows', () => {
    const { peer, connection } = connect(5000);
    peer.handler?.message(HELLO);
    connection.check(1000);
    connection.check(6000);
    expect(peer.ended).toBe(false);
    connection.check(6001);
    expect([peer.ended, peer.codes]).toEqual([true, ['rfmi', 'fatl']]);
  });
});
