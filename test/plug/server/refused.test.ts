// What ends a connection: a line in the log says why, and no other connection notices.
import { readdirSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { StateSpace } from '../../../src/plug/space.js';
import { PlugServer } from '../../../src/plug/server/server.js';
import { chain, explored, PetriNet } from '../petri-net.js';
import { start, until } from '../started.js';

const COUNTS = { states: 15, edges: 20, deadlocks: 1 };
const net = (): PetriNet => new PetriNet(chain(4));

describe.each([
  ['a request that begins with another byte', 'prefixed', '0201', 'malformed', 'begins with the bytes 0201'],
  ['a kind that there is not', 'fixed', '0107', 'malformed', 'begins with the bytes 0107'],
  ['a kind that only the other dialect has', 'fixed', '0106', 'malformed', 'begins with the bytes 0106'],
  ['a negative size', 'prefixed', '0102 ffffffff', 'malformed', 'a size of -1'],
  ['a negative count', 'fixed', '0104 ffffff80', 'malformed', 'a count of'],
  ['a size beyond the limit', 'prefixed', '0102 ffffff7f', 'malformed', 'of 67108864 allowed'],
  ['too many atoms', 'prefixed', '0104 01001000', 'malformed', 'more than 1048576 entries'],
  ['an atom beyond the limit', 'prefixed', '0104 01000000 ffffff7f', 'malformed', 'of 67108864 allowed'],
  [
    'a configuration that the space does not know',
    'prefixed',
    '0102 01000000 00',
    'refused',
    'no configuration of this',
  ],
  ['items of such a one', 'prefixed', '010a 00000000', 'refused', 'no configuration of this'],
  ['valuations of such a one', 'prefixed', '0105 00000000', 'refused', 'no configuration of this'],
  ['a transition that the space does not know', 'fixed', '010b ff', 'refused', 'no transition of this'],
  ['one to be fired', 'fixed', '0103 03000000 040000 ff', 'refused', 'no transition of this'],
  ['a size that is not the known one', 'fixed', '0103 02000000 0400 00', 'refused', 'no configuration of this'],
] as const)('%s', (_, dialect, hex, event, text) => {
  it('closes that connection', async () => {
    const { raw, client, log } = await start({ space: net(), dialect });
    const other = await client();
    const before = explored(other);
    const hostile = await raw();
    hostile.say('0101');
    await hostile.hear(11);
    hostile.say(hex);
    expect((await hostile.closed()).length).toBe(0);
    await until(() => log.some((entry) => entry.event === 'disconnected'));
    const said = log.filter(({ level }) => level !== 'info');
    expect(said).toEqual([{ level: 'warning', event, connection: 2, text: expect.stringContaining(text) as string }]);
    expect(await before).toEqual(COUNTS);
    expect(await explored(other)).toEqual(COUNTS);
  });
});

/** A net in which something else is wrong. */
function broken(what: Partial<StateSpace>): PetriNet {
  return Object.assign(net(), what);
}

describe('an exception', () => {
  it.each([
    [
      'thrown',
      () => {
        throw new TypeError('oops');
      },
    ],
    ['of a promise', () => Promise.reject(new RangeError('oops'))],
    [
      'that is none',
      () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- that is what is tested
        throw 'oops';
      },
    ],
    ['over a result that does not fit', () => Promise.resolve([Buffer.alloc(9)])],
  ])('%s, ends the connection alone', async (title, fireableTransitions) => {
    const { raw, log } = await start({ space: broken({ fireableTransitions }), dialect: 'fixed' });
    const [one, other] = [await raw(), await raw()];
    one.say('0102 040000');
    await one.closed();
    expect(log.filter(({ level }) => level === 'error')).toMatchObject([
      {
        event: 'bug',
        connection: 1,
        text: expect.stringMatching(title.includes('fit') ? /9 bytes where/ : /oops/) as string,
      },
    ]);
    other.say('0101');
    expect((await other.hear(11)).length).toBe(11);
  });

  it('of the log is no reason to end', async () => {
    const onLog = (): void => {
      throw new Error('the disk is full');
    };
    const { client } = await start({ space: net(), onLog });
    expect(await explored(await client())).toEqual(COUNTS);
  });
});

