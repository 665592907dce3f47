// What a server keeps for its clients: where a session goes on, and how much of it is kept.
import { afterEach, describe, expect, it } from 'vitest';
import { KeptAnswers, type AnswerKeeper } from '../../../src/rfmi/server/kept-answers.js';
import { LastCommand } from '../../../src/rfmi/server/last-command.js';
import type { LogEntry } from '../../../src/rfmi/server/log.js';
import { mayGoOn } from '../../../src/rfmi/server/origin.js';
import { RfmiServer, type RfmiServerOptions } from '../../../src/rfmi/server/server.js';
import type { Origin, TlsOptions } from '../../../src/transport/endpoint.js';
import { endpointPair } from '../../../src/transport/pair.js';
import { certificates, trusting } from '../../transport/certificates.js';
import { library } from '../../transport/native.js';
import { Integrator } from './integrator.js';
import { RawClient, stepCommand } from './raw-client.js';

const onLinux = process.platform === 'linux' && process.arch === 'x64';
const CHANNEL = -(process.pid * 100) - 77;

let server: RfmiServer | undefined;
let log: LogEntry[] = [];
const clients: RawClient[] = [];

afterEach(async () => {
  for (const { endpoint } of clients.splice(0)) endpoint.abort();
  await server?.close();
  server = undefined;
});

async function start(options: Partial<RfmiServerOptions> = {}): Promise<Integrator> {
  const fmu = new Integrator();
  log = [];
  const onLog = (entry: LogEntry): void => void log.push(entry);
  server = await RfmiServer.start({ catalogue: [fmu], endpoints: [{ port: 0 }], library, onLog, ...options });
  return fmu;
}

