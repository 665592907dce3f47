/** A smoke test as the items of its JSON document: one for each platform and transport. Durations are in seconds. */
import { medianAndP99, type Durations } from '../../smoke/recording.js';
import type { SmokeProblem, SmokeResult, SmokeTrial } from '../../smoke/result.js';
import { notFiniteJson } from '../../simulate/not-finite.js';
import { jsonValue } from '../../simulate/values.js';

/** The items of one FMU. */
export function smokeItems({ trials, sha256 }: SmokeResult): object[] {
  return trials.map((trial) => item(trial, sha256));
}

function item(trial: SmokeTrial, sha256: string): object {
  const { comparison, experiment, tested, original } = trial;
  return {
    file: trial.file,
    ok: trial.verdict === 'pass',
    verdict: trial.verdict,
    reason: trial.reason ?? null,
    interface: trial.kind ?? null,
    platform: trial.platform ?? null,
    computes: trial.computes ?? null,
    remoting: trial.remoting ?? null,
    transport: trial.transport,
    steps: trial.steps,
    experiment:
      experiment === undefined
        ? null
        : {
            startTime: experiment.startTime,
            stopTime: experiment.stopTime,
            stepSize: experiment.stepSize,
            steps: experiment.steps,
          },
    compared: comparison?.compared ?? [],
    comparedAtEnd: comparison?.comparedAtEnd ?? [],
    // Null where there is nothing to subtract: no numbers were compared, or one of them is not finite.
    maxAbsoluteDifference: comparison?.maxAbsoluteDifference ?? null,
    reference: original === undefined ? 'none' : 'original',
    durations: durations(tested?.durations),
    referenceDurations: durations(original?.durations),
    problems: trial.problems.map(problem),
    notFinite: trial.notFinite.map(notFiniteJson),
    notes: trial.notes,
    sha256,
  };
}

function durations(given: Durations | undefined): object {
  return {
    connect: given?.connect ?? null,
    initialize: given?.initialize ?? null,
    step: medianAndP99(given?.steps ?? []) ?? { median: null, p99: null },
  };
}

function problem({ kind, side, message, variable, step, time, values }: SmokeProblem): object {
  return {
    kind,
    side,
    message,
    ...(variable !== undefined && { variable }),
    step,
    time,
    ...(values !== undefined && { original: jsonValue(values.original), tested: jsonValue(values.tested) }),
  };
}
