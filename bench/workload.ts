// What a benchmark is: something of ours, something to compare it with, and how much more of it may be needed. Absolute
// times say little on a machine that others use too, so only the ratio of the two, measured in turn, is held to a limit.

/** Seconds, or bytes, or whatever the workload counts: only the ratio matters. */
export type Measure = () => Promise<number> | number;

export interface Workload {
  /** What is measured, in a few words. */
  readonly name: string;
  /** What it is compared with. */
  readonly against: string;
  readonly unit: 's' | 'MB';
  /** The ratio of the medians that must not be exceeded. */
  readonly limit: number;
  /** How often both are measured, after one measurement of each that does not count. */
  readonly rounds: number;
  readonly subject: Measure;
  readonly reference: Measure;
}

export interface Row {
  readonly workload: Workload;
  readonly subject: Distribution;
  readonly reference: Distribution;
  readonly ratio: number;
  readonly reached: boolean;
}

export interface Distribution {
  readonly median: number;
  readonly p99: number;
}

/** Measures both sides in turn, so that whatever else the machine does falls on both. */
export async function measure(workload: Workload): Promise<Row> {
  await workload.reference();
  await workload.subject();
  const subjects: number[] = [];
  const references: number[] = [];
  for (let round = 0; round < workload.rounds; round += 1) {
    references.push(await workload.reference());
    subjects.push(await workload.subject());
  }
  const subject = distribution(subjects);
  const reference = distribution(references);
  const ratio = subject.median / reference.median;
  return { workload, subject, reference, ratio, reached: ratio <= workload.limit };
}

function distribution(samples: readonly number[]): Distribution {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (fraction: number): number => sorted[Math.ceil(fraction * sorted.length) - 1] ?? Number.NaN;
  return { median: at(0.5), p99: at(0.99) };
}
