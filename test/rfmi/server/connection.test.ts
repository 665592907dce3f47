// What may be said on a connection: the first message, streams that are none, and the limits.
import { describe, expect, it } from 'vitest';
import { RfmiClient } from '../../../src/rfmi/client/client.js';
import { connect } from '../../../src/transport/ports.js';
import { library } from '../../transport/native.js';
import { RawClient } from './raw-client.js';
import { freeMemoryPort, inputs, onLinux, outputs, start, until, ways } from './started-server.js';

describe('the first message', () => {
  it('has to be a hello, and the client may try again', async () => {
    const { join } = await start(0);
    const client = await join();
    expect(await client.ask({ code: 'LFMU' })).toMatchObject({ code: 'eror', errorCode: 1 });
    await client.hello();
    expect(await client.ask({ code: 'LFMU' })).toMatchObject({ code: 'lfmu' });
  });

  it.each([
    [0, 0],
    [2, 0],
    [1, 7],
  ])('may ask for version %d.%d and is told ours', async (major, minor) => {
    const { join } = await start(0);
    const client = await join();
    const response = await client.ask({ code: 'RFMI', major, minor, session: 0 });
    expect(response).toMatchObject({ code: 'rfmi', major: 1, minor: 0 });
  });

  it('may come again, which is an error that changes nothing', async () => {
    const { join } = await start(0);
    const client = await join();
    await client.hello();
    expect(await client.ask({ code: 'RFMI', major: 1, minor: 0, session: 0 })).toMatchObject({ code: 'eror' });
    expect(await client.ask({ code: 'LFMU' })).toMatchObject({ code: 'lfmu' });
  });

  it('may not have flags', async () => {
    const { join } = await start(0);
    const client = await join();
    const flagged = await client.ask({ code: 'RFMI', major: 1, minor: 0, session: 0, flags: 1 });
    expect(flagged).toMatchObject({ code: 'unsp' });
    await client.hello();
  });

  it('says the byte order of the answers, which belongs to the connection and not to the session', async () => {
    const { join } = await start(0);
    const big = new RawClient((await join()).endpoint, 'big');
    await big.hello();
    expect(await big.ask({ code: 'FSEL', name: 'integrator' })).toMatchObject({ code: 'fsel' });
    const little = await join();
    expect(await little.hello(big.session)).toBe(big.session);
    expect(await little.ask({ code: 'LFRM' })).toMatchObject({ code: 'lfrm' });
  });
});

