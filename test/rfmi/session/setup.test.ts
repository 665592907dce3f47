// Selection and frame setup (RFMI 3.1, 3.2).
import { codeNumber } from '../../../src/rfmi/wire/codec.js';
import type { EXTENSION_COMMANDS } from '../../../src/rfmi/wire/extension.js';
import type { Message } from '../../../src/rfmi/wire/messages.js';
import { describe, expect, it } from 'vitest';
import { COMMAND, Driven, hex } from './drive.js';
import { TWO } from './fake-fmus.js';
import { Allowance } from '../../../src/transport/allowance.js';
import type { SubFrame } from '../../../src/runtime/frames.js';

const define = (id: number, ...subFrames: SubFrame[]) => ({ code: 'DFRM', frame: { id, subFrames } }) as const;
const select = (name: string) => ({ code: 'FSEL', name }) as const;
const REAL = { type: 0x0031, references: [0, 6] };

async function selected(name = 'two', options = {}): Promise<Driven> {
  const driven = new Driven(false, options);
  await driven.say(select(name));
  return driven;
}

describe('LFMU', () => {
  it('lists the FMUs with their FMI versions', async () => {
    expect(await new Driven().say(COMMAND.LFMU)).toEqual({
      code: 'lfmu',
      fmus: [
        { fmiMajor: 1, fmiMinor: 0, kind: 0, capabilities: 0, name: 'one' },
        { fmiMajor: 2, fmiMinor: 0, kind: 0, capabilities: 0, name: 'two' },
        { fmiMajor: 3, fmiMinor: 0, kind: 0, capabilities: 0, name: 'three' },
      ],
    });
  });
});

describe('FSEL', () => {
  it('answers with every variable under every name', async () => {
    const answer = await new Driven().say(select('three'));
    expect(answer).toMatchObject({ code: 'fsel', name: 'three' });
    const { variables } = answer as unknown as { variables: { name: string }[] };
    expect(variables.map(({ name }) => name)).toEqual([
      'time',
      'x',
      'xx',
      'u',
      'k',
      't',
      'n',
      'mode',
      'm',
      'b',
      'nb',
      's',
      'st',
      'blob',
      'copy',
    ]);
  });

  it('of a name that is not there is declined with the names that are, and changes nothing', async () => {
    const driven = await selected();
    await driven.say(define(0x8000_0000, REAL));
    expect(await driven.say(select('twö\n'))).toEqual({
      code: 'nack',
      errorCode: 0,
      message: String.raw`there is no FMU "twö\n" here; there is "one", "two", "three"`,
    });
    expect(driven.session.phase).toBe('frameSetup');
    expect(await driven.say(COMMAND.LFRM)).toHaveProperty('frames.length', 4);
  });

  it('starts afresh: the frames of before are gone (3.2.5)', async () => {
    const driven = await selected();
    const before = await driven.say(COMMAND.LFRM);
    await driven.say(define(0x8000_0000, REAL), define(1, REAL));
    expect(await driven.say(COMMAND.LFRM)).not.toEqual(before);
    await driven.say(select('two'));
    expect(await driven.say(COMMAND.LFRM)).toEqual(before);
  });

  it('of an FMU in one session leaves the frames of another as they are', async () => {
    const first = await selected();
    const second = await selected();
    await first.say(define(2, REAL));
    expect(await second.say(COMMAND.LFRM)).not.toEqual(await first.say(COMMAND.LFRM));
  });
});

describe('FXML (3.2.2)', () => {
  it('answers with the bytes of the file', async () => {
    expect(await (await selected()).say(COMMAND.FXML)).toEqual({ code: 'fxml', xml: Buffer.from(TWO.xml) });
  });
});

describe('LFRM (3.2.4)', () => {
  it('lists frame 0 without sub-frames, inputs, outputs, and what was defined', async () => {
    const driven = await selected('one');
    await driven.say(define(0xffff_ffff, { type: 0x0011, references: [1, 1] }), define(0x8000_0000));
    expect(await driven.say(COMMAND.LFRM)).toEqual({
      code: 'lfrm',
      frames: [
        { id: 0, subFrames: [] },
        {
          id: 1,
          subFrames: [
            { type: 0x0031, references: [1] },
            { type: 0x0011, references: [0] },
          ],
        },
        {
          id: 2,
          subFrames: [
            { type: 0x0031, references: [0, 4, 5] },
            { type: 0x0011, references: [1] },
          ],
        },
        { id: 0xffff_ffff, subFrames: [{ type: 0x0011, references: [1, 1] }] },
        { id: 0x8000_0000, subFrames: [] },
      ],
    });
  });
});

