/**
 * Smoke tests as one page that needs nothing else: to be read on a screen without a network, attached to a ticket, or
 * printed.
 */
import { notFiniteText } from '../../simulate/not-finite.js';
import type { SmokeResult, SmokeTrial, SmokeVerdict } from '../result.js';
import { durationText, equalityText, trialName } from '../words.js';
import { medianAndP99 } from '../recording.js';
import { curvesOf } from './curves.js';
import type { Row } from './environment.js';
import { html, raw, type Html } from './html.js';
import { STYLE } from './style.js';

/** An FMU that could not be tested at all. */
export interface FailedFmu {
  readonly file: string;
  /** Why. */
  readonly error: string;
}

/** What is said of an FMU. */
export type PageItem = SmokeResult | FailedFmu;

const WORDS: Readonly<Record<SmokeVerdict, string>> = {
  pass: 'pass',
  difference: 'difference',
  problem: 'problem',
  'not-testable': 'not testable',
};

/** The page. */
export async function smokePage(items: readonly PageItem[], environment: readonly Row[]): Promise<string> {
  const trials = items.flatMap((item) => ('trials' in item ? item.trials : []));
  const failed = items.filter((item) => 'error' in item).length;
  const sections = await Promise.all(items.map(section));
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="generator" content="fmutool" />
        <title>Smoke test: ${summary(trials, failed)}</title>
        <style>
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        <main>
          <header>
            <h1>Smoke test of ${items.length === 1 ? 'an FMU' : `${items.length} FMUs`}</h1>
            <p class="soft">${summary(trials, failed)}</p>
          </header>
          ${overview(items)} ${sections}
          <section>
            <h2>Environment</h2>
            ${facts(environment)}
          </section>
        </main>
      </body>
    </html> `;
  return page.html;
}

function summary(trials: readonly SmokeTrial[], failed: number): string {
  const verdicts: readonly SmokeVerdict[] = ['pass', 'difference', 'problem', 'not-testable'];
  const counts = verdicts.flatMap((verdict) => {
    const count = trials.filter((trial) => trial.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${WORDS[verdict]}`];
  });
  return [...counts, ...(failed === 0 ? [] : [`${failed} could not be tested`])].join(', ');
}

/** Of several FMUs: a line for each, so that the one to look at is found. */
function overview(items: readonly PageItem[]): Html | undefined {
  if (items.length < 2) return undefined;
  const rows = items.flatMap((item, index) => {
    const link = html`<a href="#fmu-${index + 1}">${item.file}</a>`;
    if ('error' in item)
      return [
        html`<tr>
          <td>${link}</td>
          <td></td>
          <td>${item.error}</td>
        </tr>`,
      ];
    return item.trials.map(
      (trial) =>
        html`<tr>
          <td>${link}</td>
          <td>${trialName(trial)}</td>
          <td>${badge(trial.verdict)}</td>
        </tr>`,
    );
  });
  return html`<section>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>FMU</th>
            <th>tested</th>
            <th>verdict</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  </section>`;
}

async function section(item: PageItem, index: number): Promise<Html> {
  const anchor = `fmu-${index + 1}`;
  if ('error' in item) {
    return html`<section id="${anchor}">
      <h2>${item.file}</h2>
      <p>${item.error}</p>
    </section>`;
  }
  const { file, modelName, fmiVersion, sha256, trials } = item;
  const experiment = trials.find((trial) => trial.experiment !== undefined)?.experiment;
  const cut = experiment?.cutFrom === undefined ? '' : `, of ${experiment.cutFrom} s`;
  const rows: Row[] = [
    ['Model', `${modelName} (FMI ${fmiVersion})`],
    ['SHA-256', sha256],
    ...(experiment === undefined
      ? []
      : ([
          [
            'Simulation',
            `${experiment.startTime} s to ${experiment.stopTime} s${cut}, ${experiment.steps} steps of ${experiment.stepSize} s`,
          ],
        ] as const)),
  ];
  return html`<section id="${anchor}">
    <h2>${file}</h2>
    ${facts(rows)}
    <h3>Verdicts</h3>
    ${trials.map(verdictLine)} ${timings(trials)} ${await curvesOf(trials)}
  </section> `;
}

function verdictLine(trial: SmokeTrial): Html {
  const said =
    trial.verdict === 'pass' ? equalityText(trial) : (trial.reason ?? '').replace(/^not testable( here:)? /, '');
  const problems = trial.verdict === 'not-testable' ? [] : trial.problems;
  return html`<p>${badge(trial.verdict)} <strong>${trialName(trial)}</strong> ${said}</p>
    ${
      problems.length === 0
        ? undefined
        : html`<ul class="problems">
            ${problems.map(({ message }) => html`<li>${message}</li>`)}
          </ul>`
    }
    ${[...trial.notes, ...trial.notFinite.map(notFiniteText)].map((note) => html`<p class="soft">${note}</p>`)}`;
}

function badge(verdict: SmokeVerdict): Html {
  return html`<span class="badge ${verdict}">${WORDS[verdict]}</span>`;
}

function facts(rows: readonly Row[]): Html {
  const lines = rows.map(
    ([name, text]) =>
      html`<tr>
        <th scope="row">${name}</th>
        <td>${text}</td>
      </tr>`,
  );
  return html`<div class="scroll">
    <table class="facts">
      <tbody>
        ${lines}
      </tbody>
    </table>
  </div>`;
}

/** How long everything took, beside the original, which has no server in between. */
function timings(trials: readonly SmokeTrial[]): Html | undefined {
  const rows = trials.flatMap((trial) => {
    const { tested, original } = trial;
    if (tested === undefined) return [];
    const step = medianAndP99(tested.durations.steps);
    const usual = medianAndP99(original?.durations.steps ?? []);
    const times = step === undefined || usual === undefined ? '' : `${(step.median / usual.median).toFixed(1)} x`;
    const cells = [
      `${trial.steps}`,
      shown(tested.durations.connect),
      shown(tested.durations.initialize),
      shown(step?.median),
      shown(step?.p99),
      shown(usual?.median),
      shown(usual?.p99),
      times,
    ];
    return [
      html`<tr>
        <td>${trialName(trial)}</td>
        ${cells.map((cell) => html`<td class="number">${cell}</td>`)}
      </tr>`,
    ];
  });
  if (rows.length === 0) return undefined;
  const heads = [
    'steps',
    'connect',
    'initialize',
    'step, median',
    'step, 99 %',
    'original, median',
    'original, 99 %',
    'ratio',
  ];
  return html`<h3>Timings</h3>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>tested</th>
            ${heads.map((head) => html`<th class="number">${head}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>`;
}

function shown(seconds: number | undefined): string {
  return seconds === undefined ? '' : durationText(seconds);
}
