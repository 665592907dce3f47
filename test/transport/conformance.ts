// What every transport promises, as one suite that is run over each of them.
import { afterEach, describe, expect, it } from 'vitest';
import type { Endpoint, Listener, TransportOptions } from '../../src/transport/endpoint.js';
import { connect, listen } from '../../src/transport/ports.js';
import { conversation, fails } from './conversation.js';
import { library } from './native.js';
import { pattern } from './pattern.js';

/** Runs the suite; `freePort` gives a port to listen on that is not in use, `both` are options of both ends. */
export function conformance(name: string, freePort: () => number, both: TransportOptions = {}): void {
  describe(`every transport: ${name}`, () => {
    let listener: Listener | undefined;
    const opened: Endpoint[] = [];

    afterEach(async () => {
      await Promise.all(opened.splice(0).map((endpoint) => endpoint.close()));
      await listener?.close();
      listener = undefined;
    });

    async function open(options: TransportOptions = {}): Promise<Listener> {
      listener = await listen(freePort(), { library, ...both, ...options });
      return listener;
    }

    async function join(options: TransportOptions = {}): Promise<[Endpoint, Endpoint]> {
      const arriving = listener!.accept();
      const client = await connect(listener!.port, { library, ...both, ...options });
      const server = (await arriving)!;
      opened.push(client, server);
      return [client, server];
    }

    async function pair(options: TransportOptions = {}): Promise<[Endpoint, Endpoint]> {
      await open(options);
      return join(options);
    }

    conversation(name, () => pair());

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

    it('ends a waiting accept when the listener closes, and all connections', async () => {
      const all = await open();
      const [client] = await join();
      const arriving = all.accept();
      await all.close();
      expect(await arriving).toBeUndefined();
      expect(await client.receive()).toBeUndefined();
      await expect(connect(all.port, { library, ...both })).rejects.toEqual(fails('no-server'));
    });

    it('refuses a second listener on the port of a first', async () => {
      const first = await open();
      await expect(listen(first.port, { library, ...both })).rejects.toEqual(fails('in-use'));
    });

    it('refuses a message that is too long, on that connection alone', async () => {
      await open({ longestBytes: 1000 });
      const [client, server] = await join();
      const [other, itsServer] = await join();
      await client.send(pattern(1000));
      expect(await server.receive()).toHaveLength(1000);
      await client.send(pattern(1001)).catch(() => undefined);
      await expect(server.receive()).rejects.toEqual(fails('too-long'));
      await other.send(pattern(3));
      expect(await itsServer.receive()).toHaveLength(3);
    });
  });
}
