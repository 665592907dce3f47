// A client before servers that say what a test has written down, and what it does on its own side.
import net from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PlugClient, type PlugClientOptions } from '../../../src/plug/client/client.js';
import { PlugServer } from '../../../src/plug/server/server.js';
import { AtomError, SpaceError } from '../../../src/plug/space.js';
import type { Dialect } from '../../../src/plug/wire/messages.js';
import { chain, PetriNet, PHILOSOPHERS } from '../petri-net.js';
import { start } from '../started.js';

/** A server that answers each piece that comes with the next reply: hex, `close`, `reset` or `silence`. What it has received is in `received`. */
async function scripted(...replies: string[]): Promise<{ port: number; received: string[] }> {
  const received: string[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (piece) => {
      received.push(piece.toString('hex'));
      const reply = replies.shift() ?? 'silence';
      if (reply === 'close') socket.end();
      else if (reply === 'reset') socket.resetAndDestroy();
      else if (reply !== 'silence') socket.write(Buffer.from(reply.replace(/\s/g, ''), 'hex'));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as net.AddressInfo).port, received };
}

async function connect(port: number, dialect: Dialect, options?: PlugClientOptions): Promise<PlugClient> {
  const client = await PlugClient.connect({ host: '127.0.0.1', port, dialect, sizes: {} }, options);
  onTestFinished(() => client.close());
  return client;
}

const ONE = '01000000 02000000 c0c1';

describe('a server that is wrong', () => {
  it.each([
    ['closes without an answer', 'close', 'plug-connection', 'has closed the connection (it was asked for: initial'],
    ['is lost', 'reset', 'plug-connection', 'connection was lost'],
    ['has a negative count', 'ffffffff', 'plug-protocol', 'a count of -1'],
    ['has a negative size', '01000000 ffffffff', 'plug-protocol', 'a size of -1'],
    ['has more than can be', '01001000', 'plug-protocol', 'more than 1048576 entries'],
    ['has more than is allowed', '01000000 ffffff7f', 'plug-protocol', 'of 1000000 allowed'],
    ['says nothing', 'silence', 'plug-timeout', 'no answer within 0.2 s: initial configurations'],
    ['says half of it', '02000000 0100', 'plug-timeout', 'no answer within 0.2 s: initial configurations'],
  ])('%s', async (_, reply, code, text) => {
    const { port } = await scripted(reply);
    const client = await connect(port, 'prefixed', { timeoutMilliseconds: 200, longestBytes: 1_000_000 });
    const message = expect.stringContaining(text) as string;
    await expect(client.initialConfigurations()).rejects.toMatchObject({ code, message });
    await expect(client.initialConfigurations()).rejects.toMatchObject({ code, message });
  });

  it('says half of it, where an answer may take for ever: not once it has begun', async () => {
    const { port } = await scripted('02000000 0100');
    const client = await connect(port, 'prefixed', { timeoutMilliseconds: 0, messageTimeMilliseconds: 100 });
    const message = expect.stringContaining('the rest of a message does not come') as string;
    await expect(client.initialConfigurations()).rejects.toMatchObject({ code: 'plug-connection', message });
  });

  it('answers what was not asked', async () => {
    const { port } = await scripted(`${ONE} ${ONE}`);
    const client = await connect(port, 'prefixed');
    expect(await client.initialConfigurations()).toHaveLength(1);
    const why = { code: 'plug-protocol', message: expect.stringContaining('an answer without a request') as string };
    await expect(client.fireableTransitions(Buffer.alloc(2))).rejects.toMatchObject(why);
  });

  it('has two sizes in the dialect fixed', async () => {
    const { port } = await scripted('02000000 01000000 c0 02000000 c0c1');
    const client = await connect(port, 'fixed');
    const message = expect.stringContaining('a configuration of 2 bytes, where all have 1 (dialect fixed') as string;
    await expect(client.initialConfigurations()).rejects.toMatchObject({ code: 'plug-protocol', message });
  });

  it('has too few valuations, or places', async () => {
    const few = await connect((await scripted('01000000 00000000', '00000000')).port, 'prefixed');
    await expect(few.valuations([few.atom('x')], Buffer.alloc(1))).rejects.toMatchObject({
      message: expect.stringContaining('0 valuations of 1 atomic propositions') as string,
    });
    const none = await connect((await scripted('00000000')).port, 'prefixed');
    await expect(none.valuations([none.atom('x')], Buffer.alloc(1))).rejects.toMatchObject({
      message: expect.stringContaining('0 places of 1 atomic propositions') as string,
    });
  });
});

