// What every transport promises, as one suite that is run over each of them.
import { afterEach, describe, expect, it } from 'vitest';
import type { Endpoint, Listener, TransportErrorCode, TransportOptions } from '../../src/transport/endpoint.js';
import { TransportError } from '../../src/transport/endpoint.js';
import { connect, listen } from '../../src/transport/ports.js';
import { library } from './native.js';
import { pattern } from './pattern.js';

/** Runs the suite; `freePort` gives a port to listen on that nobody uses. */
export function conformance(name: string, freePort: () => number): void {
  describe(`every transport: ${name}`, () => {
    let listener: Listener | undefined;
    const opened: Endpoint[] = [];

    afterEach(async () => {
      await Promise.all(opened.splice(0).map((endpoint) => endpoint.close()));
      await listener?.close();
      listener = undefined;
    });

    async function open(options: TransportOptions = {}): Promise<Listener> {
      listener = await listen(freePort(), { library, ...options });
      return listener;
    }

    async function join(options: TransportOptions = {}): Promise<[Endpoint, Endpoint]> {
      const arriving = listener!.accept();
      const client = await connect(listener!.port, { library, ...options });
      const server = (await arriving)!;
      opened.push(client, server);
      return [client, server];
    }

    async function pair(options: TransportOptions = {}): Promise<[Endpoint, Endpoint]> {
      await open(options);
      return join(options);
    }

    const fails = (code: TransportErrorCode) =>
      expect.objectContaining({ name: TransportError.name, code }) as unknown as Error;

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

    it('holds back a sender whose messages nobody reads, and loses none of them', async () => {
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

    it('serves many clients, each with its own messages', async () => {
      await open();
      const pairs: [Endpoint, Endpoint][] = [];
      for (let i = 0; i < 16; ++i) pairs.push(await join());
      await Promise.all(
        pairs.map(async ([client, server], number) => {
          for (let i = 0; i < 20; ++i) {
            await client.send(pattern(100 * i, number));
            const question = await server.receive();
            await server.send(question!);
            expect((await client.receive())?.equals(pattern(100 * i, number))).toBe(true);
          }
        }),
      );
    });

    it('does not let one client hold up another', async () => {
      await open();
      const [silent, unread] = await join();
      const [client, server] = await join();
      const blocked = unread.send(pattern(16 << 20)).catch(() => undefined); // the client does not read
      for (let i = 0; i < 50; ++i) {
        await client.send(pattern(10));
        await server.send((await server.receive())!);
        expect(await client.receive()).toHaveLength(10);
      }
      await silent.close();
      await blocked;
    });

    it('broadcasts to all clients', async () => {
      const all = await open();
      const pairs = [await join(), await join(), await join()];
      const received = Promise.all(pairs.map(([client]) => client.receive()));
      expect(await all.broadcast(Buffer.from('news'))).toBe(3);
      expect((await received).map(String)).toEqual(['news', 'news', 'news']);
    });

    it.each(['client', 'server'])('says that the %s has closed, after what it sent before', async (who) => {
      const [client, server] = await pair();
      const [leaving, staying] = who === 'client' ? [client, server] : [server, client];
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

    it('ends a waiting accept when the listener closes, and all connections', async () => {
      const all = await open();
      const [client] = await join();
      const arriving = all.accept();
      await all.close();
      expect(await arriving).toBeUndefined();
      expect(await client.receive()).toBeUndefined();
      await expect(connect(all.port, { library })).rejects.toEqual(fails('no-server'));
    });

    it('refuses a second listener on the port of a first', async () => {
      const first = await open();
      await expect(listen(first.port, { library })).rejects.toEqual(fails('in-use'));
    });

    it('refuses a message that is too long, on that connection alone', async () => {
      await open({ longest: 1000 });
      const [client, server] = await join();
      const [other, itsServer] = await join();
      await client.send(pattern(1000));
      expect(await server.receive()).toHaveLength(1000);
      await client.send(pattern(1001)).catch(() => undefined);
      await expect(server.receive()).rejects.toEqual(fails('too-long'));
      await other.send(pattern(3));
      expect(await itsServer.receive()).toHaveLength(3);
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
  });
}