describe('propositions', () => {
  const register = (atoms: readonly string[]): Buffer => {
    const size = (value: number): Buffer => {
      const bytes = Buffer.alloc(4);
      bytes.writeInt32LE(value);
      return bytes;
    };
    return Buffer.concat([
      Buffer.of(1, 4),
      size(atoms.length),
      ...atoms.flatMap((atom) => [size(Buffer.byteLength(atom)), Buffer.from(atom)]),
    ]);
  };

  it('without a meaning are false and in the log, once for all of a registration', async () => {
    const { raw, log } = await start({ space: net(), dialect: 'fixed' });
    const client = await raw();
    client.say(register(['a > 3', 'what?', 'b < 1', '\u001b[31m']));
    client.say('0105 040000');
    expect((await client.hear(8)).toString('hex')).toBe('0400000001000100');
    const [entry, ...others] = log.filter(({ event }) => event === 'proposition');
    expect([entry?.level, others.length]).toEqual(['warning', 0]);
    expect(entry?.text).toBe(
      'no propositions, so false everywhere: "what?" (there is no such place), "\\u001b[31m" (there is no such place)',
    );
  });

  it('whose evaluation fails are false and in the log, once each; the others have their values', async () => {
    const { raw, log } = await start({ space: net(), dialect: 'fixed' });
    const client = await raw();
    client.say(register(['a > 3', 'a < 999', 'a = 4', 'a > 3', 'b > 256', 'b = 0', 'c = 1']));
    for (let round = 0; round < 3; ++round) {
      client.say('0105 040000');
      expect((await client.hear(11)).toString('hex')).toBe('07000000 01 00 01 01 00 01 00'.replaceAll(' ', ''));
    }
    const said = log.filter(({ event }) => event === 'proposition').map(({ text }) => text);
    expect(said).toEqual(
      ['a < 999', 'b > 256'].map(
        (text) => `without a value in a configuration, so false there: "${text}" (more than a place can hold)`,
      ),
    );
  });

  it('take the place of those before, and are those of one connection', async () => {
    const { raw } = await start({ space: net(), dialect: 'fixed' });
    const [one, other] = [await raw(), await raw()];
    one.say(register(['a = 4', 'b = 0']));
    one.say(register(['c = 1']));
    for (const [client, hex] of [
      [one, '0100000000'],
      [other, '00000000'],
    ] as const) {
      client.say('0105 040000');
      expect((await client.hear(hex.length / 2)).toString('hex')).toBe(hex);
    }
  });

  it('of all clients together take no more memory than is allowed, and it is given back', async () => {
    const { raw, log } = await start({ space: net(), maxKeptBytes: 60_000 });
    const many = register(Array.from({ length: 150 }, () => 'a = 1'));
    const [one, other] = [await raw(), await raw()];
    one.say(many);
    await one.hear(4 + 4 * 150);
    one.say(many);
    await one.hear(4 + 4 * 150);
    other.say(many);
    await other.closed();
    expect(log.find(({ event }) => event === 'refused')?.text).toContain('150 atomic propositions');
    one.socket.destroy();
    await until(() => log.filter(({ event }) => event === 'disconnected').length === 2);
    const third = await raw();
    third.say(many);
    await third.hear(4 + 4 * 150);
  });
});

describe('a server', () => {
  it('refuses the dialect fixed where nothing bounds the sizes', async () => {
    const space = Object.assign(net(), { knownSizes: undefined });
    await expect(PlugServer.start({ port: 0, space, dialect: 'fixed' })).rejects.toMatchObject({
      code: 'plug-fixed',
      message: expect.stringContaining('they have no bound') as string,
    });
  });

  it('says that its port is taken', async () => {
    const { server } = await start();
    await expect(PlugServer.start({ port: server.port, space: net() })).rejects.toMatchObject({ code: 'in-use' });
  });

  it('lets the oldest silent connection give way, and a new one where all have asked', async () => {
    const { raw, log } = await start({ maxConnections: 2 });
    const [silent, asking] = [await raw(), await raw()];
    asking.say('0101');
    await asking.hear(16);
    const third = await raw();
    await silent.closed();
    third.say('0101');
    await third.hear(16);
    const fourth = await raw();
    await fourth.closed();
    expect(log.filter(({ event }) => event === 'full').map(({ connection }) => connection)).toEqual([1, 4]);
  });

  it('gives up a request of which the rest does not come', async () => {
    const { raw, log } = await start({ messageTime: 0.05 });
    const client = await raw();
    client.say('0102 0300');
    await client.closed();
    expect(log.find(({ event }) => event === 'malformed')?.text).toContain('the rest of a message does not come');
  });

  it('closes connections that are idle, where it is told to', async () => {
    const { raw, log } = await start({ idleTimeout: 0.1 });
    const client = await raw();
    await client.closed();
    expect(log.find(({ event }) => event === 'idle')?.text).toContain('no request has come for a long time');
  });

  it('answers all that was asked before the client closed its side', async () => {
    const { raw } = await start({ space: net() });
    const client = await raw();
    client.say('0101'.repeat(100));
    client.socket.end();
    expect((await client.closed()).length).toBe(1100);
  });

  it('keeps no descriptor, whichever way a connection ends', async (context) => {
    if (process.platform !== 'linux') context.skip('descriptors are counted in /proc');
    const held = (): number => readdirSync('/proc/self/fd').length;
    let answer: (value: Uint8Array[]) => void = () => undefined;
    const space = net();
    const slow = (): Promise<Uint8Array[]> => new Promise((resolve) => void (answer = resolve));
    const { raw, log } = await start({ space, messageTime: 0.05 });
    const before = held();
    const ways: ((client: Awaited<ReturnType<typeof raw>>) => void)[] = [
      (client) => client.socket.end(),
      (client) => client.socket.resetAndDestroy(),
      (client) => client.say('0102 03'),
      (client) => client.say('ffff'),
      (client) => client.say('0102 00000000'),
      (client) => {
        space.initialConfigurations = slow;
        client.say('0101');
        setImmediate(() => client.socket.destroy());
      },
    ];
    for (const [index, way] of ways.entries()) {
      const client = await raw();
      way(client);
      await until(() => client.socket.destroyed || client.socket.readableEnded);
      client.socket.destroy();
      if (index === ways.length - 1) await until(() => (answer([]), true));
      await until(() => (answer([]), log.filter(({ event }) => event === 'disconnected').length === index + 1));
    }
    await until(() => held() <= before);
  });

  it('ends while a client waits for an answer', async () => {
    const space = Object.assign(net(), { initialConfigurations: () => new Promise<never>(() => undefined) });
    const { raw, server } = await start({ space });
    const client = await raw();
    client.say('0101');
    await client.hear(0);
    await server.close();
    expect((await client.closed()).length).toBe(0);
    onTestFinished(() => space.close());
  });

  it('takes connections in turn, however many requests one of them sends ahead', async () => {
    const { raw } = await start({ space: net() });
    const [flood, other] = [await raw(), await raw()];
    flood.say('0101'.repeat(4000));
    await flood.hear(11);
    other.say('0101');
    await other.hear(11);
    expect(flood.unread).toBeLessThan(11 * 3900);
    await flood.hear(11 * 3999);
  });
});
