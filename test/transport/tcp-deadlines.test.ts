// How long a peer may take over a message: by a clock that the test turns, on a socket that is none.
import type net from 'node:net';
import { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Handler } from '../../src/transport/endpoint.js';
import { TcpEndpoint } from '../../src/transport/tcp-endpoint.js';
import { pattern } from './pattern.js';

const KIBIBYTE = 1024;

class Socket extends Duplex {
  readonly remoteAddress = '192.0.2.1';
  readonly remotePort = 4711;
  readonly setNoDelay = vi.fn();
  readonly setKeepAlive = vi.fn();
  /** Whether the peer reads what is written. */
  isRead = true;

  override _read(): void {
    // What comes is emitted by the test.
  }

  override _write(_chunk: unknown, _encoding: string, done: () => void): void {
    if (this.isRead) done();
  }

  resetAndDestroy(): void {
    this.destroy();
  }
}

/** What has come of the peer, and how it stands with it. */
class Witness implements Handler {
  readonly messages: Buffer[] = [];
  state = 'open';

  message(message: Buffer): void {
    this.messages.push(message);
  }

  end(error: { readonly code: string } | undefined): void {
    this.state = error?.code ?? 'ended';
  }
}

let socket: Socket;
let peer: Witness;
let endpoint: TcpEndpoint;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  socket = new Socket();
  peer = new Witness();
  endpoint = new TcpEndpoint(socket as unknown as net.Socket, { longestBytes: 1 << 30 });
  endpoint.handle(peer);
});

afterEach(() => {
  socket.destroy();
  vi.useRealTimers();
});

const come = (bytes: Buffer): boolean => socket.emit('data', bytes);
const pass = (seconds: number): unknown => vi.advanceTimersByTime(1000 * seconds);

/** A message with its length in front. */
function framed(length: number): Buffer {
  const bytes = Buffer.concat([Buffer.alloc(4), pattern(length)]);
  bytes.writeUInt32LE(length);
  return bytes;
}

describe('a message over TCP', () => {
  it('may take 30 seconds, and one more for each 64 KiB that have come', () => {
    come(framed(256 * KIBIBYTE).subarray(0, 128 * KIBIBYTE));
    pass(31.999);
    expect(peer.state).toBe('open');
    pass(0.001);
    expect(peer.state).toBe('timeout');
  });

  it('has no time for what is announced and does not come', () => {
    come(framed(1 << 28).subarray(0, 64)); // it would be more than an hour
    pass(29.999);
    expect(peer.state).toBe('open');
    pass(0.002);
    expect(peer.state).toBe('timeout');
  });

  it('gets the time for what comes later, counted from its first byte', () => {
    const bytes = framed(640 * KIBIBYTE);
    come(bytes.subarray(0, 1));
    pass(20);
    come(bytes.subarray(1, 320 * KIBIBYTE));
    pass(14.999); // five seconds more
    expect(peer.state).toBe('open');
    pass(0.001);
    expect(peer.state).toBe('timeout');
  });

  it('may take as long as it goes on quickly enough', () => {
    const bytes = framed(64 * 200 * KIBIBYTE - 4);
    for (let at = 0; at < bytes.length; at += 64 * KIBIBYTE) {
      expect(peer.state).toBe('open');
      come(bytes.subarray(at, at + 64 * KIBIBYTE));
      pass(1);
    }
    expect([peer.state, peer.messages.length]).toEqual(['open', 1]);
  });

  it('has no time for a length that it does not tell', () => {
    come(Buffer.of(1));
    pass(29.999);
    expect(peer.state).toBe('open');
    pass(0.001);
    expect(peer.state).toBe('timeout');
  });

  it('may come a byte a second if it is short', () => {
    for (const byte of framed(20)) {
      come(Buffer.of(byte));
      pass(1);
    }
    expect(peer.messages.map((message) => message.toString('hex'))).toEqual([pattern(20).toString('hex')]);
    pass(3600); // and then there may be silence
    expect(peer.state).toBe('open');
  });

  it('has its own time, if the stream never stops between two of them', () => {
    const bytes = framed(10);
    come(bytes.subarray(0, 5));
    for (let second = 0; second < 120; ++second) {
      pass(1);
      come(Buffer.concat([bytes.subarray(5), bytes.subarray(0, 5)]));
    }
    expect([peer.state, peer.messages.length]).toEqual(['open', 120]);
    pass(30);
    expect(peer.state).toBe('timeout');
  });

  it('that ends in the middle with what the peer sends is lost', () => {
    come(framed(10).subarray(0, 5));
    socket.emit('end');
    expect(peer.state).toBe('lost');
  });
});

describe('a peer over TCP', () => {
  it('that says that it sends nothing more has ended in good order', () => {
    come(framed(10));
    socket.emit('end');
    expect([peer.state, peer.messages.length]).toEqual(['ended', 1]);
  });

  it('that does not read keeps a closed connection for ten seconds', async () => {
    socket.isRead = false;
    endpoint.post(pattern(10));
    const closed = endpoint.close();
    pass(9.999);
    expect(socket.destroyed).toBe(false);
    pass(0.001);
    await closed;
    expect(socket.destroyed).toBe(true);
  });

  it('that is silent is asked after 30 seconds whether it is still there', () => {
    expect(socket.setKeepAlive).toHaveBeenCalledExactlyOnceWith(true, 30_000);
  });
});
