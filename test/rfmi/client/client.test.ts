// A client against servers that are written down: what it says byte for byte, and how it takes what it is told.
import { describe, expect, it } from 'vitest';
import { RfmiClient } from '../../../src/rfmi/client/client.js';
import { ScriptedServer, SELECT, bytes, connected, failure, hello, hex } from './scripted-server.js';

function said(server: ScriptedServer, connection = 0): string[] {
  return (server.received[connection] ?? []).slice(1);
}

describe('hello', () => {
  it('asks for a new session in little-endian byte order, and knows what it is told', async () => {
    const { client, server } = await connected();
    expect(server.received[0]).toEqual([bytes('52464d49 00000000 1800000000000000 0100 0000 00000000')]);
    expect(client.session).toBe(0x11);
    expect(client.byteOrder).toBe('little');
    expect(client.version).toEqual({ major: 1, minor: 0 });
  });

  it('asks for big-endian byte order, and goes on in the order that the server chooses', async () => {
    const server = new ScriptedServer([hello(), '666f7266 00000000 0000000000000010']);
    const client = await RfmiClient.connect(server.dial, { byteOrder: 'big' });
    expect(server.received[0]).toEqual([bytes('494d4652 00000000 0000000000000018 0001 0000 00000000')]);
    expect(client.byteOrder).toBe('little');
  });

  it('goes on in big-endian byte order with a server that wants it so', async () => {
    const server = new ScriptedServer([
      '696d6672 00000000 0000000000000018 0001 0000 00000022',
      '74696e69 00000000 0000000000000010',
    ]);
    const client = await RfmiClient.connect(server.dial);
    expect(client.session).toBe(0x22);
    await client.beginInitialization();
    expect(said(server)).toEqual([bytes('54494e49 00000000 0000000000000010')]);
  });

  it('takes a server of a higher minor version, and bytes that a later version may add', async () => {
    const server = new ScriptedServer(['72666d69 00000000 2000000000000000 0100 0700 11000000 ffffffffffffffff']);
    const client = await RfmiClient.connect(server.dial);
    expect(client.version).toEqual({ major: 1, minor: 7 });
  });

  it.each([
    ['another major version', '72666d69 00000000 1800000000000000 0200 0000 11000000', /version 2\.0/],
    ['the session 0', hello('00000000'), /session is 0/],
    ['something else', '48545450 2f312e31 20343030 20426164 0d0a', /HTTP/],
    ['another answer', '666f7366 00000000 1000000000000000', /begins with/],
    ['nothing', '', /has 0 bytes/],
    ['a part', '72666d69 00000000 1800000000000000 0100', /24 bytes/],
  ])('refuses a server that answers with %s', async (_, reply, text) => {
    const error = await failure(RfmiClient.connect(new ScriptedServer([reply]).dial));
    expect(error.kind).toBe('protocol');
    expect(error.message).toMatch(text);
    expect(error.message).not.toContain('\n');
  });

  it('says what a server says that refuses it', async () => {
    const reply = '6661746c 00000000 2000000000000000 07000000 05000000 66756c6c 00 000000';
    const error = await failure(RfmiClient.connect(new ScriptedServer([reply]).dial));
    expect(error).toMatchObject({ kind: 'fatl', code: 'rfmi-fatl', errorCode: 7, text: 'full' });
  });

  it('gives up a server that says nothing', async () => {
    const server = new ScriptedServer(['silence']);
    const error = await failure(RfmiClient.connect(server.dial, { timeoutMilliseconds: 20 }));
    expect(error.kind).toBe('timeout');
  });
});

/** How a step ends of which nothing special is to be said. */
const undisturbed = { early: false, ended: false, eventsNeeded: false };