describe('propositions', () => {
  it('are told once, all of them, and are the last ones whether the server replaces or appends', async () => {
    const answers = [
      '01000000 00000000',
      '01000000 01',
      '02000000 01000000 02000000',
      '03000000 00 01 00',
      '02000000 00 01',
    ];
    const { port, received } = await scripted(...answers);
    const client = await connect(port, 'prefixed');
    const [x, y] = [client.atom('x'), client.atom('x')];
    expect(await client.valuations([x, y], Buffer.of(7))).toEqual([true, true]);
    const z = client.atom('z');
    expect(await client.valuations([z, x], Buffer.of(7))).toEqual([false, true]);
    expect(await client.valuations([z], Buffer.of(7))).toEqual([true]);
    expect(received).toEqual([
      '0104' + '01000000' + '01000000' + '78',
      '0105' + '01000000' + '07',
      '0104' + '02000000' + '01000000' + '78' + '01000000' + '7a',
      '0105' + '01000000' + '07',
      '0105' + '01000000' + '07',
    ]);
  });

  it('that were not made here are an error', async () => {
    const client = await connect((await scripted()).port, 'prefixed');
    await expect(client.valuations([{ text: 'x' }], Buffer.of(7))).rejects.toBeInstanceOf(SpaceError);
  });

  it('have their values through a real server, wrong ones false', async () => {
    for (const dialect of ['prefixed', 'fixed'] as const) {
      const { client } = await start({ space: new PetriNet(chain(2)), dialect });
      const space = await client();
      const atoms = ['a = 2', 'nonsense', 'a > 999', 'b = 0'].map((text) => space.atom(text));
      expect(await space.valuations(atoms, Buffer.of(2, 0, 0))).toEqual([true, false, false, true]);
    }
  });

  it('of a step', async () => {
    const { client } = await start({ space: new PetriNet(chain(2)) });
    const space = await client();
    const step = {
      source: Buffer.of(2, 0, 0),
      transition: Buffer.of(0),
      payload: Buffer.alloc(0),
      target: Buffer.of(1, 1, 0),
    };
    const atoms = ['b > 0', 'a = 2'].map((text) => space.atom(text));
    expect(await space.extendedValuations(atoms, step)).toEqual([true, false]);
    const { client: inFixed } = await start({ space: new PetriNet(chain(2)), dialect: 'fixed' });
    await expect((await inFixed()).extendedValuations([], step)).rejects.toThrow('the dialect fixed');
  });
});

describe('the sizes of the dialect fixed', () => {
  it('are learned before something is sent that needs them', async () => {
    const { client } = await start({ space: new PetriNet(chain(2)), dialect: 'fixed' });
    const space = await client();
    expect(space.knownSizes).toBeUndefined();
    expect((await space.fire(Buffer.of(2, 0, 0), Buffer.of(0))).targets).toEqual([Buffer.of(1, 1, 0)]);
    expect(space.knownSizes).toEqual({ configuration: 3, transition: 1 });
  });

  it('may be given, and bytes of other sizes are not sent', async () => {
    const { port, received } = await scripted('00000000 01000000');
    const client = await PlugClient.connect(`plug://127.0.0.1:${port}?dialect=fixed&configuration=2&transition=1`);
    onTestFinished(() => client.close());
    expect(client.knownSizes).toEqual({ configuration: 2, transition: 1 });
    await expect(client.fireableTransitions(Buffer.alloc(3))).rejects.toBeInstanceOf(SpaceError);
    await expect(client.describe(Buffer.alloc(3))).rejects.toThrow(
      'no transition of this space: 3 bytes, and all have 1',
    );
    expect(await client.fireableTransitions(Buffer.of(0xc0, 0xc1))).toEqual([]);
    expect(received).toEqual(['0102c0c1']);
  });

  it('are an error where the server has told none', async () => {
    const client = await connect((await scripted('00000000')).port, 'fixed');
    await expect(client.fireableTransitions(Buffer.alloc(3))).rejects.toThrow(
      'the server has told no configuration yet',
    );
  });
});

describe('a client', () => {
  it('shows configurations and transitions as the space does', async () => {
    for (const dialect of ['prefixed', 'fixed'] as const) {
      const space = new PetriNet(PHILOSOPHERS);
      const { client } = await start({ space, dialect });
      const remote = await client();
      const [first] = await remote.initialConfigurations();
      expect(await remote.items(first!)).toEqual(await space.items(first!));
      const [transition] = await remote.fireableTransitions(first!);
      expect(await remote.describe(transition!)).toBe('1 takes left');
      const { payload } = await remote.fire(first!, transition!);
      expect(Buffer.from(payload).toString()).toBe(dialect === 'fixed' ? '' : '1 takes left');
    }
  });

  it('may ask ahead, and answers come to those that asked', async () => {
    const { client } = await start({ space: new PetriNet(chain(3)) });
    const space = await client();
    const all = await Promise.all([
      space.describe(Buffer.of(0)),
      space.initialConfigurations(),
      space.describe(Buffer.of(1)),
      ...Array.from({ length: 500 }, (_, index) => space.describe(Buffer.of(index % 2))),
    ]);
    expect(all.slice(0, 3)).toEqual(['a to b', [Buffer.of(3, 0, 0)], 'b to c']);
    expect(all.slice(3)).toEqual(Array.from({ length: 500 }, (_, index) => (index % 2 === 0 ? 'a to b' : 'b to c')));
  });

  it('tells all that wait when the connection ends, and later callers too', async () => {
    const { port } = await scripted('silence');
    const client = await connect(port, 'prefixed');
    const waiting = [client.initialConfigurations(), client.describe(Buffer.of(1))];
    const ends = waiting.map((each) => expect(each).rejects.toMatchObject({ code: 'plug-closed' }));
    await client.close();
    await client.close();
    await Promise.all(ends);
    await expect(client.initialConfigurations()).rejects.toMatchObject({ code: 'plug-closed' });
  });

  it('says where no server is', async () => {
    const { server } = await start();
    const { port } = server;
    await server.close();
    await expect(connect(port, 'prefixed')).rejects.toMatchObject({
      code: 'plug-connection',
      message: `cannot connect to 127.0.0.1:${port}: no server listens there (start the server, or check host and port)`,
    });
  });

  it('waits for a server that comes later, as often as it is told to', async () => {
    const { server } = await start();
    const { port } = server;
    await server.close();
    const connecting = connect(port, 'prefixed', { retries: 10 });
    const later = await PlugServer.start({ space: new PetriNet(chain(1)), port });
    onTestFinished(() => later.close());
    expect(await (await connecting).initialConfigurations()).toEqual([Buffer.of(1, 0, 0)]);
  });

  it('takes an error of a proposition for an error of the space', () => {
    expect(new AtomError('x')).toBeInstanceOf(SpaceError);
    expect([new AtomError('x').name, new SpaceError('x').name]).toEqual(['AtomError', 'SpaceError']);
  });
});
