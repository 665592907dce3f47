// What the two ends of a connection promise each other, as one suite that is run over every transport.
import { describe, expect, it } from 'vitest';
import { TransportError, type Endpoint, type TransportErrorCode } from '../../src/transport/endpoint.js';
import { Collector } from './collector.js';
import { pattern } from './pattern.js';

/** The error with this code. */
export const fails = (code: TransportErrorCode): object =>
  expect.objectContaining({ name: TransportError.name, code }) as object;

/** Runs the suite; `pair` gives the client's end and the server's. */
export function conversation(name: string, pair: () => Promise<[Endpoint, Endpoint]>): void {
  describe(`every connection: ${name}`, () => {
    it.each([0, 1, 47, 48, 49, 4079, 4080, 4081, 65_280, 65_281, 1_000_000, 8 << 20])(
      'carries a message of %d bytes both ways',
      async (length) => {
        const [client, server] = await pair();
        const message = pattern(length);
        const sent = client.send(message);
        expect((await server.receive())?.equals(message)).toBe(true);
        await sent;
        const back = server.send(message);
        expect((await client.receive())?.equals(message)).toBe(true);
        await back;
      },
    );

    it('keeps messages whole and in order', async () => {
      const [client, server] = await pair();
      const sent = Promise.all(Array.from({ length: 500 }, (_, i) => client.send(pattern(i * 13, i))));
      for (let i = 0; i < 500; ++i)
        expect((await server.receive())?.equals(pattern(i * 13, i)), `number ${i}`).toBe(true);
      await sent;
    });

    it('answers several receives in their order', async () => {
      const [client, server] = await pair();
      const received = Promise.all([server.receive(), server.receive(), server.receive()]);
      for (const text of ['a', 'b', 'c']) await client.send(Buffer.from(text));
      expect((await received).join('')).toBe('abc');
    });

    it('lets the bytes be changed once a send has resolved', async () => {
      const [client, server] = await pair();
      const message = pattern(10_000);
      const sent = client.send(message);
      const received = server.receive();
      await sent;
      message.fill(0);
      expect((await received)?.equals(pattern(10_000))).toBe(true);
    });

    it('lets both sides send at once', async () => {
      const [client, server] = await pair();
      const message = pattern(2 << 20);
      const [, , a, b] = await Promise.all([
        client.send(message),
        server.send(message),
        client.receive(),
        server.receive(),
      ]);
      expect(a?.equals(message)).toBe(true);
      expect(b?.equals(message)).toBe(true);
    });

    it('holds back a sender whose messages are not read, and loses none of them', async () => {
      const [client, server] = await pair();
      let taken = 0;
      const message = pattern(1 << 20);
      const sends = Array.from({ length: 64 }, () =>
        client.send(message).then(() => {
          ++taken;
        }),
      );
      await new Promise((resolve) => setTimeout(resolve, 200)); // time to take more than it should
      expect(taken).toBeLessThan(64);
      for (let i = 0; i < 64; ++i) expect((await server.receive())?.length).toBe(message.length);
      await Promise.all(sends);
    });

    it.each(['client', 'server'])('says that the %s has closed, after what it sent before', async (side) => {
      const [client, server] = await pair();
      const [leaving, staying] = side === 'client' ? [client, server] : [server, client];
      for (let i = 0; i < 3; ++i) await leaving.send(pattern(5, i));
      await leaving.close();
      for (let i = 0; i < 3; ++i) expect((await staying.receive())?.equals(pattern(5, i))).toBe(true);
      expect(await staying.receive()).toBeUndefined();
      expect(await staying.receive()).toBeUndefined();
    });

    it('answers a waiting receive when the peer closes', async () => {
      const [client, server] = await pair();
      const received = server.receive();
      await client.close();
      expect(await received).toBeUndefined();
    });

    it('refuses everything after its own close, which may be repeated', async () => {
      const [client] = await pair();
      const received = client.receive();
      const refused = expect(received).rejects.toEqual(fails('closed'));
      await client.close();
      await client.close();
      await refused;
      await expect(client.send(pattern(1))).rejects.toEqual(fails('closed'));
      await expect(client.receive()).rejects.toEqual(fails('closed'));
    });

    it('leaves the event loop to others while it waits', async () => {
      const [client, server] = await pair();
      const received = server.receive();
      let turns = 0;
      const timer = setInterval(() => ++turns, 1);
      await new Promise((resolve) => setTimeout(resolve, 100));
      clearInterval(timer);
      expect(turns).toBeGreaterThan(10);
      await client.send(pattern(1));
      expect(await received).toHaveLength(1);
    });

    it('hands messages to a handler, those first that came before it', async () => {
      const [client, server] = await pair();
      await client.send(pattern(10, 0));
      await client.send(pattern(20, 1));
      const handler = new Collector();
      server.handle(handler);
      for (let i = 2; i < 50; ++i) client.post(pattern(10 * i + 10, i));
      await handler.count(50);
      for (const [i, message] of handler.messages.entries()) {
        expect(message.equals(pattern(10 * i + 10, i)), `number ${i}`).toBe(true);
      }
      await client.close();
      await handler.ended;
      expect(handler.reason).toBeUndefined();
    });

    it('hands nothing to a handler that has paused it, and goes on where it was', async () => {
      const [client, server] = await pair();
      const handler = new Collector((count) => {
        if (count === 3) server.pause();
      });
      server.handle(handler);
      for (let i = 0; i < 10; ++i) client.post(pattern(5, i));
      await handler.count(3);
      await client.close(1000);
      if (!name.includes('shared memory')) await handler.peerEnded; // there it is seen when the messages before it are taken
      expect(handler.messages).toHaveLength(3);
      server.resume();
      await handler.ended;
      expect(handler.messages.map((each) => each[1])).toEqual(Array.from({ length: 10 }, (_, i) => pattern(5, i)[1]));
    });

    it('may be resumed from within the handler', async () => {
      const [client, server] = await pair();
      const handler = new Collector(() => {
        server.pause();
        server.resume();
      });
      server.handle(handler);
      for (let i = 0; i < 10; ++i) client.post(pattern(5, i));
      await handler.count(10);
    });

    it('tells a handler when a peer that did not read has read', async () => {
      const [client, server] = await pair();
      const handler = new Collector();
      server.handle(handler);
      const message = pattern(1 << 20);
      let posted = 0;
      while (posted < 64 && server.post(Buffer.from(message))) ++posted;
      expect(posted).toBeLessThan(64);
      for (let i = 0; i <= posted; ++i) expect((await client.receive())?.length).toBe(message.length);
      await handler.drainedOnce;
    });

    it('answers with post in the turn of the question', async () => {
      const [client, server] = await pair();
      server.handle({
        message: (message) => void server.post(Buffer.from(message)),
        end: () => undefined,
      });
      for (let i = 0; i < 200; ++i) {
        await client.send(pattern(i, i));
        expect((await client.receive())?.equals(pattern(i, i))).toBe(true);
      }
    });

    it('delivers what was posted before a close that lingers', async () => {
      const [client, server] = await pair();
      const message = pattern(8 << 20);
      server.post(Buffer.from(message));
      const closed = server.close(10_000);
      expect((await client.receive())?.equals(message)).toBe(true);
      expect(await client.receive()).toBeUndefined();
      await client.close();
      await closed;
    });

    it('can be ended at once, as often as one likes', async () => {
      const [client, server] = await pair();
      const received = server.receive().catch(() => undefined);
      client.abort();
      client.abort();
      await client.close();
      expect(await received).toBeUndefined();
      await expect(client.send(pattern(1))).rejects.toEqual(fails('closed'));
      expect(client.post(pattern(1))).toBe(true);
    });
  });
}