describe('commands', () => {
  it('lists and selects models', async () => {
    const { client, server } = await connected(
      '6c666d75 00000000 2400000000000000 01000000 0200 0000 0000 0000 02000000 6d 00 0000',
      SELECT,
    );
    expect(await client.listFmus()).toEqual([{ fmiMajor: 2, fmiMinor: 0, kind: 0, capabilities: 0, name: 'm' }]);
    const selected = await client.selectFmu('m');
    expect(selected.name).toBe('m');
    expect(selected.find('y')).toEqual({ kind: 0x0103, type: 0x31, reference: 1, name: 'y' });
    expect(said(server)).toEqual([
      bytes('4c464d55 00000000 1000000000000000'),
      bytes('4653454c 00000000 1800000000000000 02000000 6d000000'),
    ]);
  });

  it('asks for the model description', async () => {
    const { client } = await connected(
      '666d7866 00000000 1600000000000000 3c612f3e0a 00'.replace('666d7866', '66786d6c'),
    );
    expect((await client.modelDescription()).toString()).toBe('<a/>\n');
  });

  it('defines frames and lists them', async () => {
    const { client, server } = await connected(
      '6466726d 00000000 1000000000000000',
      `6c66726d 00000000 3000000000000000 02000000
       00000000 00000000
       01000000 01000000 3100 0000 01000000 07000000`,
    );
    await client.defineFrame({ id: 0x80000000, subFrames: [{ type: 0x31, references: [1, 2] }] });
    expect(await client.listFrames()).toEqual([
      { id: 0, subFrames: [] },
      { id: 1, subFrames: [{ type: 0x31, references: [7] }] },
    ]);
    expect(said(server)[0]).toBe(
      bytes('4446524d 00000000 2800000000000000 00000080 01000000 3100 0000 02000000 01000000 02000000'),
    );
  });

  it('sets and gets values of a frame that it describes', async () => {
    const { client, server } = await connected(
      '73657476 00000000 1000000000000000',
      '67657476 00000000 2400000000000000 00000010 00000000 000000000000f83f feffffff',
      '67657476 00000000 2400000000000000 00000010 00000000 000000000000f83f feffffff',
    );
    const frame = [
      { type: 0x31, references: [1] },
      { type: 0x21, references: [3] },
    ];
    await client.setVariables(frame, [0.5, -1]);
    expect(await client.getVariables(frame)).toEqual([1.5, -2]);
    expect(await client.getBytes(frame)).toEqual(hex('000000000000f83f feffffff'));
    const definition = '00000010 02000000 3100 0000 01000000 01000000 2100 0000 01000000 03000000';
    expect(said(server)).toEqual([
      bytes(`53455456 00000000 3c00000000000000 ${definition} 000000000000e03f ffffffff`),
      bytes(`47455456 00000000 3000000000000000 ${definition}`),
      bytes(`47455456 00000000 3000000000000000 ${definition}`),
    ]);
  });

  it('sets and gets variables by their names, in any order of types', async () => {
    const { client, server } = await connected(
      SELECT,
      '73657476 00000000 1000000000000000',
      `67657476 00000000 2c00000000000000 00000010 00000000 000000000000f83f 07000000 02000000 78 00 0000`,
    );
    await client.selectFmu('m');
    await client.set({ name: 'a', u: 2 });
    expect(await client.get(['n', 'name', 'y'])).toEqual([7, 'x', 1.5]);
    expect(said(server)[1]).toBe(
      bytes(`53455456 00000000 4000000000000000 00000010 02000000 3100 0000 01000000 00000000
        4100 0000 01000000 02000000 0000000000000040 02000000 61 00 0000`),
    );
    await expect(client.get(['z'])).rejects.toThrow('m has no variable "z"');
  });

  it('begins a simulation in one go and in three', async () => {
    const { client, server } = await connected(
      '696e6974 00000000 1000000000000000',
      '73696d73 00000000 1000000000000000',
      '73657870 00000000 1000000000000000',
      '65696e69 00000000 1000000000000000',
      '78696e69 00000000 1000000000000000',
    );
    await client.beginInitialization();
    await client.beginSimulation(1, 2);
    await client.setupExperiment(1);
    await client.enterInitialization();
    await client.exitInitialization();
    expect(said(server)).toEqual([
      bytes('494e4954 00000000 1000000000000000'),
      bytes('53494d53 00000000 2400000000000000 000000000000f03f 0000000000000040 01 000000'),
      bytes('53455850 00000000 2400000000000000 000000000000f03f 0000000000000000 00 000000'),
      bytes('45494e49 00000000 1000000000000000'),
      bytes('58494e49 00000000 1000000000000000'),
    ]);
  });

  it('steps with the frames of the server, which it asks for once', async () => {
    const step = '73746570 00000000 2800000000000000 000000000000e03f 02000000 00000000 000000000000f03f';
    const { client, server } = await connected(
      `6c66726d 00000000 4400000000000000 03000000
       00000000 00000000
       01000000 01000000 3100 0000 01000000 00000000
       02000000 01000000 3100 0000 01000000 01000000`,
      step,
      step,
    );
    const command = { time: 0.25, size: 0.25, input: 1, output: 2, values: [3] };
    expect(await client.step(command)).toEqual({
      time: 0.5,
      values: [1],
      bytes: hex('000000000000f03f'),
      ...undisturbed,
    });
    await client.step({ ...command, newStep: false, values: hex('0000000000000840') });
    const head = '53544550 00000000 3800000000000000 000000000000d03f 000000000000d03f';
    expect(said(server).slice(1)).toEqual([
      bytes(`${head} 01 00000000000000 01000000 02000000 0000000000000840`),
      bytes(`${head} 00 00000000000000 01000000 02000000 0000000000000840`),
    ]);
  });

  it('steps without frames, and in big-endian byte order', async () => {
    const server = new ScriptedServer([
      '696d6672 00000000 0000000000000018 0001 0000 00000022',
      '6d726664 00000000 0000000000000010',
      '70657473 00000000 0000000000000028 3fe0000000000000 80000000 00000000 3ff0000000000000',
    ]);
    const client = await RfmiClient.connect(server.dial, { byteOrder: 'big' });
    await client.defineFrame({ id: 0x80000000, subFrames: [{ type: 0x31, references: [1] }] });
    const answer = await client.step({ time: 0, size: 0.5, input: 0x80000000, output: 0x80000000, values: [3] });
    expect(answer).toEqual({ time: 0.5, values: [1], bytes: hex('3ff0000000000000'), ...undisturbed });
    expect(said(server)[1]).toBe(
      bytes(`50455453 00000000 0000000000000038 0000000000000000 3fe0000000000000 01 00000000000000
        80000000 80000000 4008000000000000`),
    );
  });

  it('ends simulation, session and connection', async () => {
    const { client, server } = await connected(
      '73727374 00000000 1000000000000000',
      '7364776e 00000000 1000000000000000',
      '736f6666 00000000 1000000000000000',
    );
    await client.reset();
    await client.shutdownSimulation();
    await client.shutdown();
    expect(said(server)).toEqual([
      bytes('53525354 00000000 1000000000000000'),
      bytes('5344574e 00000000 1000000000000000'),
      bytes('534f4646 00000000 1000000000000000'),
    ]);
    expect((await failure(client.listFmus())).kind).toBe('closed');
    await client.close();
  });

  it('carries out commands one after the other, from whatever caller', async () => {
    const { client, server } = await connected(
      '7364776e 00000000 1000000000000000',
      '696e6974 00000000 1000000000000000',
    );
    await Promise.all([client.shutdownSimulation(), client.beginInitialization()]);
    expect(said(server)).toHaveLength(2);
  });
});

