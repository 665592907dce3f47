/** The curves of an FMU: what the original and the tested side gave, on top of each other, differences first. */
import type { Recording } from '../recording.js';
import type { SmokeTrial } from '../result.js';
import { trialName } from '../words.js';
import { chart, LOOKS, MARK, type Curve, type Look } from './chart.js';
import { html, raw, type Html } from './html.js';
import { differingAt, seriesOf, type Series } from './series.js';

/** Most charts of one platform: a page that is too long to scroll through shows nothing. */
const MOST_CHARTS = 24;
const TESTED_LOOKS: readonly Look[] = ['first', 'second'];

/** Charts for every original that something was compared with. */
export async function curvesOf(trials: readonly SmokeTrial[]): Promise<Html[]> {
  const groups = new Map<Recording, SmokeTrial[]>();
  for (const trial of trials) {
    if (trial.original === undefined || trial.tested === undefined) continue;
    groups.set(trial.original, [...(groups.get(trial.original) ?? []), trial]);
  }
  return Promise.all([...groups].map(([original, members]) => group(original, members)));
}

async function group(original: Recording, trials: readonly SmokeTrial[]): Promise<Html> {
  const runs = [original, ...trials.flatMap(({ tested }) => tested ?? [])].map(seriesOf);
  const [reference = [], ...others] = runs;
  const places = reference.map((_series, index) => index).sort((a, b) => rank(a) - rank(b) || a - b);
  const shown = places.slice(0, MOST_CHARTS);
  const rest = places.slice(MOST_CHARTS).flatMap((index) => reference[index]?.variable.name ?? []);
  const first = trials[0];
  if (shown.length === 0 || first === undefined) return raw('');
  const charts = await Promise.all(shown.map((index) => figure(runs, index)));
  return html`<h3>Outputs: ${trialName({ ...first, transport: 'none' })}</h3>
    <div class="legend">
      ${legend('original', 'the original')}${trials.map((trial, index) =>
        legend(
          TESTED_LOOKS[index] ?? 'second',
          trial.transport === 'none' ? sideName(trial) : `${sideName(trial)} over ${trial.transport}`,
        ),
      )}<span
        ><svg viewBox="0 0 26 10"><circle fill="${MARK}" cx="13" cy="5" r="3" /></svg>a difference</span
      >
    </div>
    <div class="charts">${charts}</div>
    ${rest.length === 0 ? undefined : html`<p class="soft">Without a chart: ${rest.join(', ')}</p>`}`;

  /** Differences first, then what changes, then what stays as it is. */
  function rank(index: number): number {
    const series = reference[index];
    if (series === undefined) return 3;
    if (others.some((run) => differs(series, run[index]))) return 0;
    return series.values.some((value) => !Object.is(value, series.values[0])) ? 1 : 2;
  }
}

/** What the tested side is called: `patched`, or `served` if it has no remoting. */
export function sideName({ remoting }: SmokeTrial): string {
  return remoting === undefined ? 'served' : 'patched';
}

function differs(a: Series, b: Series | undefined): boolean {
  return b !== undefined && differingAt(a, b).length > 0;
}

/** The chart of an output; the first run is the original. */
async function figure(runs: readonly (readonly Series[])[], index: number): Promise<Html> {
  const curves = runs.flatMap((series, run): Curve[] => {
    const one = series[index];
    const look = run === 0 ? 'original' : (TESTED_LOOKS[run - 1] ?? 'second');
    return one === undefined ? [] : [{ look, series: one }];
  });
  const [reference, ...others] = curves;
  if (reference === undefined) return raw('');
  const { name, unit } = reference.series.variable;
  const different = others.reduce((sum, { series }) => sum + differingAt(reference.series, series).length, 0);
  const said = different === 0 ? '' : different === 1 ? '1 value differs' : `${different} values differ`;
  return html`<figure class="chart${different > 0 ? ' differs' : ''}">
    <figcaption>
      ${name} <span class="soft">${unit === undefined ? '' : `in ${unit}`}</span> <span class="bad">${said}</span>
    </figcaption>
    ${raw(await chart(curves))}
  </figure>`;
}

function legend(look: Look, text: string): Html {
  const { stroke, strokeWidth, strokeDash } = LOOKS[look];
  const line = html`<path
    d="M1 5H25"
    stroke="${stroke}"
    stroke-width="${strokeWidth}"
    stroke-dasharray="${strokeDash.join(' ')}"
  />`;
  return html`<span><svg viewBox="0 0 26 10">${line}</svg>${text}</span>`;
}
