// A client whose connection ends: when it goes back to its session, what it says then, and when it gives up.
import net from 'node:net';
import { describe, expect, it } from 'vitest';
import { RfmiClient } from '../../../src/rfmi/client/client.js';
import { ScriptedServer, SELECT, bytes, connected, failure, hello, hex } from './scripted-server.js';

describe('a server that ends the connection between two commands', () => {
  it.each([
    ['6661746c 00000000 1c00000000000000 00000000 02000000 78 00 0000', 'little'],
    ['6c746166 00000000 000000000000001c 00000000 00000002 78 00 0000', 'big'],
  ] as const)('is quoted to the next caller (%s, %s)', async (said, byteOrder) => {
    const big = '696d6672 00000000 0000000000000018 0001 0000 01020304';
    const server = new ScriptedServer([byteOrder === 'big' ? big : hello()]);
    const client = await RfmiClient.connect(server.dial, { byteOrder });
    await server.say(said);
    await server.cut();
    expect(await failure(client.listFmus())).toMatchObject({ kind: 'fatl', command: 'LFMU', text: 'x' });
    expect((await failure(client.listFmus())).kind).toBe('connection');
    expect(server.received).toHaveLength(1);
  });

  it('is given up if it says anything else then', async () => {
    const { client, server } = await connected();
    await server.say('6c666d75 00000000 1400000000000000 00000000');
    expect(await failure(client.listFmus())).toMatchObject({
      kind: 'protocol',
      message: expect.stringContaining('answers nothing') as string,
    });
  });
});

describe('a connection that is lost', () => {
  it.each(['cut', 'close'])('is opened again with the session, and the command is repeated (%s)', async (how) => {
    const server = new ScriptedServer([hello(), how], [hello(), '696e6974 00000000 1000000000000000']);
    const client = await RfmiClient.connect(server.dial);
    await client.beginInitialization();
    expect(server.received[1]).toEqual([
      bytes('52464d49 00000000 1800000000000000 0100 0000 11000000'),
      bytes('494e4954 00000000 1000000000000000'),
    ]);
  });

  it('is opened again as often as it is lost', async () => {
    const server = new ScriptedServer(
      [hello(), 'cut'],
      ['cut'],
      [hello(), 'cut'],
      [hello(), '7364776e 00000000 1000000000000000'],
    );
    const client = await RfmiClient.connect(server.dial);
    await client.shutdownSimulation();
    expect(server.received).toHaveLength(4);
  });

  it('is an error if the server closes it in the place of the same answer again and again', async () => {
    const server = new ScriptedServer([hello(), 'close'], [hello(), 'close'], [hello(), 'close'], [hello(), 'close']);
    const client = await RfmiClient.connect(server.dial);
    const error = await failure(client.shutdownSimulation());
    expect(error.kind).toBe('connection');
    expect(error.message).toContain(
      'when the server was to end the simulation, again and again; its message of 16 bytes',
    );
    expect(server.received).toHaveLength(3);
  });

  it('is opened again for a new session where nothing has been selected yet', async () => {
    const list = '6c666d75 00000000 1400000000000000 00000000';
    const server = new ScriptedServer(
      [hello(), 'cut'],
      [hello('99000000'), list, SELECT, 'cut'],
      [hello('aa000000'), 'close'],
    );
    const client = await RfmiClient.connect(server.dial);
    expect(await client.listFmus()).toEqual([]);
    expect(client.session).toBe(0x99);
    await client.selectFmu('m');
    expect((await failure(client.listFmus())).kind).toBe('session-lost');
    expect(server.received[2]?.[0]).toBe(bytes('52464d49 00000000 1800000000000000 0100 0000 99000000'));
  });

  it('is an error if it is lost a hundred times before the same answer', async () => {
    const server = new ScriptedServer(...Array.from({ length: 101 }, () => [hello(), 'cut']));
    const client = await RfmiClient.connect(server.dial);
    const error = await failure(client.shutdownSimulation());
    expect([error.kind, server.received.length]).toEqual(['connection', 101]);
  });

  it('is an error if the server stops in the middle of the same answer again and again', async () => {
    let connections = 0;
    const half = '73647766 00000000 6400000000000000 0000';
    const server = net.createServer((socket) => {
      connections += 1;
      socket.on('error', () => undefined);
      socket.once('data', () => {
        socket.write(hex(hello()));
        socket.once('data', () => socket.write(hex(half)));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as net.AddressInfo;
      const client = await RfmiClient.connect({ port }, { messageTimeMilliseconds: 50 });
      const error = await failure(client.shutdownSimulation());
      expect(error.message).toContain('the rest of a message does not come when the server was to end the simulation');
      expect([error.kind, connections]).toEqual(['connection', 3]);
    } finally {
      server.close();
    }
  });

  it('is an error if the session is gone; the new session is ended', async () => {
    const server = new ScriptedServer([hello(), 'cut'], [hello('99000000'), '736f6666 00000000 1000000000000000']);
    const client = await RfmiClient.connect(server.dial);
    expect((await failure(client.beginInitialization())).kind).toBe('session-lost');
    expect(server.received[1]?.at(-1)).toBe(bytes('534f4646 00000000 1000000000000000'));
  });

  it('is an error at once if the client is not to go back', async () => {
    const server = new ScriptedServer([hello(), 'cut']);
    const client = await RfmiClient.connect(server.dial, { reconnectMilliseconds: 0 });
    const error = await failure(client.beginInitialization());
    expect(error.kind).toBe('connection');
    expect(error.message).toContain('(the server was to instantiate the model)');
  });

  it('does not make the server take a new command for a repetition', async () => {
    const done = '6c666d75 00000000 1400000000000000 00000000';
    const server = new ScriptedServer(
      [hello(), done],
      [hello(), '65726f72 00000000 1c00000000000000 00000000 02000000 78 00 0000', done],
    );
    const client = await RfmiClient.connect(server.dial);
    await client.listFmus();
    await server.cut();
    await client.listFmus();
    expect(server.received[1]?.slice(1)).toEqual([
      bytes('4c46524d 00000000 1000000000000000'),
      bytes('4c464d55 00000000 1000000000000000'),
    ]);
  });

  it('makes the server take a repetition for what it is', async () => {
    const done = '6c666d75 00000000 1400000000000000 00000000';
    const server = new ScriptedServer([hello(), done, 'cut'], [hello(), done]);
    const client = await RfmiClient.connect(server.dial);
    await client.listFmus();
    await client.listFmus();
    expect(server.received[1]?.slice(1)).toEqual([bytes('4c464d55 00000000 1000000000000000')]);
  });
});
