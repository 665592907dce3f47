/**
 * Draws curves over time as SVG: a panel for each unit, one below the other on the same time axis, so that what can be
 * compared stands together and what cannot does not (see docs/decisions/007-charts.md).
 */
import type { Mark, Spec } from 'vega';
import { printable } from '../printable.js';
import type { Curve } from './curves.js';

/** What the chart is called and shows. */
export interface ChartOptions {
  readonly title: string;
  readonly subtitle?: string | undefined;
  readonly curves: readonly Curve[];
}

const WIDTH = 720;
/** Height of a panel, and from one panel to the next. */
const HEIGHT = 200;
const DISTANCE = 36;
/** Colours that colour-blind people can tell apart (Okabe and Ito), the bright ones last. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#4d4d4d', '#b8a800'];
const INK = '#333333';
const FAINT = '#dddddd';

/** The chart as the text of an SVG file. */
export async function chartSvg(options: ChartOptions): Promise<string> {
  const { parse, View, None } = await import('vega');
  // Vega would write what it has to complain about to the console.
  const view = new View(parse(chartSpec(options)), { renderer: 'none', logLevel: None });
  try {
    return `${await view.toSVG()}\n`;
  } finally {
    view.finalize();
  }
}

function chartSpec({ title, subtitle, curves }: ChartOptions): Spec {
  const panels = panelsOf(curves);
  const times = curves.flatMap(({ points }) => points.map(({ time }) => time));
  return {
    $schema: 'https://vega.github.io/schema/vega/v6.json',
    width: WIDTH,
    height: panels.length * (HEIGHT + DISTANCE) - DISTANCE,
    padding: 16,
    background: 'white',
    config: {
      axis: { labelColor: INK, titleColor: INK, domainColor: INK, tickColor: INK, gridColor: FAINT, labelFontSize: 11 },
      legend: { labelColor: INK, titleColor: INK, labelFontSize: 11, labelLimit: 320 },
      title: { color: INK, subtitleColor: '#666666', anchor: 'start', frame: 'group', offset: 14, fontSize: 15 },
    },
    title: { text: printable(title), subtitle: printable(subtitle ?? '') },
    scales: [{ name: 'x', type: 'linear', range: 'width', domain: domainOf(times), zero: false, nice: false }],
    marks: panels.map((panel, index) => panelMark(panel, index, index === panels.length - 1)),
  };
}

interface Panel {
  readonly unit: string | undefined;
  readonly curves: readonly Curve[];
}

function panelsOf(curves: readonly Curve[]): Panel[] {
  const byUnit = new Map<string, Curve[]>();
  for (const curve of curves) {
    // Without a unit, what is held (switches, counters) is not drawn over what is not.
    const key = curve.variable.unit ?? (curve.held ? '/held' : '/');
    byUnit.set(key, [...(byUnit.get(key) ?? []), curve]);
  }
  return [...byUnit.values()].flatMap((group) => {
    const panels: Panel[] = [];
    for (let at = 0; at < group.length; at += COLOURS.length) {
      panels.push({ unit: group[0]?.variable.unit, curves: group.slice(at, at + COLOURS.length) });
    }
    return panels;
  });
}

function panelMark({ unit, curves }: Panel, index: number, last: boolean): Mark {
  const names = curves.map(nameOf);
  const [only] = names.length === 1 ? names : [];
  const inBrackets = unit === undefined || unit === '1' ? '' : `[${printable(unit)}]`;
  const whole = curves.every(({ variable }) => variable.type !== 0x31);
  return {
    type: 'group',
    encode: {
      update: {
        y: { value: index * (HEIGHT + DISTANCE) },
        width: { signal: 'width' },
        height: { value: HEIGHT },
      },
    },
    // Axes take the length of their grid lines from it.
    signals: [{ name: 'height', value: HEIGHT }],
    scales: [
      {
        name: 'y',
        type: 'linear',
        range: [HEIGHT, 0],
        domain: domainOf(curves.flatMap(({ points }) => points.map(({ value }) => value))),
        zero: false,
        nice: true,
      },
      { name: 'colour', type: 'ordinal', domain: names, range: COLOURS },
    ],
    axes: [
      {
        orient: 'left',
        scale: 'y',
        grid: true,
        tickCount: 5,
        title: [only ?? '', inBrackets].join(' ').trim(),
        ...(whole && { tickMinStep: 1 }),
      },
      { orient: 'bottom', scale: 'x', grid: true, tickCount: 10, labels: last, ...(last && { title: 'time [s]' }) },
    ],
    legends:
      only === undefined
        ? [{ stroke: 'colour', orient: 'right', symbolType: 'stroke', symbolStrokeWidth: 2, offset: 12 }]
        : [],
    marks: [...curves.map((curve) => curveMark(curve, index)), ...missing(curves)],
  };
}

/** Says which curves of a panel are not there, because none of their values is a finite number. */
function missing(curves: readonly Curve[]): Mark[] {
  const lost = curves.filter(({ finite }) => !finite).map(({ variable }) => variable.name);
  if (lost.length === 0) return [];
  const names = lost.length === curves.length ? 'nothing' : `${lost.join(', ')}: nothing`;
  return [
    {
      type: 'text',
      encode: {
        update: {
          x: { signal: 'width / 2' },
          y: { value: HEIGHT / 2 },
          text: { value: `${names} to draw, no value is a finite number` },
          align: { value: 'center' },
          baseline: { value: 'middle' },
          fill: { value: INK },
          fontSize: { value: 13 },
          limit: { signal: 'width' },
        },
      },
    },
  ];
}

function curveMark(curve: Curve, panel: number): Mark {
  const data = `${panel}/${curve.variable.name}`;
  return {
    type: 'group',
    encode: { update: { width: { signal: 'width' }, height: { value: HEIGHT } } },
    data: [
      {
        name: data,
        values: curve.points.map(({ time, value }) => ({ time, value: Number.isFinite(value) ? value : null })),
      },
    ],
    marks: [
      {
        type: 'line',
        from: { data },
        encode: {
          update: {
            x: { scale: 'x', field: 'time' },
            y: { scale: 'y', field: 'value' },
            stroke: { scale: 'colour', value: nameOf(curve) },
            strokeWidth: { value: 1.6 },
            strokeJoin: { value: 'round' },
            interpolate: { value: curve.held ? 'step-after' : 'linear' },
            defined: { signal: 'isValid(datum.value)' },
          },
        },
      },
    ],
  };
}

/** What a curve is called in the chart. */
function nameOf({ variable }: Curve): string {
  return printable(variable.name);
}

/** From the least to the greatest number; a little room around a single one. */
function domainOf(values: readonly number[]): [number, number] {
  let least = Infinity;
  let greatest = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  if (least > greatest) return [0, 1];
  const room = least === greatest ? Math.max(Math.abs(least) * 0.1, 0.5) : 0;
  return [least - room, greatest + room];
}
