// The extension XTND over a connection: arrays in the bytes of commands, a session that is gone on with, what the client makes
// of it, and clients and servers of which one does not know it.
import { describe, expect, it, onTestFinished } from 'vitest';
import { RfmiClient } from '../../../src/rfmi/client/client.js';
import { RfmiServer } from '../../../src/rfmi/server/server.js';
import { encodeMessage } from '../../../src/rfmi/wire/codec.js';
import type { Command } from '../../../src/rfmi/wire/messages.js';
import { encodeValues } from '../../../src/runtime/frame-values.js';
import { parseModelDescription } from '../../../src/fmu/model-description.js';
import { endpointPair } from '../../../src/transport/pair.js';
import type { Endpoint } from '../../../src/transport/endpoint.js';
import { SELECT, ScriptedServer, connected, hello } from '../client/scripted-server.js';
import { ALL, SET_ROWS } from '../session/drive-extended.js';
import { EXTENDED_XML, ExtendedModel, REAL, TICK, TIMER, VECTOR, ECHO, CLOCK } from '../session/extended-model.js';
import { RawClient } from './raw-client.js';

const xml = Buffer.from(EXTENDED_XML);
const description = parseModelDescription(xml);

async function start(): Promise<{ server: RfmiServer; models: ExtendedModel[]; join: () => Endpoint }> {
  const models: ExtendedModel[] = [];
  const instantiate = (_signal?: AbortSignal, eventMode = false): Promise<ExtendedModel> => {
    models.push(new ExtendedModel(eventMode));
    return Promise.resolve(models.at(-1)!);
  };
  const server = await RfmiServer.start({ catalogue: [{ name: 'extended', description, xml, instantiate }] });
  onTestFinished(() => server.close());
  const join = (): Endpoint => {
    const [here, there] = endpointPair();
    server.attach(there);
    return here;
  };
  return { server, models, join };
}

const vector = (elements: number) => ({ type: REAL, references: [VECTOR], elements: [elements] });

describe('a session with the extension', () => {
  it('is gone on with on another connection, and a command whose answer was lost is carried out once', async () => {
    const { models, join } = await start();
    const first = new RawClient(join());
    const session = await first.hello();
    for (const command of [ALL.XTND, ALL.FSEL, ALL.INIT, ALL.XCFG, SET_ROWS(3n)]) await first.ask(command);
    first.endpoint.abort();
    const second = new RawClient(join());
    expect(await second.hello(session)).toBe(session);
    // The same bytes get the answer that is kept.
    expect(await second.ask(SET_ROWS(3n))).toEqual({ code: 'setv', flags: 0 });
    expect(models[0]?.calls).toEqual(['enterConfiguration', 'set']);
    const set: Command = { code: 'SETV', frame: [vector(3)], values: encodeValues([vector(3)], [1, 2, 3]) };
    for (const command of [ALL.XCFE, set, ALL.SIMS]) {
      expect(await second.ask(command)).toHaveProperty('code', command.code.toLowerCase());
    }
    second.endpoint.abort();
    const third = new RawClient(join(), 'big');
    expect(await third.hello(session)).toBe(session);
    for (const command of [ALL.XUPD, ALL.XSTM, ALL.XEVT, { ...ALL.XIVL, clocks: [TIMER] }]) {
      expect(await third.ask(command)).toHaveProperty('code', command.code.toLowerCase());
    }
    await third.endpoint.close();
  });

  it('is there to come back to from the agreement on', async () => {
    const { join } = await start();
    const first = new RawClient(join());
    const session = await first.hello();
    const agreed = await first.ask(ALL.XTND);
    first.endpoint.abort();
    const second = new RawClient(join());
    expect(await second.hello(session)).toBe(session);
    expect(await second.ask(ALL.XTND)).toEqual(agreed);
    await second.endpoint.close();
  });

  it.each(['little', 'big'] as const)('answers whatever hostile bytes come: %s', async (order) => {
    const { join } = await start();
    const client = new RawClient(join(), order);
    await client.hello();
    for (const command of [ALL.XTND, ALL.FSEL, ALL.INIT]) await client.ask(command);
    const bytes = (command: Command): Buffer => Buffer.from(encodeMessage(command, order));
    const write = (to: Buffer, value: number, at: number): Buffer => {
      if (order === 'little') to.writeUInt32LE(value, at);
      else to.writeUInt32BE(value, at);
      return to;
    };
    const get = bytes({ code: 'GETV', frame: [vector(2)] });
    const hostile = [
      write(Buffer.from(get), 0xffff_ffff, get.length - 4), // so many elements
      write(Buffer.from(get), 0, get.length - 4),
      write(Buffer.from(get), 0xffff_ffff, get.length - 12), // so many references
      write(Buffer.from(get.subarray(0, -4)), get.length - 4, order === 'little' ? 8 : 12), // no elements
      write(bytes({ ...ALL.XIVL, clocks: [TIMER] }), 0x7fff_ffff, 0x14),
      bytes({ code: 'DFRM', frame: { id: 0x8000_0000, subFrames: [vector(0xffff_ffff)] } }),
      bytes({ code: 'SETV', frame: [vector(2)], values: Buffer.alloc(15) }),
    ];
    for (const each of hostile)
      expect(await client.ask(each)).toHaveProperty('code', expect.stringMatching(/eror|nack/));
    expect(await client.ask(ALL.SIMS)).toHaveProperty('code', 'sims');
    await client.endpoint.close();
  });
});

