import { describe, expect, it } from 'vitest';
import {
  codeNumber,
  decodeCommand,
  decodeResponse,
  encodeMessage,
  MalformedMessage,
  type ByteOrder,
} from '../../../src/rfmi/wire/codec.js';
import { COMMANDS, RESPONSES } from '../../../src/rfmi/wire/messages.js';
import { bytesOf, COMMAND_GOLDEN, messageOf, RESPONSE_GOLDEN, type Golden } from './golden.js';

const ORDERS = ['little', 'big'] as const;
const BOTH = [
  { golden: COMMAND_GOLDEN, decode: decodeCommand },
  { golden: RESPONSE_GOLDEN, decode: decodeResponse },
];
const CASES = BOTH.flatMap(({ golden, decode }) =>
  golden.flatMap((each) => ORDERS.map((order) => ({ title: `${each.title} (${order})`, golden: each, order, decode }))),
);

/** Numbers of the codes, as the specification gives them. */
const NUMBERS: Readonly<Record<string, number>> = {
  ...{ RFMI: 0x494d4652, rfmi: 0x696d6672, SOFF: 0x46464f53, soff: 0x66666f73, LFMU: 0x554d464c, lfmu: 0x756d666c },
  ...{ FSEL: 0x4c455346, fsel: 0x6c657366, FXML: 0x4c4d5846, fxml: 0x6c6d7866, LFRM: 0x4d52464c, lfrm: 0x6d72666c },
  ...{ DFRM: 0x4d524644, dfrm: 0x6d726664, INIT: 0x54494e49, init: 0x74696e69, GETV: 0x56544547, getv: 0x76746567 },
  ...{ SETV: 0x56544553, setv: 0x76746573, SIMS: 0x534d4953, sims: 0x736d6973, SEXP: 0x50584553, sexp: 0x70786573 },
  ...{ EINI: 0x494e4945, eini: 0x696e6965, XINI: 0x494e4958, xini: 0x696e6978, STEP: 0x50455453, step: 0x70657473 },
  ...{ SDWN: 0x4e574453, sdwn: 0x6e776473, SRST: 0x54535253, srst: 0x74737273 },
  ...{ XTND: 0x444e5458, xtnd: 0x646e7478, XDIM: 0x4d494458, xdim: 0x6d696478, XCFG: 0x47464358, xcfg: 0x67666378 },
  ...{ XCFE: 0x45464358, xcfe: 0x65666378, XEVT: 0x54564558, xevt: 0x74766578, XUPD: 0x44505558, xupd: 0x64707578 },
  ...{ XSTM: 0x4d545358, xstm: 0x6d747378, XIVL: 0x4c564958, xivl: 0x6c766978 },
  ...{ fatl: 0x6c746166, eror: 0x726f7265, unsp: 0x70736e75, nack: 0x6b63616e },
};

/** The message cut to `length` bytes, with a header that says so. */
function cut(bytes: Buffer, length: number, order: ByteOrder): Buffer {
  return withLength(Buffer.from(bytes.subarray(0, length)), order);
}

/** The bytes with what their number is as the message's length. */
function withLength(bytes: Buffer, order: ByteOrder): Buffer {
  if (order === 'little') bytes.writeBigUInt64LE(BigInt(bytes.length), 8);
  else bytes.writeBigUInt64BE(BigInt(bytes.length), 8);
  return bytes;
}

/** A little-endian message from hex, with the right length in its header. */
function little(code: string, hex: string): Buffer {
  const bytes = Buffer.concat([Buffer.from(code), Buffer.alloc(12), Buffer.from(hex.replace(/\s/g, ''), 'hex')]);
  return withLength(bytes, 'little');
}

