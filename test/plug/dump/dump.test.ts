// Captures of both dialects as data: conversations, requests alone, pipelined ones, and what is damaged.
import { describe, expect, it } from 'vitest';
import { dumpPlugCapture } from '../../../src/plug/dump/dump.js';
import { isAnswered } from '../../../src/plug/wire/codec.js';
import { DIALECTS } from '../../../src/plug/wire/messages.js';
import { fc } from '../../random.js';
import { bytes, GOLDEN } from '../wire/golden.js';

describe.each(DIALECTS)('a capture of the dialect %s', (dialect) => {
  const all = GOLDEN.filter((each) => each.tongue.dialect === dialect);
  const whole = Buffer.concat(all.flatMap(({ hex, answerHex }) => [bytes(hex), bytes(answerHex)]));

  it('is read as what was said, without being told the dialect or the sizes', () => {
    const dump = dumpPlugCapture(whole);
    expect(dump).toMatchObject({ dialect, problems: [] });
    const expected = all.flatMap(({ request: { name, ...fields }, answer }) => [
      { from: 'client', name, fields },
      ...(isAnswered(dialect, name) ? [{ from: 'server', name, fields: answer }] : []),
    ]);
    expect(dump.messages).toMatchObject(expected);
    expect(dump.messages).toHaveLength(expected.length);
    expect(dump.messages.reduce((sum, { length }) => sum + length, 0)).toBe(whole.length);
  });

  it('is read with requests sent ahead', () => {
    const [first, ...rest] = all;
    const ahead = [bytes(first!.hex), bytes(first!.answerHex), ...rest.map(({ hex }) => bytes(hex))];
    const sizes = { configuration: 3, transition: 2 };
    const dump = dumpPlugCapture(Buffer.concat([...ahead, ...rest.map(({ answerHex }) => bytes(answerHex))]), {
      sizes,
    });
    expect(dump).toMatchObject({ dialect, problems: [] });
    expect(dump.messages.filter(({ from }) => from === 'server').map(({ name }) => name)).toEqual(
      all.map(({ request }) => request.name).filter((name) => isAnswered(dialect, name)),
    );
  });

  it('is read where there are requests alone', () => {
    const sizes = { configuration: 3, transition: 2 };
    const dump = dumpPlugCapture(Buffer.concat(all.map(({ hex }) => bytes(hex))), { dialect, sizes });
    expect(dump.messages).toMatchObject(
      all.map(({ request: { name, ...fields } }) => ({ from: 'client', name, fields })),
    );
  });

  it('says where it is cut, and has what was before', () => {
    const { messages } = dumpPlugCapture(whole, { dialect });
    const ends = messages.map(({ offset, length }) => offset + length);
    for (let length = 0; length < whole.length; ++length) {
      const cut = dumpPlugCapture(whole.subarray(0, length), { dialect });
      const before = ends.filter((end) => end <= length);
      expect(cut.messages).toHaveLength(before.length);
      const border = before.at(-1) ?? 0;
      expect(cut.problems).toEqual(
        border === length
          ? []
          : [{ offset: border, text: expect.stringMatching(/the capture ends after|not? /) as string }],
      );
    }
  });
});

describe('a capture', () => {
  it('that is empty has no messages', () => {
    expect(dumpPlugCapture(Buffer.alloc(0))).toMatchObject({ dialect: 'prefixed', messages: [], problems: [] });
  });

  it('of the dialect fixed needs the sizes from somewhere', () => {
    const text = expect.stringContaining('the size of a configuration (--configuration-size)') as string;
    expect(dumpPlugCapture(bytes('0102 c0c1'), { dialect: 'fixed' }).problems).toEqual([{ offset: 0, text }]);
    const told = dumpPlugCapture(bytes('0102 c0c1'), { dialect: 'fixed', sizes: { configuration: 2 } });
    expect(told.messages).toMatchObject([{ fields: { configuration: bytes('c0c1') } }]);
  });

  it('that is damaged says what is wrong there', () => {
    expect(dumpPlugCapture(bytes('0101 00000000 0202')).problems).toEqual([
      { offset: 6, text: 'no plug message: a request begins with the bytes 0202 (dialect prefixed)' },
    ]);
    expect(dumpPlugCapture(bytes('0101 ffffffff')).problems).toEqual([
      { offset: 2, text: "no answer to 'Initial configurations': no plug message: a count of -1" },
    ]);
  });

  it('that stands for far more than its bytes is read up to a limit', () => {
    const dump = dumpPlugCapture(Buffer.from('0101'.repeat(1_200_000), 'hex'), { dialect: 'prefixed' });
    expect(dump.messages.length).toBeGreaterThan(100_000);
    expect(dump.messages.length).toBeLessThan(1_000_000);
    expect(dump.problems).toMatchObject([{ text: expect.stringContaining('more than 10000000 fields') as string }]);
  });

  it('of any bytes is read or refused, and every message lies in it', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc.constantFrom(...GOLDEN.flatMap(({ hex, answerHex }) => [bytes(hex), bytes(answerHex)])),
    );
    fc.assert(
      fc.property(fc.array(piece), fc.constantFrom(undefined, ...DIALECTS), (pieces, dialect) => {
        const capture = Buffer.concat(pieces);
        const { messages, problems } = dumpPlugCapture(capture, { dialect });
        let at = 0;
        for (const { offset, length } of messages) {
          expect(offset).toBe(at);
          at += length;
        }
        expect(problems.length === 0 ? at : problems[0]?.offset).toBe(problems.length === 0 ? capture.length : at);
      }),
    );
  });
});