describe('refusals', () => {
  it.each([
    ['eror', '65726f72', 'the server could not make a step: '],
    ['unsp', '756e7370', 'the server does not know how to make a step: '],
    ['nack', '6e61636b', 'the server declined to make a step: '],
  ])('are errors with the words of the server (%s), and the session goes on', async (kind, code, verb) => {
    const { client } = await connected(
      `${code} 00000000 2000000000000000 03000000 08000000 6e6f740a6e6f77 00`,
      '7364776e 00000000 1000000000000000',
    );
    const error = await failure(client.step({ time: 0, size: 1 }));
    expect(error).toMatchObject({ kind, code: `rfmi-${kind}`, command: 'STEP', errorCode: 3, text: 'not\nnow' });
    expect(error.message).toContain(verb);
    expect(error.message).not.toContain('\n');
    await client.shutdownSimulation();
  });

  it.each(['6661746c', '66617421'])('end the connection where the server says so (%s)', async (code) => {
    const { client } = await connected(`${code} 00000000 1c00000000000000 00000000 02000000 78 00 0000`);
    expect((await failure(client.step({ time: 0, size: 1 }))).kind).toBe('fatl');
    expect((await failure(client.listFmus())).kind).toBe('closed');
  });
});

describe('a server that does not keep to the protocol', () => {
  it.each([
    ['answers something else', '7364776e 00000000 1000000000000000', /it is 'sdwn'/],
    ['answers with an unknown code', '78797a7a 00000000 1000000000000000', /"xyzz"/],
    [
      'answers with the other byte order',
      '70657473 00000000 0000000000000020 0000000000000000 00000000 00000000',
      /bytes|code/,
    ],
    ['says that it is longer', '73746570 00000000 ff00000000000000 000000000000f03f 00000000 00000000', /255 bytes/],
    ['is too short', '73746570 00000000 1c00000000000000 000000000000f03f 00000000', /./],
    ['answers with another frame', '73746570 00000000 2000000000000000 000000000000f03f 07000000 00000000', /frame 7/],
  ])('and %s is given up', async (_, reply, text) => {
    const { client } = await connected(reply);
    const error = await failure(client.step({ time: 0, size: 1 }));
    expect(error.kind).toBe('protocol');
    expect(error.message).toMatch(text);
    expect((await failure(client.listFmus())).kind).toBe('closed');
  });

  it('but adds bytes after the values of a frame is understood: a later version may', async () => {
    const { client } = await connected(
      `67657476 00000000 2800000000000000 00000010 00000000 000000000000f83f ${'ff'.repeat(8)}`,
      `73746570 00000000 3000000000000000 000000000000f03f 00000000 00000000 ${'ff'.repeat(16)}`,
    );
    expect(await client.getVariables([{ type: 0x31, references: [1] }])).toEqual([1.5]);
    expect(await client.step({ time: 0, size: 1 })).toMatchObject({ time: 1, values: [] });
  });

  it('and says more than can be read is cut short', async () => {
    const length = 1_000_000;
    const head = Buffer.alloc(24);
    head.write('eror', 'latin1');
    head.writeBigUInt64LE(BigInt(24 + length), 8);
    head.writeUInt32LE(4, 16);
    head.writeUInt32LE(length, 20);
    const { client } = await connected(`${head.toString('hex')} ${'78'.repeat(length - 1)}00`);
    const error = await failure(client.listFmus());
    expect(error.text).toMatch(/^x{6000}\.\.\. \(993999 more characters\)$/);
    expect(error.message.length).toBeLessThan(7000);
  });

  it('and leaves out values is given up', async () => {
    const { client } = await connected('67657476 00000000 1c00000000000000 00000010 00000000 00000000');
    const error = await failure(client.getVariables([{ type: 0x31, references: [1] }]));
    expect(error.kind).toBe('protocol');
  });

  it('and does not answer in time is given up', async () => {
    const server = new ScriptedServer([hello(), 'silence']);
    const client = await RfmiClient.connect(server.dial, { timeoutMilliseconds: 30 });
    expect((await failure(client.beginInitialization())).kind).toBe('timeout');
    expect((await failure(client.listFmus())).kind).toBe('timeout');
  });
});
