import { describe, expect, it } from 'vitest';
import { fc } from '../../random.js';
import { dumpCapture, type Dump } from '../../../src/rfmi/dump/dump.js';
import { COMMANDS, RESPONSES } from '../../../src/rfmi/wire/messages.js';
import { bytesOf, COMMAND_GOLDEN, messageOf, RESPONSE_GOLDEN } from '../wire/golden.js';

const ORDERS = ['little', 'big'] as const;

/** A message from its code, in little-endian order, and the hex of its body. */
function message(code: string, body = ''): Buffer {
  const bytes = Buffer.concat([Buffer.from(code), Buffer.alloc(12), Buffer.from(body.replace(/\s/g, ''), 'hex')]);
  bytes.writeUInt32LE(bytes.length, 8);
  return bytes;
}

const dump = (...parts: readonly Buffer[]): Dump => dumpCapture(Buffer.concat(parts));
const codes = ({ messages }: Dump) => messages.map(({ code }) => code);
const problems = (result: Dump) => result.problems.map(({ offset, text }) => `${offset}: ${text}`);
const values = (result: Dump, index: number) =>
  result.messages[index]?.values?.map(({ type, reference, name, value }) => [type, reference, name, value]);

const HELLO = message('RFMI', '0100 0000 00000000');
const FSEL = message(
  'fsel',
  '02000000 7000 0000 0200000000000000 0300 3100 01000000 02000000 7500 0000 0300 2100 01000000 02000000 6e00 0000',
);
/** Frame 0x80000000: real 1 and integer 1. */
const DFRM = message('DFRM', '00000080 02000000 3100 0000 01000000 01000000 2100 0000 01000000 01000000');
const BODY = '000000000000f83f 07000000';
const STEP = message('STEP', `0000000000000000 000000000000f03f 01 00000000000000 00000080 00000000 ${BODY}`);