async function join(place = 0, tls?: TlsOptions): Promise<RawClient> {
  const client = await RawClient.connect(server?.addresses[place]?.port ?? 0, tls && { tls });
  clients.push(client);
  return client;
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`it does not come about: ${String(condition)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('a session that was begun', () => {
  const PLAIN: Origin = { over: 'tcp' };
  const TLS: Origin = { over: 'tls' };
  const KNOWN: Origin = { over: 'tls', certificate: 'AA:01' };
  const OTHER: Origin = { over: 'tls', certificate: 'AA:02' };
  const MEMORY: Origin = { over: 'shm' };
  const INSIDE: Origin = { over: 'process' };
  const all = [PLAIN, TLS, KNOWN, OTHER, MEMORY, INSIDE];

  it.each([
    ['over plain TCP goes on anywhere', PLAIN, all],
    ['over TLS goes on only over TLS', TLS, [TLS, KNOWN, OTHER]],
    ['with a certificate goes on only with the same one', KNOWN, [KNOWN]],
    ['over shared memory goes on only there', MEMORY, [MEMORY]],
    ['within the process goes on only there', INSIDE, [INSIDE]],
  ])('%s', (_what, begun, places) => {
    expect(all.filter((now) => mayGoOn(begun, now))).toEqual(places);
  });

  it('is given away nowhere else by a server', async (context) => {
    if (!onLinux) context.skip('the library of the tests is that of Linux');
    const { cert, key } = certificates('server');
    await start({
      endpoints: [
        { port: 0 },
        { port: 0, tls: { cert, key } },
        { port: 0, tls: certificates('server') },
        { port: CHANNEL },
      ],
    });
    const ways = [
      ['plain', () => join(0)],
      ['TLS', () => join(1, trusting())],
      ['client', () => join(2, certificates('client'))],
      ['server as a client', () => join(2, certificates('server'))],
      ['shared memory', () => join(3)],
    ] as const;
    const taken: string[] = [];
    let refused = 0;
    for (const [begun, begin] of ways) {
      const first = await begin();
      await first.begin();
      for (const [now, come] of ways) {
        const second = await come();
        if ((await second.hello(first.session)) === first.session) taken.push(`${begun} -> ${now}`);
        else refused += 1;
      }
    }
    expect(log.filter(({ event }) => event === 'session-refused')).toHaveLength(refused);
    expect(taken).toEqual([
      ...ways.map(([now]) => `plain -> ${now}`),
      'TLS -> TLS',
      'TLS -> client',
      'TLS -> server as a client',
      'client -> client',
      'server as a client -> server as a client',
      'shared memory -> shared memory',
    ]);
  });

  it('keeps its client where another one asks for it in vain', async () => {
    const { cert, key } = certificates('server');
    const fmu = await start({ endpoints: [{ port: 0 }, { port: 0, tls: { cert, key } }] });
    const owner = await join(1, trusting());
    await owner.begin();
    const thief = await join(0);
    expect(await thief.hello(owner.session)).not.toBe(owner.session);
    expect(await owner.step(0, 2)).toBe(1);
    expect(fmu.alive).toBe(1);
  });
});

describe('a session without an FMU', () => {
  it('ends with its connection, so that clients that have gone lock no other out', async () => {
    await start({ maxSessions: 4 });
    for (let count = 0; count < 100; ++count) {
      const client = await join();
      await client.hello();
      client.endpoint.abort();
      await until(() => log.filter(({ event }) => event === 'session-expired').length === count + 1);
    }
    await (await join()).begin();
  });
});

describe('the last command', () => {
  it.each([0, 1, 16, 4096, 65_535, 65_536, 65_537, 100_000])('of %d bytes is known again', async (length) => {
    const command = new LastCommand();
    const bytes = Buffer.alloc(length, 7);
    expect(await command.is(bytes)).toBe(false);
    for (const before of [Buffer.alloc(0), Buffer.alloc(70_000, 1), Buffer.alloc(20, 7)]) {
      command.note(before);
      command.note(bytes);
      expect(await command.is(Buffer.from(bytes))).toBe(true);
      expect(await command.is(Buffer.concat([bytes, Buffer.alloc(1, 7)]))).toBe(false);
      if (length === 0) continue;
      expect(await command.is(bytes.subarray(1))).toBe(false);
      bytes[length - 1] = 8; // what was noted is not the memory that it came in
      expect(await command.is(bytes)).toBe(false);
      bytes[length - 1] = 7;
    }
  });

  it('is not kept, however long it is', async () => {
    await start();
    const message = Buffer.alloc(40_000_000);
    message.write('WHAT');
    message.writeBigUInt64LE(BigInt(message.length), 8);
    const held = (): number => {
      global.gc?.();
      return process.memoryUsage().arrayBuffers;
    };
    const before = held();
    for (let count = 0; count < 5; ++count) {
      const client = await join();
      await client.select();
      expect(await client.ask(message)).toMatchObject({ code: 'unsp' });
    }
    await until(() => held() - before < 80e6);
  });
});

describe('last answers', () => {
  class Keeper implements AnswerKeeper {
    forgotten = false;
    constructor(
      readonly name: string,
      readonly held: boolean,
    ) {}
    forgetAnswer(): void {
      this.forgotten = true;
    }
  }

  it('are forgotten beyond the limit, the oldest first and those without a client before the others', () => {
    const keepers = ['A', 'b', 'C', 'd'].map((name) => new Keeper(name, name < 'a'));
    const answers = new KeptAnswers(40_000);
    const forgotten = (): string =>
      keepers
        .filter((each) => each.forgotten)
        .map(({ name }) => name)
        .join('');
    for (const keeper of keepers) answers.note(keeper, 10_000);
    expect([answers.total, forgotten()]).toEqual([40_000, '']);
    const newest = new Keeper('E', true);
    answers.note(newest, 10_000);
    expect([answers.total, forgotten()]).toEqual([40_000, 'b']);
    answers.note(newest, 30_000);
    expect([answers.total, forgotten(), newest.forgotten]).toEqual([40_000, 'Abd', false]);
    answers.note(newest, 40_001);
    expect([answers.total, forgotten(), newest.forgotten]).toEqual([0, 'AbCd', true]);
  });

  it('that are short are not counted, and those that are given up are not any more', () => {
    const answers = new KeptAnswers(10_000);
    const keeper = new Keeper('a', false);
    for (let count = 0; count < 100; ++count) answers.note(new Keeper('short', false), 4096);
    expect(answers.total).toBe(0);
    answers.note(keeper, 5000);
    answers.note(keeper, 6000);
    expect(answers.total).toBe(6000);
    answers.drop(keeper);
    answers.drop(keeper);
    expect([answers.total, keeper.forgotten]).toEqual([0, false]);
  });

  it('that were forgotten are an honest error for a client that asks for them again, and the session goes on', async () => {
    await start({ maxAnswersBytes: 100_000 });
    const long = { code: 'GETV', frame: [{ type: 0x31, references: new Array<number>(10_000).fill(2) }] } as const;
    const first = await join();
    await first.begin();
    await first.step(0, 4);
    expect(await first.ask(long)).toMatchObject({ code: 'getv' });
    first.endpoint.abort();
    await until(() => log.some(({ event }) => event === 'connection-lost'));
    const other = await join();
    await other.begin();
    await other.ask(long);
    const second = await join();
    expect(await second.hello(first.session)).toBe(first.session);
    expect(await second.ask(long)).toMatchObject({ code: 'eror', errorCode: 7 });
    expect(await second.ask(long)).toMatchObject({ code: 'getv' });
    expect(await second.step(0.5, 4)).toBe(4);
  });

  it('that are not too long together are there', async () => {
    await start({ maxAnswersBytes: 200_000 });
    const long = { code: 'GETV', frame: [{ type: 0x31, references: new Array<number>(10_000).fill(2) }] } as const;
    const first = await join();
    await first.begin();
    await first.ask(long);
    first.endpoint.abort();
    const other = await join();
    await other.begin();
    await other.ask(long);
    const second = await join();
    await second.hello(first.session);
    expect(await second.ask(long)).toMatchObject({ code: 'getv' });
  });
});

describe('before its hello', () => {
  const message = (code: string, length: number, flags = 0): Buffer => {
    const bytes = Buffer.alloc(length);
    bytes.write(code);
    bytes.writeUInt32LE(flags, 4);
    bytes.writeUInt32LE(length, 8);
    bytes.writeUInt16LE(1, 16);
    return bytes;
  };

  it.each([
    ['another command', message('FSEL', 513)],
    ['a hello that is too long', message('RFMI', 513)],
    ['a header alone', message('DFRM', 100_000_000).subarray(0, 16)],
  ])('a client cannot send long messages: %s', async (_what, bytes) => {
    await start();
    const client = await join();
    const text = /^a message of \d+ bytes, of 512 allowed before hello$/;
    expect(await client.ask(bytes)).toMatchObject({ code: 'fatl', message: expect.stringMatching(text) as string });
  });

  it('a refused hello does not let long ones in', async () => {
    await start();
    for (const refused of [message('RFMI', 24, 1), message('RFMI', 20)]) {
      const client = await join();
      expect((await client.ask(refused)).code).toMatch(/^(?:unsp|eror)$/);
      expect(await client.ask(message('FSEL', 513))).toMatchObject({ code: 'fatl' });
    }
  });

  it('a hello may bring as much with it as there is room for, and afterwards everything goes', async () => {
    await start();
    const client = await join();
    expect(await client.ask(message('RFMI', 512))).toMatchObject({ code: 'rfmi' });
    expect(await client.ask(message('WHAT', 1_000_000))).toMatchObject({ code: 'unsp' });
  });

  it('holds over shared memory and within the process', async () => {
    await start();
    const [here, there] = endpointPair();
    server?.attach(there);
    expect(await new RawClient(here).ask(message('FSEL', 513))).toMatchObject({ code: 'fatl' });
  });
});

describe('messages that are coming', () => {
  /** The beginning of a message that is 20 MB long. */
  const beginning = (bytes: number): Buffer => {
    const message = Buffer.alloc(bytes);
    message.write('WHAT');
    message.writeUInt32LE(20_000_000, 8);
    return message;
  };

  it('have a limit for all connections together, beyond which a long one is refused', async () => {
    await start({ maxArrivingBytes: 10_000_000 });
    const slow = await Promise.all([join(), join(), join()]);
    for (const client of slow) await client.select();
    for (const client of slow.slice(0, 2)) await client.send(beginning(3_000_000));
    const short = await join();
    await short.begin();
    await slow[2].send(beginning(6_000_000));
    const text = expect.stringMatching(/there is no room for so long a message now$/) as string;
    const refused = await Promise.race(slow.map((client) => client.receive()));
    expect(refused).toMatchObject({ code: 'fatl', message: text });
    expect(await short.step(0, 2)).toBe(1);
  });

  it('give back what they took, however they end', async () => {
    await start({ maxArrivingBytes: 10_000_000 });
    for (let count = 0; count < 8; ++count) {
      const client = await join();
      await client.select();
      await client.send(beginning(6_000_000));
      client.endpoint.abort();
      await until(() => log.filter(({ event }) => event === 'disconnected').length === count + 1);
    }
    const client = await join();
    await client.select();
    const whole = beginning(9_000_000);
    whole.writeUInt32LE(whole.length, 8);
    for (let count = 0; count < 3; ++count) expect(await client.ask(whole)).toMatchObject({ code: 'unsp' });
  });
});

describe('a frame of millions of sub-frames', () => {
  it('is refused, and the next command is answered', async () => {
    await start();
    const client = await join();
    await client.begin();
    const bytes = Buffer.alloc(24 + 8 * 4_000_000);
    bytes.write('GETV');
    bytes.writeUInt32LE(bytes.length, 8);
    bytes.writeUInt32LE(0x1000_0000, 16);
    bytes.writeUInt32LE(4_000_000, 20);
    expect(await client.ask(bytes)).toMatchObject({ code: 'eror', errorCode: 2 });
    expect(await client.ask(stepCommand(0, 1))).toMatchObject({ code: 'step' });
  });
});