describe('messages of RFMI', () => {
  it('all have an example', () => {
    const codes = (golden: readonly Golden[]) => [...new Set(golden.map((each) => messageOf(each, 'little').code))];
    expect(codes(COMMAND_GOLDEN).sort()).toEqual(Object.keys(COMMANDS).sort());
    expect(codes(RESPONSE_GOLDEN).sort()).toEqual(Object.keys(RESPONSES).sort());
  });

  it('have the numbers of the specification', () => {
    const codes = [...Object.keys(COMMANDS), ...Object.keys(RESPONSES)];
    expect(Object.fromEntries(codes.map((code) => [code, codeNumber(code)]))).toEqual(NUMBERS);
  });

  it.each(CASES)('are written as specified: $title', ({ golden, order }) => {
    expect(encodeMessage(messageOf(golden, order), order).toString('hex')).toBe(bytesOf(golden, order).toString('hex'));
  });

  it.each(CASES)('are read as specified: $title', ({ golden, order, decode }) => {
    expect(decode(bytesOf(golden, order), order, golden.extended)).toEqual(messageOf(golden, order));
  });

  it.each(CASES)('that end early are malformed: $title', ({ golden, order, decode }) => {
    const bytes = bytesOf(golden, order);
    const least = golden.least ?? bytes.length;
    for (let length = 0; length < bytes.length; ++length) {
      expect(() => decode(bytes.subarray(0, length), order, golden.extended), `${length} bytes`).toThrow(
        MalformedMessage,
      );
      if (length < 16) continue;
      const shorter = cut(bytes, length, order);
      if (length < least) {
        expect(() => decode(shorter, order, golden.extended), `${length} bytes, and the header agrees`).toThrow(
          MalformedMessage,
        );
      } else {
        const values = golden.values === undefined ? {} : { values: shorter.subarray(golden.values) };
        expect(decode(shorter, order, golden.extended)).toEqual({ ...messageOf(golden, order), ...values });
      }
    }
  });

  it.each(CASES)('with flags keep them: $title', ({ golden, order, decode }) => {
    const message = { ...messageOf(golden, order), flags: 0x8000_0001 };
    const bytes = encodeMessage(message, order);
    expect(bytes.subarray(4, 8).toString('hex')).toBe(order === 'little' ? '01000080' : '80000001');
    expect(decode(bytes, order, golden.extended)).toEqual(message);
  });

  it.each(CASES)('that are read in the wrong byte order are not understood: $title', ({ golden, order, decode }) => {
    expect(() => decode(bytesOf(golden, order), order === 'little' ? 'big' : 'little', golden.extended)).toThrow(
      MalformedMessage,
    );
  });

  it('keep their values as a view of what was received', () => {
    const bytes = little('SETV', '01000000 00000000 0102030405060708');
    const { values } = decodeCommand(bytes, 'little') as { values: Buffer };
    bytes[24] = 9;
    expect(values[0]).toBe(9);
  });

  it('do not disturb each other in memory', () => {
    const first = encodeMessage({ code: 'FSEL', name: 'first' }, 'little');
    const before = first.toString('hex');
    encodeMessage({ code: 'FSEL', name: 'other' }, 'little');
    expect(first.toString('hex')).toBe(before);
  });

  it('can be long', () => {
    const xml = Buffer.alloc(300_000, '<');
    const bytes = encodeMessage({ code: 'fxml', xml }, 'big');
    expect(bytes.length).toBe(300_017);
    expect(bytes.subarray(0, 16).toString('hex')).toBe('6c6d7866' + '00000000' + '00000000000493f1');
    const decoded = decodeResponse(bytes, 'big');
    expect(decoded.code === 'fxml' && decoded.xml.equals(xml)).toBe(true);
    expect(encodeMessage({ code: 'SOFF' }, 'big').length).toBe(16);
  });

  it('that failed to be written leave no trace in the next one', () => {
    const broken = { code: 'FSEL', name: 7 } as never;
    expect(() => encodeMessage(broken, 'little')).toThrow(TypeError);
    expect(encodeMessage({ code: 'SOFF' }, 'little').toString('latin1', 0, 4)).toBe('SOFF');
  });

  it('cannot be written with a code that does not exist', () => {
    expect(() => encodeMessage({ code: 'HELO' } as never, 'little')).toThrow("there is no message 'HELO'");
  });
});