describe('a dump', () => {
  it.each(ORDERS)('knows every message of the table (%s)', (order) => {
    const samples = [...COMMAND_GOLDEN, ...RESPONSE_GOLDEN];
    const { messages, problems: found } = dump(...samples.map((each) => bytesOf(each, order)));
    expect(found).toEqual([]);
    let offset = 0;
    for (const [index, sample] of samples.entries()) {
      const { code, flags, ...fields } = messageOf(sample, order);
      const length = bytesOf(sample, order).length;
      const row = { ...COMMANDS, ...RESPONSES }[code];
      const from = code in COMMANDS ? 'client' : 'server';
      const { title, section } = row;
      expect(messages[index]).toMatchObject({ offset, length, order, from, code, flags, title, section });
      expect(messages[index]?.fields).toEqual(fields);
      offset += length;
    }
  });

  it('of nothing is empty', () => expect(dump()).toMatchObject({ messages: [], problems: [] }));

  it('may begin in the middle, since codes show the byte order', () => {
    const big = dumpCapture(Buffer.from('54494e49' + '00000000' + '0000000000000010', 'hex'));
    expect(big.messages).toMatchObject([{ code: 'INIT', order: 'big' }]);
  });

  it('lets each side have its own byte order', () => {
    const answer = Buffer.from('696d6672 00000000 0000000000000018 0001 0000 12345678'.replaceAll(' ', ''), 'hex');
    const result = dump(HELLO, answer, message('LFMU'));
    expect(result.messages.map(({ code, order }) => [code, order])).toEqual([
      ['RFMI', 'little'],
      ['rfmi', 'big'],
      ['LFMU', 'little'],
    ]);
    expect(result.problems).toEqual([]);
  });

  it('says that one side changes its byte order, which only a hello may', () => {
    const big = Buffer.from('54494e49' + '00000000' + '0000000000000010', 'hex');
    expect(problems(dump(HELLO, big))).toEqual(['24: INIT is big-endian, what came before it is not']);
  });

  it('skips codes that it does not know by their length', () => {
    const result = dump(
      HELLO,
      message('HELO', '0102'),
      message('helo'),
      message('\x01\x02\x03\x04', 'ff'),
      message('INIT'),
    );
    expect(codes(result)).toEqual(['RFMI', 'HELO', 'helo', '0x04030201', 'INIT']);
    expect(result.messages.map(({ from }) => from)).toEqual(['client', 'client', 'server', undefined, 'client']);
    expect(result.messages[1]).toMatchObject({ title: undefined, fields: undefined, body: Buffer.from('0102', 'hex') });
    expect(result.problems).toEqual([]);
  });

  it('needs to be told the byte order of what only has codes that it does not know', () => {
    const unknown = message('HELO');
    expect(problems(dump(unknown))).toEqual([
      '0: the byte order is not known, since 48454c4f is no code of RFMI (--byte-order)',
    ]);
    expect(dumpCapture(unknown, 'little')).toMatchObject({ messages: [{ code: 'HELO' }], problems: [] });
    const big = Buffer.from('4f4c4548' + '00000000' + '0000000000000010', 'hex');
    expect(dumpCapture(big, 'big').messages).toMatchObject([{ code: 'HELO', order: 'big' }]);
  });

  it('reads on after a message that is malformed', () => {
    const result = dump(HELLO, message('FSEL', 'ffffffff 00'), message('INIT'));
    expect(codes(result)).toEqual(['RFMI', 'FSEL', 'INIT']);
    expect(result.messages[1]?.fields).toBeUndefined();
    expect(problems(result)).toEqual(['24: FSEL is malformed: the message is too short (byte 20 of 21, name)']);
  });

  it('says where a capture is cut off', () => {
    const stream = Buffer.concat([HELLO, STEP]);
    for (let end = 25; end < stream.length; ++end) {
      const result = dumpCapture(stream.subarray(0, end));
      expect(codes(result)).toEqual(['RFMI']);
      expect(result.problems.length).toBe(1);
      expect(result.problems[0]).toMatchObject({ offset: 24 });
    }
    expect(problems(dumpCapture(stream.subarray(0, 30)))).toEqual([
      '24: the capture ends within a header: 6 of 16 bytes',
    ]);
    expect(problems(dumpCapture(stream.subarray(0, 60)))).toEqual([
      '24: STEP has 60 bytes, and the capture ends after 36',
    ]);
  });

  it('ends where a length cannot be true', () => {
    const short = message('INIT');
    short.writeUInt32LE(15, 8);
    expect(problems(dump(HELLO, short, message('INIT')))).toEqual([
      '24: INIT says that it has 15 bytes; its header alone has 16',
    ]);
    const long = message('INIT');
    long.writeUInt32LE(0x2000_0000, 12);
    expect(problems(dump(long))[0]).toMatch(/^0: INIT has 2305843009213694000 bytes, and the capture ends after 16/);
  });
});