describe('the client', () => {
  it.each(['little', 'big'] as const)('speaks the extension: %s', async (byteOrder) => {
    const { models, join } = await start();
    const client = await RfmiClient.connect(join(), { byteOrder });
    const extended = (await client.extend())!;
    expect(extended.agreement).toMatchObject({ version: 1, eventMode: true, earlyReturn: true });
    expect(client.extended).toBe(extended);
    await client.selectFmu('extended');
    await client.defineFrame({ id: 0x8000_0000, subFrames: [vector(2)] });
    await client.beginInitialization();
    await extended.enterConfiguration();
    await client.set({ rows: 3n });
    await extended.exitConfiguration();
    expect((await extended.dimensions()).map(({ sizes }) => sizes)).toEqual([[3], [3, 1], [2]]);
    await client.setVariables(0x8000_0000, [1, 2, 3]);
    await client.beginSimulation(0);
    models[0]?.events.push({
      newDiscreteStatesNeeded: true,
      terminateSimulation: false,
      nominalsChanged: false,
      valuesChanged: true,
      nextEventTime: 3,
    });
    expect(await extended.updateDiscreteStates()).toMatchObject({ newDiscreteStatesNeeded: true, nextEventTime: 3 });
    await client.setVariables([{ type: CLOCK, references: [TICK] }], [true]);
    models[0]!.intervals = [{ counter: 3n, resolution: 10n, qualifier: 'changed' }];
    expect(await extended.intervals([TIMER], true)).toEqual(models[0]?.intervals);
    models[0]!.intervals = [{ counter: 0.5, resolution: undefined, qualifier: 'unchanged' }];
    expect(await extended.intervals([TIMER], false)).toEqual(models[0]?.intervals);
    await extended.enterStepMode();
    models[0]!.stepEnd = { lastTime: 0.25, isEarly: true, needsEvent: true };
    const echo = { type: REAL, references: [ECHO], elements: [3] };
    const step = await client.step({ time: 0, size: 0.5, input: 0x8000_0000, values: [4, 5, 6] });
    expect(step).toMatchObject({ time: 0.25, early: true, eventsNeeded: true, ended: false });
    expect(await client.getVariables([echo])).toEqual([4, 5, 6]);
    await extended.enterEventMode();
    await client.reset();
    expect(await client.getVariables(0x8000_0000)).toEqual([7, 7]);
    await client.shutdown();
  });

  it('goes on without it where the server does not know it', async () => {
    const unknown = '756e7370 00000000 1c00000000000000 00000000 01000000 00 000000';
    const { client } = await connected(unknown, SELECT);
    expect(await client.extend()).toBeUndefined();
    expect(client.extended).toBeUndefined();
    expect((await client.selectFmu('m')).variables).toHaveLength(4);
    await client.close();
  });

  it('refuses a version that it has not asked for', async () => {
    const { client } = await connected('78746e64 00000000 1800000000000000 02000000 01 01 0000');
    await expect(client.extend()).rejects.toThrow('it has version 2 of the extension');
  });

  it('takes another session for as good until it has agreed, and no other after that', async () => {
    const agreed = '78746e64 00000000 1800000000000000 01000000 01 01 0000';
    const other = hello('22000000');
    const early = new ScriptedServer([hello(), 'cut'], [other, agreed, SELECT]);
    const client = await RfmiClient.connect(early.dial);
    expect((await client.extend())?.agreement.eventMode).toBe(true);
    await client.selectFmu('m');
    await client.close();

    const late = new ScriptedServer([hello(), agreed, 'cut'], [other, '736f6666 00000000 1000000000000000']);
    const bound = await RfmiClient.connect(late.dial);
    await bound.extend();
    await expect(bound.selectFmu('m')).rejects.toMatchObject({ kind: 'session-lost' });
  });
});
