/** Draws an output of several runs on top of each other, as SVG. */
import { isContinuous } from '../../simulate/variables.js';
import { html, raw, type Html } from './html.js';
import { differingAt, thinned, type Series } from './series.js';
import { scaleOf, ticks, type Scale } from './scale.js';

/** A run in a chart. */
export interface Curve {
  /** CSS class of its line. */
  readonly look: 'original' | 'first' | 'second';
  readonly series: Series;
}

const WIDTH = 460;
const HEIGHT = 190;
const PLOT = { left: 58, right: 12, top: 10, bottom: 26 } as const;
/** Most marks of differences that are drawn. */
const MOST_MARKS = 200;

/** The chart of curves of the same variable; the first one is what the others are compared with. */
export function chart(curves: readonly Curve[]): Html {
  const [reference, ...others] = curves;
  if (reference === undefined) return raw('');
  const marks = others.map(({ series }) => differingAt(reference.series, series));
  const differing = marks.reduce((sum, each) => sum + each.length, 0);
  const all = curves.flatMap(({ series }) => series.values.filter((value) => Number.isFinite(value)));
  const times = curves.flatMap(({ series }) => [series.times[0] ?? 0, series.times.at(-1) ?? 1]);
  const x = scaleOf(times, [PLOT.left, WIDTH - PLOT.right], 0);
  const y = scaleOf(all, [HEIGHT - PLOT.bottom, PLOT.top], 0.06);
  const { variable } = reference.series;
  const held = !isContinuous(variable);
  const unit = variable.unit === undefined ? '' : ` [${variable.unit}]`;
  const label = `${variable.name}${unit}: ${differing === 0 ? 'equal' : `${differing} samples differ`}`;
  return html`<figure class="chart${differing > 0 ? ' differs' : ''}">
    <figcaption>${variable.name}<span class="unit">${unit}</span></figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">
      ${axes(x, y)}
      ${curves.map(({ look, series }, index) => {
        const points = thinned(series, WIDTH, new Set(marks[index - 1]?.slice(0, MOST_MARKS) ?? []));
        return html`<path class="${look}" d="${line(series, points, x, y, held)}" />`;
      })}
      ${others.flatMap(({ series }, index) => dots(series, marks[index] ?? [], x, y))}
    </svg>
  </figure>`;
}

function axes(x: Scale, y: Scale): Html {
  return html`<g class="grid">
      ${ticks(y, 4).map(
        ({ at, text }) =>
          html`<line x1="${PLOT.left}" x2="${WIDTH - PLOT.right}" y1="${at}" y2="${at}" /><text
              x="${PLOT.left - 6}"
              y="${at + 3.5}"
              text-anchor="end"
              >${text}</text
            >`,
      )}
    </g>
    <g class="grid">
      ${ticks(x, 6).map(
        ({ at, text }) =>
          html`<line x1="${at}" x2="${at}" y1="${HEIGHT - PLOT.bottom}" y2="${HEIGHT - PLOT.bottom + 4}" /><text
              x="${at}"
              y="${HEIGHT - PLOT.bottom + 16}"
              text-anchor="middle"
              >${text}</text
            >`,
      )}
    </g>`;
}

/** A line through the points; stairs for what is held between them; broken where there is no number. */
function line({ times, values }: Series, points: readonly number[], x: Scale, y: Scale, held: boolean): string {
  let path = '';
  let down = false;
  for (const index of points) {
    const value = values[index] ?? NaN;
    if (!Number.isFinite(value)) {
      down = false;
      continue;
    }
    const [left, top] = [fixed(x.place(times[index] ?? 0)), fixed(y.place(value))];
    path += down ? (held ? `H${left}V${top}` : `L${left} ${top}`) : `M${left} ${top}`;
    down = true;
  }
  return path;
}

function dots({ times, values }: Series, indices: readonly number[], x: Scale, y: Scale): Html[] {
  const every = Math.ceil(indices.length / MOST_MARKS);
  return indices.flatMap((index, count) => {
    if (count % every !== 0) return [];
    const value = values[index] ?? NaN;
    const top = Number.isFinite(value) ? y.place(value) : PLOT.top;
    return [html`<circle class="mark" cx="${fixed(x.place(times[index] ?? 0))}" cy="${fixed(top)}" r="2.6" />`];
  });
}

function fixed(value: number): string {
  return String(Math.round(value * 100) / 100);
}
