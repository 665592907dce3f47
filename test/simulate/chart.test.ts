import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { ValueType } from '../../src/runtime/frames.js';
import { chartSvg } from '../../src/simulate/chart.js';
import { Curve } from '../../src/simulate/curves.js';
import { variable } from './model-variables.js';

/** The texts and the paths of lines in an SVG file, which is read by an XML parser. */
function contents(svg: string): { texts: string[]; lines: string[] } {
  const texts: string[] = [];
  const lines: string[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('text', (text) => {
    if (text.trim() !== '') texts.push(text);
  });
  parser.on('opentag', ({ name, attributes }) => {
    const { d, 'stroke-width': width } = attributes as Record<string, string>;
    if (name === 'path' && width === '1.6') lines.push(d ?? '');
  });
  parser.write(svg).close();
  return { texts, lines };
}

function curve(changes: Parameters<typeof variable>, points: readonly (readonly [number, number | boolean])[]): Curve {
  const made = new Curve(variable(...changes));
  for (const [time, value] of points) made.add(time, value);
  return made;
}

describe('a chart', () => {
  it('has title, axes with units, a legend where there are several curves, and a line for each', async () => {
    const svg = await chartSvg({
      title: 'Room <&> "heater"',
      subtitle: '0 s to 2 s',
      curves: [
        curve(
          ['a<b>', { unit: 'degC' }],
          [
            [0, 20],
            [1, 21],
            [2, 22],
          ],
        ),
        curve(
          ['b', { unit: 'degC' }],
          [
            [0, 1],
            [1, NaN],
            [2, 3],
          ],
        ),
        curve(
          ['on', { type: ValueType.Boolean2, variability: 'discrete' }],
          [
            [0, false],
            [1, true],
            [2, true],
          ],
        ),
      ],
    });
    const { texts, lines } = contents(svg);
    expect(texts).toEqual(
      expect.arrayContaining(['Room <&> "heater"', '0 s to 2 s', 'a<b>', 'b', '[degC]', 'on', 'time [s]']),
    );
    expect(lines).toHaveLength(3);
    expect(lines[0]?.match(/[ML]/g)).toHaveLength(3);
    // The value that is no number is a gap.
    expect(lines[1]?.match(/M/g)).toHaveLength(2);
    // Held until it changes: a corner more.
    expect(lines[2]?.match(/[LVH]/gi)?.length).toBeGreaterThan(2);
  });

  it('is drawn of a single point, of constants and of nothing that is a number', async () => {
    const svg = await chartSvg({
      title: 'few',
      curves: [
        curve(['one'], [[0, 5]]),
        curve(
          ['same', { unit: 'm' }],
          [
            [0, 5],
            [1, 5],
          ],
        ),
        curve(['none', { unit: 'K' }], [[0, NaN]]),
      ],
    });
    expect(contents(svg).texts).toContain('same [m]');
  });
});

describe('a curve', () => {
  it('keeps every peak, the first and the last time, in bounded memory and in order', () => {
    const long = new Curve(variable('x'));
    const count = 300_000;
    for (let at = 0; at < count; at++) long.add(at, at === 123_457 ? 99 : at === 200_001 ? -99 : Math.sin(at / 1000));
    const { points } = long;
    expect(points.length).toBeLessThan(5000);
    const values = points.map(({ value }) => value);
    expect(Math.max(...values)).toBe(99);
    expect(Math.min(...values)).toBe(-99);
    expect(points.every(({ time }, at) => at === 0 || time > (points[at - 1]?.time ?? 0))).toBe(true);
    expect(points[0]?.time).toBeLessThan(200);
    expect(points.at(-1)?.time).toBeGreaterThan(count - 200);
  });

  it('says what it cannot draw, because no value is a finite number', async () => {
    const lost = [
      [0, NaN],
      [1, Infinity],
    ] as const;
    const alone = contents(await chartSvg({ title: 't', curves: [curve(['a'], lost), curve(['b'], lost)] }));
    expect(alone.texts).toContain('nothing to draw, no value is a finite number');
    const other = curve(['b'], [[0, 1]]);
    const beside = contents(await chartSvg({ title: 't', curves: [curve(['a'], lost), other] }));
    expect(beside.texts).toContain('a: nothing to draw, no value is a finite number');
    const none = contents(await chartSvg({ title: 't', curves: [other] }));
    expect(none.texts.join(' ')).not.toContain('nothing to draw');
  });

  it('loses no finite value beside one that is not, however long the simulation is', () => {
    const made = curve(
      ['a'],
      Array.from({ length: 100_000 }, (_none, row) => [row, row % 4 === 0 ? NaN : row] as const),
    );
    const values = made.points.map(({ value }) => value).filter((value) => Number.isFinite(value));
    expect(values).toContain(1);
    expect(Math.max(...values)).toBe(99_999);
    expect(values.length).toBeGreaterThan(1000);
  });
});