describe('bad streams', () => {
  const header = (length: bigint): Buffer => {
    const bytes = Buffer.from('LFMU            ');
    bytes.writeUInt32LE(0, 4);
    bytes.writeBigUInt64LE(length, 8);
    return bytes;
  };

  it('that are none of RFMI end the connection with a fatal error', async () => {
    const { join } = await start(0);
    const client = await join();
    const response = await client.ask(Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'));
    expect(response).toMatchObject({ code: 'fatl', message: expect.stringContaining('47455420') as string });
    expect(await client.receive()).toBeUndefined();
  });

  it.each([0n, 15n, 1025n, 1n << 63n])('with a message of %d bytes end in the same way', async (length) => {
    const { join } = await start(0, { maxMessage: 1024 });
    const client = await join();
    await client.select();
    expect(await client.ask(header(length))).toMatchObject({ code: 'fatl' });
    expect(await client.receive()).toBeUndefined();
    // The session is there still.
    expect(await (await join()).hello(client.session)).toBe(client.session);
  });

  it('are answered up to where they are bad', async () => {
    const { join } = await start(0);
    const client = await join();
    await client.hello();
    await client.send(Buffer.concat([header(16n), header(3n)]));
    expect(await client.receive()).toMatchObject({ code: 'lfmu' });
    expect(await client.receive()).toMatchObject({ code: 'fatl' });
  });

  it.skipIf(!onLinux)('over shared memory are messages that say another length than they have', async () => {
    const { join } = await start(freeMemoryPort(), { maxMessage: 1024 });
    for (const bytes of [Buffer.alloc(0), Buffer.from('LFMU'), header(15n), header(1n << 40n)]) {
      const client = await join();
      await client.hello();
      expect(await client.ask(bytes)).toMatchObject({ code: 'fatl' });
    }
    const client = await join();
    await client.hello();
    expect(await client.ask(header(17n))).toMatchObject({ code: 'eror', errorCode: 2 });
  });

  it('with a message that cannot be read go on', async () => {
    const { join } = await start(0);
    const client = await join();
    await client.hello();
    const select = Buffer.concat([header(20n), Buffer.from('ffffffff', 'hex')]);
    select.write('FSEL');
    expect(await client.ask(select)).toMatchObject({ code: 'eror', errorCode: 2 });
    select.write('WHAT');
    expect(await client.ask(select)).toMatchObject({ code: 'unsp' });
    expect(await client.ask({ code: 'LFMU' })).toMatchObject({ code: 'lfmu' });
  });
});

describe('limits', () => {
  it('refuse a session too many, until one has ended', async () => {
    const { join } = await start(0, { maxSessions: 1 });
    const first = await join();
    await first.hello();
    const refused = await join();
    expect(await refused.ask({ code: 'RFMI', major: 1, minor: 0, session: 0 })).toMatchObject({ code: 'fatl' });
    await first.ask({ code: 'SOFF' });
    await (await join()).hello();
  });

  it('refuse a connection too many', async () => {
    const { join } = await start(0, { maxConnections: 1 });
    const first = await join();
    await first.hello();
    const refused = await join();
    expect(await refused.receive()).toMatchObject({ code: 'fatl' });
    expect(await first.ask({ code: 'LFMU' })).toMatchObject({ code: 'lfmu' });
  });

  it('close a connection on which nothing is asked for too long', async () => {
    const { join } = await start(0, { idleTimeout: 0.5 });
    const client = await join();
    await client.select();
    expect(await client.receive()).toMatchObject({ code: 'fatl' });
    expect(await (await join()).hello(client.session)).toBe(client.session);
  });

  it.for(Object.entries(ways))(
    'tell a client that sends a longer message over %s what is allowed',
    async ([way, freePort], context) => {
      if (way === 'shared memory' && !onLinux) context.skip('the library of the tests is that of Linux');
      const { log, join } = await start(freePort(), { maxMessage: 1024 });
      for (const bytes of [1025, 1 << 20]) {
        const client = await join();
        await client.hello();
        const message = Buffer.alloc(bytes);
        message.write('LFMU');
        message.writeBigUInt64LE(BigInt(bytes), 8);
        await client.send(message).catch(() => undefined);
        const text = `a message of ${bytes} bytes, of 1024 allowed`;
        expect(await client.receive()).toMatchObject({ code: 'fatl', message: text });
        expect(log).toContainEqual(expect.objectContaining({ level: 'warning', event: 'fatal', text }));
      }
    },
  );

  it.skipIf(!onLinux)(
    'are said by a client of shared memory whose message is longer than can be answered',
    async () => {
      const port = freeMemoryPort();
      await start(port, { maxMessage: 1024 });
      const client = await RfmiClient.connect(async () => connect(port, { library }));
      await client.selectFmu('integrator');
      const references = new Array<number>(3_000_000).fill(1);
      const defining = client.defineFrame({ id: 0x8000_0000, subFrames: [{ type: 0, references }] });
      await expect(defining).rejects.toMatchObject({
        kind: 'connection',
        message: expect.stringContaining(
          'its message of 12000032 bytes may be longer than the server accepts',
        ) as string,
      });
      await client.close();
    },
  );

  it('end a connection whose message does not come to its end, and no other client notices', async () => {
    const { log, join } = await start(0, { messageTime: 0.3 });
    const other = await join();
    await other.begin();
    const slow = await join();
    await slow.endpoint.send(Buffer.from('RFMI', 'latin1'));
    for (const [index, x] of inputs.entries()) expect(await other.step(index / 2, x)).toBe(outputs[index]);
    expect(await slow.receive()).toMatchObject({ code: 'fatl' });
    expect(await slow.receive()).toBeUndefined();
    expect(log.filter(({ connection, level }) => connection === 2 && level === 'warning')).toEqual([
      {
        level: 'warning',
        event: 'fatal',
        text: expect.stringMatching(/^127\.0\.0\.1:\d+: the rest of a message does not come$/) as string,
        connection: 2,
      },
    ]);
    expect(await other.ask({ code: 'SDWN' })).toMatchObject({ code: 'sdwn' });
  });

  it('hold back a client that does not read its answers', async () => {
    const { log, join } = await start(0);
    const client = await join();
    await client.hello();
    await client.ask({ code: 'FSEL', name: 'integrator' });
    const before = process.memoryUsage().arrayBuffers;
    const sent = Promise.allSettled(Array.from({ length: 100_000 }, () => client.send({ code: 'FXML' })));
    await until(() => log.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 300)); // time to take more than it should
    // The answers would be 90 MB.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20e6);
    for (let left = 100_000; left > 0; --left) expect((await client.receive())?.code).toBe('fxml');
    await sent;
  });
});
