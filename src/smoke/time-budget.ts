/** Shares out the time that an FMU may take among the runs of its models, whose number is not known beforehand. */
export class TimeBudget {
  readonly #end: number;

  /** The time begins now. */
  constructor(seconds: number) {
    this.#end = performance.now() + seconds * 1000;
  }

  /** Seconds for the next run: half of what is left, so that one that hangs leaves time to see whether others do too. */
  get share(): number {
    return Math.max((this.#end - performance.now()) / 2000, 0.001);
  }
}
