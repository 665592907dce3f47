/** Draws an output of several runs on top of each other, as SVG. */
import type { Mark, Spec } from 'vega';
import { isContinuous } from '../../simulate/variables.js';
import { differingAt, thinned, type Series } from './series.js';

/** A run in a chart. */
export interface Curve {
  readonly look: Look;
  readonly series: Series;
}

/** How a curve is drawn: the original broad, so that what lies on it is seen. */
export type Look = keyof typeof LOOKS;

/** The attributes of lines, as SVG has them. */
export const LOOKS = {
  original: { stroke: '#9db7d9', strokeWidth: 5, strokeDash: [] },
  first: { stroke: '#14365f', strokeWidth: 1.5, strokeDash: [] },
  second: { stroke: '#d97706', strokeWidth: 1.5, strokeDash: [4, 4] },
} as const satisfies Record<string, { stroke: string; strokeWidth: number; strokeDash: readonly number[] }>;
/** Of a difference. */
export const MARK = '#b3261e';

const WIDTH = 380;
const HEIGHT = 140;
const INK = '#5b6675';
const FAINT = '#dfe4ea';
/** Most marks of differences that are drawn for a curve. */
const MOST_MARKS = 200;

/** Where something is drawn; `v` is null where there is no number. */
interface Point {
  readonly t: number;
  readonly v: number | null;
}

/** The chart of curves of the same variable; the first one is what the others are compared with. */
export async function chart(curves: readonly Curve[]): Promise<string> {
  const { parse, View, None } = await import('vega');
  // Vega would write what it has to complain about to the console.
  const view = new View(parse(spec(curves)), { renderer: 'none', logLevel: None });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

function spec(curves: readonly Curve[]): Spec {
  const [reference] = curves;
  const variable = reference?.series.variable;
  const held = variable !== undefined && !isContinuous(variable);
  const marks = curves.map(({ series }) => (reference === undefined ? [] : differingAt(reference.series, series)));
  const lines = curves.map(({ series }, index) => {
    const some = marks[index] ?? [];
    return points(series, thinned(series, WIDTH, new Set(some.slice(0, MOST_MARKS))));
  });
  const dots = curves.flatMap(({ series }, index) => {
    const all = marks[index] ?? [];
    const every = Math.ceil(all.length / MOST_MARKS);
    return points(
      series,
      all.filter((_at, count) => count % every === 0),
    ).filter(({ v }) => v !== null);
  });
  const every = lines.flat();
  return {
    width: WIDTH,
    height: HEIGHT,
    padding: 4,
    config: { axis: { labelColor: INK, domainColor: FAINT, tickColor: FAINT, gridColor: FAINT, labelFontSize: 10 } },
    data: [{ name: 'dots', values: dots }, ...lines.map((values, index) => ({ name: `line${index}`, values }))],
    scales: [
      { name: 't', type: 'linear', range: 'width', domain: domain(every.map(({ t }) => t)), zero: false },
      { name: 'v', type: 'linear', range: 'height', domain: domain(every.map(({ v }) => v)), zero: false, nice: true },
    ],
    axes: [
      { scale: 't', orient: 'bottom', tickCount: 6, title: 'time in s', titleColor: INK, titleFontSize: 10 },
      { scale: 'v', orient: 'left', tickCount: 5, grid: true, minExtent: 36 },
    ],
    marks: [
      ...curves.map(({ look }, index): Mark => ({
        type: 'line',
        from: { data: `line${index}` },
        encode: {
          enter: {
            x: { scale: 't', field: 't' },
            y: { scale: 'v', field: 'v' },
            defined: { signal: 'isValid(datum.v)' },
            interpolate: { value: held ? 'step-after' : 'linear' },
            stroke: { value: LOOKS[look].stroke },
            strokeWidth: { value: LOOKS[look].strokeWidth },
            strokeDash: { value: [...LOOKS[look].strokeDash] },
            strokeJoin: { value: 'round' },
          },
        },
      })),
      {
        type: 'symbol',
        from: { data: 'dots' },
        encode: {
          enter: {
            x: { scale: 't', field: 't' },
            y: { scale: 'v', field: 'v' },
            size: { value: 22 },
            fill: { value: MARK },
          },
        },
      },
    ],
  };
}

function points({ times, values }: Series, indices: readonly number[]): Point[] {
  return indices.map((index) => {
    const v = values[index] ?? NaN;
    return { t: times[index] ?? 0, v: Number.isFinite(v) ? v : null };
  });
}

/** What the values span; a constant lies in the middle. */
function domain(all: readonly (number | null)[]): [number, number] {
  let from = Infinity;
  let to = -Infinity;
  for (const each of all) {
    if (each === null) continue;
    from = Math.min(from, each);
    to = Math.max(to, each);
  }
  if (from > to) return [0, 1];
  if (from < to) return [from, to];
  const around = Math.abs(from) / 10 || 1;
  return [from - around, to + around];
}