describe('DFRM (3.2.5)', () => {
  it.each([1, 2, 0x8000_0000, 0x8000_0001, 0xffff_ffff])('defines the frame %i, and again', async (id) => {
    const driven = await selected();
    expect(await driven.say(define(id, REAL))).toEqual({ code: 'dfrm' });
    expect(await driven.say(define(id))).toEqual({ code: 'dfrm' });
    const { frames } = (await driven.say(COMMAND.LFRM)) as unknown as { frames: { id: number }[] };
    expect(frames.filter((frame) => frame.id === id)).toEqual([{ id, subFrames: [] }]);
  });

  it.each([0, 3, 4, 0x0fff_ffff, 0x1000_0000, 0x1000_0001, 0x7fff_ffff])('declines the frame %i', async (id) => {
    const driven = await selected();
    const before = await driven.say(COMMAND.LFRM);
    const message = `the frame ${id} cannot be defined; frames 1 and 2 and those from 0x80000000 on can`;
    expect(await driven.say(define(id, REAL))).toEqual({ code: 'nack', errorCode: 0, message });
    expect(await driven.say(COMMAND.LFRM)).toEqual(before);
  });

  const none = (type: string, reference: number): string =>
    `no variable of type ${type} has the value reference ${reference}`;
  it.each([
    ['a value reference that does not exist', 'two', { type: 0x0031, references: [0, 77] }, none('0x0031', 77)],
    ['a type that does not fit', 'two', { type: 0x0021, references: [1, 6] }, none('0x0021', 6)],
    ['an array, which is not shown', 'three', { type: 0x0031, references: [14] }, none('0x0031', 14)],
    [
      'Boolean of FMI 1.0 for 2.0',
      'two',
      { type: 0x0011, references: [0] },
      'an FMU of FMI 2.0 has no values of type 0x0011',
    ],
    [
      'Boolean of FMI 1.0 for 3.0',
      'three',
      { type: 0x0011, references: [8] },
      'an FMU of FMI 3.0.1 has no values of type 0x0011',
    ],
    [
      'Boolean2 for FMI 1.0',
      'one',
      { type: 0x0012, references: [0] },
      'an FMU of FMI 1.0 has no values of type 0x0012',
    ],
    ['Binary for FMI 1.0', 'one', { type: 0x0051, references: [] }, 'an FMU of FMI 1.0 has no values of type 0x0051'],
    ['Binary for FMI 2.0', 'two', { type: 0x0051, references: [] }, 'an FMU of FMI 2.0 has no values of type 0x0051'],
    [
      'a type that does not exist',
      'three',
      { type: 0x0099, references: [] },
      'an FMU of FMI 3.0.1 has no values of type 0x0099',
    ],
  ])('declines %s', async (_what, fmu, subFrame, message) => {
    const driven = await selected(fmu);
    const before = await driven.say(COMMAND.LFRM);
    expect(await driven.say(define(0x8000_0000, subFrame))).toEqual({ code: 'nack', errorCode: 0, message });
    expect(await driven.say(COMMAND.LFRM)).toEqual(before);
  });

  it('takes Binary for FMI 3.0', async () => {
    const driven = await selected('three');
    expect(await driven.say(define(0x8000_0000, { type: 0x0051, references: [12, 13] }))).toEqual({ code: 'dfrm' });
  });

  it('has bounds: 1024 frames', async () => {
    const driven = await selected();
    for (let index = 0; index < 1024; ++index) await driven.say(define(0x8000_0000 + index, REAL));
    expect(await driven.say(COMMAND.LFRM)).toHaveProperty('frames.length', 3 + 1024);
    expect(await driven.say(define(0x8000_0400))).toEqual({
      code: 'nack',
      errorCode: 0,
      message: 'a session may define 1024 frames',
    });
    expect(await driven.say(define(0x8000_03ff, REAL, REAL))).toEqual({ code: 'dfrm' });
    expect(await driven.say(define(1, REAL))).toEqual({ code: 'dfrm' });
  });

  /** A frame of so many value references: each of them takes 16 bytes. */
  const many = (references: number): { type: number; references: number[] } => ({
    type: 0x0031,
    references: new Array<number>(references).fill(0),
  });

  it('has bounds: what its frames take of memory', async () => {
    const driven = await selected();
    for (const id of [0x8000_0000, 0x8000_0001, 1]) {
      expect(await driven.say(define(id, many(1_000_000)))).toEqual({ code: 'dfrm' });
    }
    const declined = {
      code: 'nack',
      errorCode: 0,
      message: 'the frame 2 cannot be defined: that is more than the server keeps for a session (67108864 bytes)',
    };
    expect(await driven.say(define(2, many(1_200_000)))).toEqual(declined);
    expect(
      await driven.say({
        code: 'DFRM',
        frame: { id: 2, subFrames: new Array<SubFrame>(200_000).fill(many(0)) },
      }),
    ).toEqual(declined);
    // Defined anew with fewer, it leaves room for others; and a selection forgets all of them.
    expect(await driven.say(define(1), define(2, many(1_200_000)))).toEqual({ code: 'dfrm' });
    expect(await driven.say(COMMAND.FSEL)).toMatchObject({ code: 'fsel' });
    for (const id of [0x8000_0000, 0x8000_0001, 1]) {
      expect(await driven.say(define(id, many(1_000_000)))).toEqual({ code: 'dfrm' });
    }
  });

  it('has bounds together with all other sessions of its server, until it ends', async () => {
    const kept = new Allowance('all sessions together', 20_000);
    const [one, other] = [await selected('two', { kept }), await selected('two', { kept })];
    expect(await one.say(define(1, many(1000)))).toEqual({ code: 'dfrm' });
    expect(await other.say(define(1, many(1000)))).toMatchObject({
      code: 'nack',
      message: expect.stringContaining('for all sessions together (20000 bytes)') as string,
    });
    await one.session.close();
    expect(kept.taken).toBe(0);
    expect(await other.say(define(1, many(1000)))).toEqual({ code: 'dfrm' });
  });

  it('makes frames that outlive SDWN', async () => {
    const driven = await selected();
    await driven.say(define(0x8000_0000, REAL), define(2, { type: 0x0021, references: [1] }));
    const before = await driven.say(COMMAND.LFRM);
    await driven.say(COMMAND.INIT, COMMAND.SIMS, COMMAND.SDWN);
    expect(await driven.say(COMMAND.LFRM)).toEqual(before);
    await driven.say(COMMAND.INIT, COMMAND.SIMS);
    expect(await driven.say({ code: 'GETV', frame: 2 })).toEqual({ code: 'getv', frame: 2, values: hex('05000000') });
  });
});