describe('values in a dump', () => {
  it('are known from a frame that was defined before, with the names of an answer to FSEL', () => {
    const result = dump(FSEL, DFRM, message('dfrm'), STEP);
    expect(values(result, 3)).toEqual([
      [0x31, 1, 'u', 1.5],
      [0x21, 1, 'n', 7],
    ]);
  });

  it('are known from the variables where the frame is that of the inputs or the outputs', () => {
    // Real 1 is an input, integer 2 and real 3 are outputs, real 4 is a local variable.
    const fsel = message(
      'fsel',
      '02000000 7000 0000 0400000000000000 0300 3100 01000000 02000000 7500 0000' +
        '0201 2100 02000000 02000000 6e00 0000 0301 3100 03000000 02000000 7900 0000 0304 3100 04000000 02000000 7a00 0000',
    );
    const setv = message('SETV', '01000000 00000000 000000000000f83f');
    const getv = message('getv', '02000000 00000000 0000000000000040 07000000');
    const result = dump(fsel, setv, getv);
    expect(values(result, 1)).toEqual([[0x31, 1, 'u', 1.5]]);
    expect(values(result, 2)).toEqual([
      [0x31, 3, 'y', 2],
      [0x21, 2, 'n', 7],
    ]);
    // In FMI 1.0 only what is discrete or continuous is an input: 0x0001 is a parameter.
    const fixed = message('fsel', '02000000 7000 0000 0100000000000000 0100 3100 01000000 02000000 6b00 0000');
    const lfmu = message('lfmu', '01000000 0100 0000 0000 0000 02000000 7000 0000');
    expect(values(dump(fixed, setv), 1)).toEqual([[0x31, 1, 'k', 1.5]]);
    expect(values(dump(lfmu, fixed, setv), 2)).toEqual([]);
  });

  it('are known from a list of frames', () => {
    const lfrm = message('lfrm', '01000000 01000000 01000000 3100 0000 01000000 05000000');
    const result = dump(lfrm, message('getv', '01000000 00000000 000000000000f83f'));
    expect(values(result, 1)).toEqual([[0x31, 5, undefined, 1.5]]);
  });

  it('are known from a dynamic frame, also in the answer to it', () => {
    const definition = '00000010 01000000 2100 0000 01000000 09000000';
    const setv = message('SETV', `${definition} 00000000 feffffff`);
    const ask = message('GETV', definition);
    const other = message('GETV', '00000010 01000000 3100 0000 01000000 03000000');
    const first = message('getv', '00000010 00000000 05000000');
    const second = message('getv', '00000010 00000000 000000000000f83f');
    expect(values(dump(setv), 0)).toEqual([[0x21, 9, undefined, -2]]);
    for (const stream of [
      [ask, other, first, second],
      [ask, first, other, second],
    ]) {
      const found = dump(...stream).messages.flatMap((each) => each.values ?? []);
      expect(found.map(({ value }) => value)).toEqual([5, 1.5]);
    }
    // A command that failed has no such answer.
    const failed = message('eror', '00000000 01000000 00');
    expect(values(dump(ask, failed, other, second), 3)).toEqual([[0x31, 3, undefined, 1.5]]);
  });

  it('are not known without their frame', () => {
    const result = dump(STEP);
    expect(result.messages[0]?.values).toBeUndefined();
    expect(result.messages[0]?.fields).toMatchObject({ values: Buffer.from(BODY.replace(' ', ''), 'hex') });
    expect(result.problems).toEqual([]);
    // Frames end with the session, and with another FMU.
    expect(dump(DFRM, HELLO, STEP).messages[2]?.values).toBeUndefined();
    expect(dump(DFRM, FSEL, STEP).messages[2]?.values).toBeUndefined();
    const again = message('RFMI', '0100 0000 01000000');
    expect(dump(DFRM, again, STEP).messages[2]?.values).toHaveLength(2);
  });

  it('are not known from a frame that was refused', () => {
    const refused = message('nack', '00000000 01000000 00');
    expect(dump(DFRM, refused, STEP).messages[2]?.values).toBeUndefined();
    const empty = message('DFRM', '00000080 00000000');
    expect(dump(DFRM, message('dfrm'), empty, refused, STEP).messages[4]?.values).toHaveLength(2);
    expect(dump(DFRM, message('dfrm'), empty, message('dfrm'), STEP).messages[4]?.values).toEqual([]);
  });

  it('that are too few for their frame are damage', () => {
    const result = dump(DFRM, message('SETV', '00000080 00000000 0000'));
    expect(result.messages[1]?.fields).toMatchObject({ frame: 0x8000_0000 });
    expect(problems(result)).toEqual([`${DFRM.length}: SETV: 2 bytes are too few for the values of the frame`]);
  });
});