describe('decision', () => {
  it("fatal-code: 0x6C746166 is sent; 'fat!' is understood too", () => {
    const bytes = encodeMessage({ code: 'fatl', errorCode: 0, message: 'x' }, 'little');
    expect(bytes.toString('latin1', 0, 4)).toBe('fatl');
    const fatl = { code: 'fatl', flags: 0, errorCode: 0, message: 'x' };
    expect(decodeResponse(bytes, 'little')).toEqual(fatl);
    expect(decodeResponse(little('fat!', '00000000 02000000 7800'), 'little')).toEqual(fatl);
    expect(
      decodeResponse(Buffer.from('2174616600000000000000000000001a0000000000000002' + '7800', 'hex'), 'big'),
    ).toEqual(fatl);
  });

  it("error-code: the four bytes are 'eror'", () => {
    const bytes = encodeMessage({ code: 'eror', errorCode: 0, message: '' }, 'little');
    expect(bytes.toString('latin1', 0, 4)).toBe('eror');
  });

  it('failure-length: 24 bytes, the text and its padding; the length field of the message counts', () => {
    const bytes = encodeMessage({ code: 'nack', errorCode: 0, message: 'four' }, 'little');
    expect(bytes.length).toBe(24 + 8);
    expect(bytes.readBigUInt64LE(8)).toBe(32n);
    const unpadded = little('nack', '00000000 05000000 666f757200');
    const padded = little('nack', '00000000 05000000 666f757200 000000');
    const longer = little('nack', '00000000 05000000 666f757200 000000 0000000000000000');
    const nack = { code: 'nack', flags: 0, errorCode: 0, message: 'four' };
    for (const each of [unpadded, padded, longer]) expect(decodeResponse(each, 'little')).toEqual(nack);
  });

  it('failure-text: its length counts the zero and not the padding', () => {
    const bytes = encodeMessage({ code: 'eror', errorCode: 1, message: 'ab' }, 'big');
    expect(bytes.subarray(0x10).toString('hex')).toBe('00000001' + '00000003' + '61620000');
  });

  it('name-padding: 4 bytes in lfmu and for variables, 8 bytes for the name of the FMU in fsel', () => {
    const lfmu = { code: 'lfmu', fmus: [{ fmiMajor: 2, fmiMinor: 0, kind: 0, capabilities: 0, name: 'ab' }] } as const;
    expect(encodeMessage(lfmu, 'little').length).toBe(0x14 + 12 + 4);
    const variables = [{ kind: 3, type: 0x31, reference: 0, name: 'ab' }];
    expect(encodeMessage({ code: 'fsel', name: 'ab', variables }, 'little').length).toBe(0x18 + 8 + 12 + 4);
    expect(encodeMessage({ code: 'fsel', name: 'abcd', variables: [] }, 'little').length).toBe(0x20 + 8);
  });

  it('fsel-count: the count stands at the next multiple of 8 from the start of the message', () => {
    for (const [name, place] of [
      ['', 0x18],
      ['abc', 0x18],
      ['abcd', 0x20],
      ['abcdefghijk', 0x20],
      ['abcdefghijkl', 0x28],
    ] as const) {
      const variables = [{ kind: 0, type: 0x31, reference: 0, name: '' }];
      const bytes = encodeMessage({ code: 'fsel', name, variables }, 'little');
      expect(bytes.readBigUInt64LE(place), name).toBe(1n);
    }
  });

  it('definitions: they follow each other without padding', () => {
    const subFrames = [{ type: 0x31, references: [1] }];
    const frames = [
      { id: 1, subFrames },
      { id: 2, subFrames },
    ];
    const bytes = encodeMessage({ code: 'lfrm', frames }, 'little');
    expect(bytes.readUInt32LE(0x14)).toBe(1);
    expect(bytes.readUInt32LE(0x28)).toBe(2);
    expect(bytes.length).toBe(0x3c);
  });

  it('dynamic-values: they begin at the next multiple of 8 from the start of the message', () => {
    const values = Buffer.from('0123456789abcdef', 'hex');
    for (const [count, place] of [
      [0, 0x20],
      [1, 0x28],
      [2, 0x28],
      [3, 0x30],
    ] as const) {
      const frame = [{ type: 0x31, references: Array<number>(count).fill(7) }];
      const bytes = encodeMessage({ code: 'SETV', frame, values }, 'little');
      expect(bytes.subarray(place).toString('hex')).toBe('0123456789abcdef');
      expect(decodeCommand(bytes, 'little')).toMatchObject({ values });
    }
  });

  it('dynamic-answer: identifier 0x10000000, a reserved word, values at 0x18', () => {
    const bytes = encodeMessage({ code: 'getv', frame: 0x1000_0000, values: Buffer.from('ff', 'hex') }, 'little');
    expect(bytes.subarray(0x10).toString('hex')).toBe('00000010' + '00000000' + 'ff');
  });

  it('sims-length: 36, the last three bytes being reserved', () => {
    for (const code of ['SIMS', 'SEXP'] as const) {
      const bytes = encodeMessage({ code, startTime: 0, stopTime: 0, stopTimeDefined: true }, 'little');
      expect(bytes.length).toBe(36);
      expect(bytes.subarray(0x20).toString('hex')).toBe('01000000');
    }
  });

  it('new-step: one byte, then seven without a meaning', () => {
    const body = '0000000000000000 0000000000000000 02ffffffffffffff 00000000 00000000';
    expect(decodeCommand(little('STEP', body), 'little')).toMatchObject({ newStep: true, input: 0 });
  });

  it('extra-bytes: what follows a message is skipped, wherever it can be told from the message', () => {
    const extra = 'ffffffffff';
    expect(decodeCommand(little('INIT', extra), 'little')).toEqual({ code: 'INIT', flags: 0 });
    expect(decodeCommand(little('RFMI', `0100 0000 00000000 ${extra}`), 'little')).toMatchObject({
      major: 1,
      session: 0,
    });
    expect(decodeCommand(little('FSEL', `02000000 6100 0000 ${extra}`), 'little')).toMatchObject({ name: 'a' });
    expect(decodeCommand(little('GETV', `02000000 00000000 ${extra}`), 'little')).toMatchObject({ frame: 2 });
    expect(decodeResponse(little('lfrm', `00000000 ${extra}`), 'little')).toMatchObject({ frames: [] });
  });

  it('reserved: bytes without a meaning are zero when sent and ignored when received', () => {
    expect(decodeCommand(little('GETV', '02000000 ffffffff'), 'little')).toMatchObject({ frame: 2 });
    const padded = decodeResponse(little('fsel', '01000000 00 ffffff 0000000000000000'), 'little');
    expect(padded).toMatchObject({ name: '', variables: [] });
    const definition = little('DFRM', '00000080 01000000 3100 ffff 00000000');
    expect(decodeCommand(definition, 'little')).toMatchObject({
      frame: { subFrames: [{ type: 0x31, references: [] }] },
    });
  });

  it('fxml: the bytes of the file, one zero, no padding', () => {
    // UTF-16, which has zeros of its own, and a length that is no multiple of 4.
    const xml = Buffer.from('fffe3c0061002f003e00', 'hex');
    const bytes = encodeMessage({ code: 'fxml', xml }, 'little');
    expect(bytes.subarray(16).toString('hex')).toBe('fffe3c0061002f003e00' + '00');
    expect(decodeResponse(bytes, 'little')).toMatchObject({ xml });
    expect(() => decodeResponse(little('fxml', '3c612f3e'), 'little')).toThrow(/does not end with a zero/);
  });

  it('text-zero: a text without its zero is malformed, and ends at its first zero', () => {
    expect(() => decodeCommand(little('FSEL', '00000000'), 'little')).toThrow(/does not end with a zero/);
    expect(() => decodeCommand(little('FSEL', '04000000 61626364'), 'little')).toThrow(/does not end with a zero/);
    expect(decodeCommand(little('FSEL', '06000000 616200630000'), 'little')).toMatchObject({ name: 'ab' });
    expect(encodeMessage({ code: 'FSEL', name: 'ab\0c' }, 'little').subarray(16).toString('hex')).toBe(
      '0300000061620000',
    );
  });

  it('text-encoding: bytes that are not UTF-8 become U+FFFD', () => {
    expect(decodeCommand(little('FSEL', '03000000 41ff00'), 'little')).toMatchObject({ name: 'A\ufffd' });
    expect(encodeMessage({ code: 'FSEL', name: '\ud800' }, 'little').subarray(16).toString('hex')).toBe(
      '04000000efbfbd00',
    );
  });

  it('unknown-code: its number and flags are told, so that it can be answered', () => {
    const unknown = little('XYZW', '0102');
    expect(decodeCommand(unknown, 'little')).toEqual({ code: undefined, number: 0x575a5958, flags: 0 });
    expect(decodeCommand(Buffer.from('58595a57' + '00000005' + '0000000000000010', 'hex'), 'big')).toEqual({
      code: undefined,
      number: 0x58595a57,
      flags: 5,
    });
    expect(decodeResponse(unknown, 'little')).toMatchObject({ code: undefined });
    // What one side says is unknown from the other.
    for (const { code } of [{ code: 'step' }, { code: 'fatl' }, { code: 'rfmi' }]) {
      expect(decodeCommand(little(code, '00'.repeat(40)), 'little')).toMatchObject({ code: undefined });
    }
    expect(decodeResponse(little('STEP', '00'.repeat(40)), 'little')).toMatchObject({ code: undefined });
  });

  it('array-sub-frames: the marker counts with XTND alone, and without it what is no array has none', () => {
    const bytes = little('DFRM', '00000080 01000000 3100 0100 01000000 07000000 02000000');
    const plain = { type: 0x31, references: [7] };
    expect(decodeCommand(bytes, 'little')).toMatchObject({ frame: { subFrames: [plain] } });
    expect(decodeCommand(bytes, 'little', true)).toMatchObject({ frame: { subFrames: [{ ...plain, elements: [2] }] } });
    // The other bits are still reserved.
    const reserved = little('DFRM', '00000080 01000000 3100 feff 01000000 07000000');
    expect(decodeCommand(reserved, 'little', true)).toHaveProperty('frame.subFrames', [plain]);
    expect(encodeMessage({ code: 'DFRM', frame: { id: 0x8000_0000, subFrames: [plain] } }, 'little')[0x1a]).toBe(0);
  });

  it('step-ends: three bytes that are reserved in the specification, so that a step without XTND has its bytes', () => {
    const answer = { code: 'step', time: 1, output: 0, eventsNeeded: false, early: false, ended: false } as const;
    const bytes = encodeMessage({ ...answer, values: Buffer.alloc(0) }, 'big');
    expect(bytes.length).toBe(32);
    expect(bytes.subarray(0x1c).toString('hex')).toBe('00000000');
    const foreign = little('step', '000000000000f03f 00000000 ffffffff');
    expect(decodeResponse(foreign, 'little')).toMatchObject({ eventsNeeded: false, early: false, ended: false });
    expect(decodeResponse(foreign, 'little', true)).toMatchObject({ eventsNeeded: true, early: true, ended: true });
  });
});

