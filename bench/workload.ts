// What a benchmark is: something of ours, something to compare it with, and how much more of it may be needed. Absolute
// times say little on a machine that others use too, so only the ratio of the two, measured in turn, is held to a limit.

export interface Workload {
  /** What is measured, in a few words. */
  readonly name: string;
  /** What it is compared with. */
  readonly against: string;
  /** Of the samples. */
  readonly unit: 's' | 'ns' | 'MB';
  /** The ratio of the medians that must not be exceeded; undefined: for information. */
  readonly limit: number | undefined;
  /** Takes the samples of both sides: see `inTurn`, or a program that takes them itself in the same way. */
  readonly samples: () => Promise<Samples> | Samples;
}

/** What cannot be measured on this machine. */
export interface LeftOut {
  readonly name: string;
  readonly why: string;
}

/** The workloads of one subject. Asking for them measures nothing and makes no large files. */
export type Group = (folder: string) => (Workload | LeftOut)[];

export interface Samples {
  readonly subject: readonly number[];
  readonly reference: readonly number[];
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

/**
 * Measures both sides `rounds` times, in turn, so that whatever else the machine does falls on both. One measurement of
 * each before that does not count.
 */
export function inTurn(
  rounds: number,
  measureSubject: () => Promise<number> | number,
  measureReference: () => Promise<number> | number,
): () => Promise<Samples> {
  return async () => {
    const subject: number[] = [];
    const reference: number[] = [];
    for (let round = -1; round < rounds; round += 1) {
      const [ofReference, ofSubject] = [await measureReference(), await measureSubject()];
      if (round < 0) continue;
      reference.push(ofReference);
      subject.push(ofSubject);
    }
    return { subject, reference };
  };
}

export async function measure(workload: Workload): Promise<Row> {
  const samples = await workload.samples();
  const subject = distribution(samples.subject);
  const reference = distribution(samples.reference);
  const ratio = subject.median / reference.median;
  return { workload, subject, reference, ratio, reached: workload.limit === undefined || ratio <= workload.limit };
}

function distribution(samples: readonly number[]): Distribution {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (fraction: number): number => sorted[Math.ceil(fraction * sorted.length) - 1] ?? Number.NaN;
  return { median: at(0.5), p99: at(0.99) };
}