describe('a dump with XTND', () => {
  const asked = message('XTND', '01000000 01 01 0000');
  const agreed = message('xtnd', '01000000 01 01 0000');
  // Frame 0x80000000: the array Int16 9 of 2 elements, and the real 1.
  const define = message('DFRM', '00000080 02000000 3100 0000 01000000 01000000 2301 0100 01000000 09000000 02000000');
  const set = message('SETV', '00000080 00000000 000000000000f83f ffff 0700');
  const elements = (result: Dump, index: number) =>
    result.messages[index]?.values?.map(({ reference, element, value }) => [reference, element, value]);

  it('reads arrays by element, also while the agreement has no answer yet', () => {
    const expected = [
      [1, undefined, 1.5],
      [9, 0, -1],
      [9, 1, 7],
    ];
    const first = dump(HELLO, asked, agreed, define, message('dfrm'), set);
    expect(first.problems).toEqual([]);
    expect(elements(first, 5)).toEqual(expected);
    const ahead = dump(HELLO, asked, define, set, agreed);
    expect(ahead.problems).toEqual([]);
    expect(elements(ahead, 3)).toEqual(expected);
    // Going on with the session goes on with the agreement, too.
    expect(elements(dump(HELLO, asked, agreed, message('RFMI', '0100 0000 01000000'), define, set), 5)).toEqual(
      expected,
    );
  });

  it('takes the marker of arrays for reserved bytes without an agreement', () => {
    const one = message('DFRM', '00000080 01000000 3100 0100 01000000 01000000');
    const real = message('SETV', '00000080 00000000 000000000000f83f');
    const greeting = message('rfmi', '0100 0000 01000000');
    const refused = message('unsp', '00000000 01000000 00');
    for (const before of [[HELLO], [HELLO, greeting, asked, refused], [HELLO, asked, agreed, HELLO]]) {
      const result = dump(...before, one, real);
      expect(result.problems).toEqual([]);
      expect(values(result, before.length + 1)).toEqual([[0x31, 1, undefined, 1.5]]);
    }
  });

  it('knows the default frames and the sizes of all frames from xdim', () => {
    // The array Real 1 is an input.
    const select = message('fsel', '02000000 7000 0000 0100000000000000 0380 3100 01000000 02000000 7500 0000');
    const dimensions = (size: string) => message('xdim', `01000000 3100 0000 01000000 01000000 ${size}`);
    const three = message('SETV', '01000000 00000000 000000000000f83f 0000000000000040 000000000000f03f');
    const result = dump(
      HELLO,
      asked,
      agreed,
      select,
      three,
      dimensions('03000000'),
      three,
      dimensions('01000000'),
      three,
    );
    expect(result.problems).toEqual([]);
    expect(elements(result, 4)).toBeUndefined();
    expect(elements(result, 6)).toEqual([
      [1, 0, 1.5],
      [1, 1, 2],
      [1, 2, 1],
    ]);
    expect(result.messages[6]?.values?.[0]?.name).toBe('u');
    expect(elements(result, 8)).toEqual([[1, 0, 1.5]]);
  });

  it('says that sizes which cannot be are damage', () => {
    for (const size of ['ffffffff', '00000080', '05000000']) {
      const frame = message('DFRM', `00000080 01000000 3100 0100 01000000 01000000 ${size}`);
      const result = dump(HELLO, asked, agreed, frame, message('SETV', '00000080 00000000 000000000000f83f'));
      expect(problems(result)).toEqual([expect.stringContaining('8 bytes are too few for the values of the frame')]);
    }
    const many = Array.from({ length: 100 }, () => 'ffffffff');
    const references = many.map(() => '01000000').join('');
    const frame = message('DFRM', `00000080 01000000 4100 0100 64000000 ${references} ${many.join('')}`);
    expect(problems(dump(HELLO, asked, agreed, frame, message('SETV', '00000080 00000000 01000000 00')))).toHaveLength(
      1,
    );
  });
});

describe('a dump of any bytes', () => {
  const stream = Buffer.concat([...COMMAND_GOLDEN, ...RESPONSE_GOLDEN].map((each) => bytesOf(each, 'little')));

  it('is made without an error', () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((each) => Buffer.from(each)),
      fc
        .array(fc.tuple(fc.nat({ max: stream.length - 1 }), fc.integer({ min: 0, max: 255 })), { maxLength: 8 })
        .map((changes) => {
          const copy = Buffer.from(stream);
          for (const [place, value] of changes) copy[place] = value;
          return copy;
        }),
    );
    fc.assert(
      fc.property(anything, (bytes) => {
        const result = dumpCapture(bytes);
        // Messages follow each other without gaps, and only the end may be missing.
        let end = 0;
        for (const each of result.messages) {
          expect(each.offset).toBe(end);
          end += each.length;
        }
        expect(end === bytes.length || result.problems.some(({ offset }) => offset === end)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