describe('numbers that lie', () => {
  const fsel = (count: string) => little('fsel', `02000000 6100 0000 ${count} ${'00'.repeat(56)}`);
  const cases: readonly (readonly [string, 'command' | 'response', Buffer])[] = [
    ['2^60 variables', 'response', fsel('0000000000000010')],
    ['2^53 variables', 'response', fsel('0000000000002000')],
    ['2^64 - 1 variables', 'response', fsel('ffffffffffffffff')],
    [
      'one variable more than there are',
      'response',
      little('fsel', '02000000 61000000 0200000000000000 0300 3100 01000000 02000000 7500 0000'),
    ],
    ['2^32 - 1 FMUs', 'response', little('lfmu', 'ffffffff 00000000')],
    ['2^32 - 1 frames', 'response', little('lfrm', 'ffffffff 00000000 00000000')],
    ['2^32 - 1 sub-frames', 'command', little('DFRM', '00000080 ffffffff 3100 0000 00000000')],
    ['2^32 - 1 references', 'command', little('DFRM', '00000080 01000000 3100 0000 ffffffff 00000000')],
    ['one reference more than there are', 'command', little('DFRM', '00000080 01000000 3100 0000 02000000 00000000')],
    ['2^32 - 1 sub-frames of a dynamic frame', 'command', little('GETV', '00000010 ffffffff')],
    ['a name of 2^32 - 1 bytes', 'command', little('FSEL', 'ffffffff 61000000')],
    ['a name of 2^31 bytes', 'command', little('FSEL', '00000080 61000000')],
    ['a name of one byte more than there are', 'command', little('FSEL', '05000000 61000000')],
    ['2^32 - 1 clocks', 'command', little('XIVL', '00 000000 ffffffff 07000000')],
    ['one clock more than there are', 'command', little('XIVL', '00 000000 02000000 07000000')],
    ['2^32 - 1 arrays', 'response', little('xdim', 'ffffffff 3100 0000 01000000 00000000')],
    ['2^32 - 1 dimensions', 'response', little('xdim', '01000000 3100 0000 01000000 ffffffff 01000000')],
    ['2^60 intervals', 'response', little('xivl', '0000000000000010')],
    ['one interval more than there are', 'response', little('xivl', `0200000000000000 ${'00'.repeat(32)}`)],
    ['2^32 - 1 arrays of a frame', 'command', little('DFRM', '00000080 01000000 3100 0100 ffffffff 00000000')],
    ['an array without its size', 'command', little('DFRM', '00000080 01000000 3100 0100 01000000 00000000')],
    ['a text of an error of 2^32 - 1 bytes', 'response', little('eror', '00000000 ffffffff 6100')],
  ];

  it.each(cases)('are malformed at once: %s', (_title, side, bytes) => {
    const decode = side === 'command' ? decodeCommand : decodeResponse;
    expect(() => decode(bytes, 'little', true)).toThrow(MalformedMessage);
  });

  it.each([
    '0f00000000000000',
    '1100000000000000',
    '0000000000000000',
    '1000000000000080',
    '1000000000002000',
    'ffffffffffffffff',
  ])('are malformed at once: a length of %s for 16 bytes', (length) => {
    const bytes = Buffer.from(`494e495400000000${length}`, 'hex');
    expect(() => decodeCommand(bytes, 'little')).toThrow(/the message says that it has \d+ bytes, and has 16/);
  });

  /** A frame of so many sub-frames, each with so many references. */
  const defining = (subFrames: number, references: number): Buffer => {
    const bytes = Buffer.alloc(24 + subFrames * (8 + 4 * references));
    little('DFRM', '').copy(bytes);
    bytes.writeUInt32LE(subFrames, 20);
    for (let at = 24; at < bytes.length; at += 8 + 4 * references) bytes.writeUInt32LE(references, at + 4);
    return withLength(bytes, 'little');
  };

  it.each([
    [131_072, 0],
    [116_508, 1],
    [1, 1_048_568],
  ])('may have many entries: %d sub-frames of %d references', (subFrames, references) => {
    expect(decodeCommand(defining(subFrames, references), 'little')).toMatchObject({ code: 'DFRM' });
  });

  it.each([
    [131_073, 0],
    [116_509, 1],
    [1, 1_048_569],
    [4_000_000, 0],
  ])('are malformed: more entries than are needed, %d sub-frames of %d references', (subFrames, references) => {
    expect(() => decodeCommand(defining(subFrames, references), 'little')).toThrow(/more than 1048576 entries/);
  });

  it('may have more entries in an answer, which delays no other client', () => {
    const bytes = Buffer.alloc(36 + 4 * 2_000_000);
    bytes.write('lfrm');
    bytes.writeUInt32LE(1, 16); // frames
    bytes.writeUInt32LE(1, 24); // sub-frames of the first
    bytes.writeUInt32LE(2_000_000, 32); // references of its first
    expect(decodeResponse(withLength(bytes, 'little'), 'little')).toMatchObject({ code: 'lfrm' });
  });

  it('are named with the place', () => {
    expect(() => decodeCommand(little('STEP', '00'.repeat(25)), 'little')).toThrow(
      'the message is too short (byte 40 of 41, input)',
    );
  });
});
