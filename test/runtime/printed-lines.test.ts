import { describe, expect, it } from 'vitest';
import { fc } from '../random.js';
import { PrintedLines, withPrinted } from '../../src/runtime/printed-lines.js';

function lines(...pieces: readonly Buffer[]): string[] {
  const printed = new PrintedLines();
  return [...pieces.flatMap((piece) => printed.take(piece)), ...printed.end()];
}

describe('printed lines', () => {
  it('are the same however the bytes come', () => {
    const text = Buffer.from('Köln 模型\r\nsecond\rthird\n\n  \nlast 🙂');
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), text.length];
        const pieces = places.slice(1).map((end, index) => text.subarray(places[index], end));
        expect(lines(...pieces)).toEqual(['Köln 模型', 'second', 'third', 'last 🙂']);
      }),
    );
  });

  it('are taken to pieces where they never end, and nothing is lost', () => {
    const pieces = Array.from({ length: 100 }, () => Buffer.alloc(1000, 'x'));
    const said = lines(...pieces);
    expect(said.length).toBeGreaterThan(1);
    expect(said.join('')).toBe('x'.repeat(100_000));
  });

  it.each([0, 1, 2, 20, 21, 100_000])('%i of them: the last 20 are kept', (count) => {
    const printed = new PrintedLines();
    for (let number = 1; number <= count; number += 1) printed.take(Buffer.from(`${number}\n`));
    const first = Math.max(1, count - 19);
    expect(printed.last).toEqual(Array.from({ length: Math.min(20, count) }, (_, index) => String(first + index)));
  });

  it('are kept for messages up to 4 KiB together', () => {
    const printed = new PrintedLines();
    printed.take(Buffer.from(`${'a'.repeat(3000)}\n${'b'.repeat(3000)}\n`));
    expect(printed.last.map((line) => line.length)).toEqual([1096, 3000]);
  });

  it('end a sentence, or stand after it', () => {
    expect(withPrinted('It failed.', ['a', 'b'])).toBe('It failed. It printed last: a | b');
    expect(withPrinted('it failed', ['a'])).toBe('it failed; it printed last: a');
    expect(withPrinted('it failed', [])).toBe('it failed');
  });
});
