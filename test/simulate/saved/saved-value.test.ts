// What a simulation keeps of itself comes back bit for bit, and whatever else a file says is refused.
import { fc } from '../../random.js';
import { describe, expect, it } from 'vitest';
import { savedFrom, savedLike, savedText, type Saved } from '../../../src/simulate/saved/saved-value.js';

const leaf = fc.oneof(
  fc.double(),
  fc.boolean(),
  fc.string(),
  fc.array(fc.double()).map((values) => Float64Array.from(values)),
);
const { value: anything } = fc.letrec<{ value: Saved }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.string().filter((name) => !name.startsWith('$') && name !== '__proto__'),
      tie('value'),
      { maxKeys: 4 },
    ),
  ),
}));

describe('what is kept', () => {
  it('comes back bit for bit, whatever it is', () => {
    fc.assert(
      fc.property(anything, (saved) => {
        expect(savedFrom(savedText(saved))).toEqual(saved);
      }),
    );
  });

  it.each([0, -0, NaN, Infinity, -Infinity, 5e-324, 0.1 + 0.2, Number.MAX_VALUE])('may be the number %d', (value) => {
    expect(Object.is(savedFrom(savedText(value)), value)).toBe(true);
    expect(savedFrom(savedText(Float64Array.of(value)))).toEqual(Float64Array.of(value));
  });

  it.each([0, 1, 2, 100_000])('may be a list of %i numbers', (length) => {
    const list = Float64Array.from({ length }, (_, index) => Math.sin(index));
    expect(savedFrom(savedText({ list }))).toEqual({ list });
  });
});

describe('what was kept', () => {
  const like = { a: 0, b: ['x', { c: true }], d: Float64Array.of(1, 2) };

  it('is taken if it has the same parts', () => {
    const good = { a: NaN, b: ['', { c: false, more: 1 }], d: Float64Array.of(3, 4) };
    expect(savedLike(good, like)).toBe(good);
    const unknown = { ...good, d: new Float64Array(0) };
    expect(savedLike(unknown, like)).toBe(unknown);
  });

  it.each<[string, Saved]>([
    ['a part is missing', { b: ['', { c: true }], d: Float64Array.of(1, 2) }],
    ['a part has another type', { ...like, a: '0' }],
    ['a list has another length', { ...like, b: ['x'] }],
    ['a list of numbers has another length', { ...like, d: Float64Array.of(1) }],
    ['a list of numbers is a list of something', { ...like, d: [1, 2] }],
    ['something within is wrong', { ...like, b: ['x', { c: 1 }] }],
    ['it is a number', 5],
    ['it is a list', [1, 2]],
  ])('is refused where %s', (_, saved) => {
    expect(() => savedLike(saved, like)).toThrow(/the saved state does not fit the model/);
  });

  it.each(['', '{', 'null', '[null]', '{"a":null}'])('is refused where the text is %j', (text) => {
    expect(() => savedFrom(text)).toThrow(SyntaxError);
  });
});
