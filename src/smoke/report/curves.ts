/** The curves of an FMU: what the original and the tested side gave, on top of each other, differences first. */
import type { Recording } from '../recording.js';
import type { SmokeTrial } from '../result.js';
import { trialName } from '../words.js';
import { chart, type Curve } from './chart.js';
import { html, raw, type Html } from './html.js';
import { differingAt, seriesOf, type Series } from './series.js';

/** Most charts of one platform: a page that nobody can scroll through shows nothing. */
const MOST_CHARTS = 24;
const LOOKS = ['first', 'second'] as const;

/** Charts for every original that something was compared with. */
export function curvesOf(trials: readonly SmokeTrial[]): Html[] {
  const groups = new Map<Recording, SmokeTrial[]>();
  for (const trial of trials) {
    if (trial.original === undefined || trial.tested === undefined) continue;
    groups.set(trial.original, [...(groups.get(trial.original) ?? []), trial]);
  }
  return [...groups].map(([original, members]) => group(original, members));
}

function group(original: Recording, trials: readonly SmokeTrial[]): Html {
  const runs = [original, ...trials.flatMap(({ tested }) => tested ?? [])].map(seriesOf);
  const [reference = [], ...others] = runs;
  const places = reference.map((_series, index) => index).sort((a, b) => rank(a) - rank(b) || a - b);
  const shown = places.slice(0, MOST_CHARTS);
  const rest = places.slice(MOST_CHARTS).flatMap((index) => reference[index]?.variable.name ?? []);
  const first = trials[0];
  if (shown.length === 0 || first === undefined) return raw('');
  const charts = shown.map((index) =>
    chart(
      runs.flatMap((series, run): Curve[] => {
        const one = series[index];
        return one === undefined ? [] : [{ look: run === 0 ? 'original' : (LOOKS[run - 1] ?? 'second'), series: one }];
      }),
    ),
  );
  return html`<h3>Outputs: ${trialName({ ...first, transport: 'none' })}</h3>
    <div class="legend">
      ${legend('original', 'the original')}${trials.map((trial, index) =>
        legend(
          LOOKS[index] ?? 'second',
          trial.transport === 'none' ? sideName(trial) : `${sideName(trial)} over ${trial.transport}`,
        ),
      )}<span
        ><svg viewBox="0 0 26 10"><circle class="mark" cx="13" cy="5" r="3" /></svg>a difference</span
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

function legend(look: string, text: string): Html {
  return html`<span
    ><svg viewBox="0 0 26 10"><path class="${look}" d="M1 5H25" /></svg>${text}</span
  >`;
}