/** The commands of the extension. */
const EXTENSION = {
  XTND: { code: 'XTND', version: 1, eventMode: true, earlyReturn: true },
  XDIM: { code: 'XDIM' },
  XCFG: { code: 'XCFG' },
  XCFE: { code: 'XCFE' },
  XEVT: { code: 'XEVT' },
  XUPD: { code: 'XUPD' },
  XSTM: { code: 'XSTM' },
  XIVL: { code: 'XIVL', fractions: false, clocks: [] },
} as const satisfies { readonly [Code in keyof typeof EXTENSION_COMMANDS]: Message<Code> };

describe('what a session does not know', () => {
  it.each([
    [0x575a_5958, '0x575A5958 (XYZW)'],
    [0x1020_3040, '0x10203040'],
  ])('the command %i is unsupported, and the session goes on', async (number, name) => {
    const driven = await selected();
    expect(await driven.session.handle({ code: undefined, number, flags: 0 }, 'little')).toEqual({
      code: 'unsp',
      errorCode: 0,
      message: `the command ${name} is not known`,
    });
    expect(await driven.say(COMMAND.FXML)).toHaveProperty('code', 'fxml');
  });

  it.each(Object.values(EXTENSION).filter(({ code }) => code !== 'XTND'))(
    '$code is as unknown as any other without an agreement',
    async (command) => {
      const number = codeNumber(command.code);
      for (const driven of [new Driven(), await selected(), await new Driven().simulate('three')]) {
        const { phase } = driven.session;
        const answer = await driven.say(command);
        expect(answer).toEqual(await driven.session.handle({ code: undefined, number, flags: 0 }, 'little'));
        expect(answer).toHaveProperty('code', 'unsp');
        expect(await driven.say({ ...command, flags: 7 })).toEqual(answer);
        expect(driven.session.phase).toBe(phase);
      }
    },
  );

  it.each(Object.values(COMMAND))('1.3.3: flags of $code are unsupported', async (command) => {
    const driven = await selected();
    expect(await driven.say({ ...command, flags: 0x10 })).toEqual({
      code: 'unsp',
      errorCode: 0,
      message: `the flags 0x00000010 of ${command.code} have no meaning; send 0`,
    });
    expect(driven.session.phase).toBe('frameSetup');
  });

  it('2.1: a second hello is an error', async () => {
    const driven = await selected();
    expect(await driven.say(COMMAND.RFMI)).toMatchObject({ code: 'eror', errorCode: 1 });
    expect(driven.session.phase).toBe('frameSetup');
  });
});
