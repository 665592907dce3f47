/** Notices events that pile up at one time, which a simulation would never get past. */
import { SimulationProblem } from '../conversation.js';

/** So many events ... */
const MOST = 2000;
/** ... within this part of the whole time are too many: a simulation with as many all the time would never end. */
const WITHIN = 1e-7;

/** What it keeps of itself. */
type CrowdSaved = Readonly<{ times: Float64Array; count: number }>;

/** The latest events. */
export class EventCrowd {
  readonly #span: number;
  readonly #times = new Float64Array(MOST).fill(-Infinity);
  #count = 0;

  /** `span`: seconds from start to stop. */
  constructor(span: number) {
    this.#span = span;
  }

  /** The latest events, for {@link restore}. */
  get saved(): CrowdSaved {
    return { times: this.#count === 0 ? new Float64Array(0) : this.#times.slice(), count: this.#count };
  }

  restore({ times, count }: CrowdSaved): void {
    this.#times.set(times);
    this.#count = count;
  }

  /** @throws SimulationProblem if an event at `time` is one too many */
  add(time: number): void {
    const place = this.#count % MOST;
    const past = time - (this.#times[place] ?? -Infinity);
    if (past <= WITHIN * this.#span) {
      throw new SimulationProblem(
        `events pile up at ${time} s: ${MOST} of them within ${past} s, so that time does not go on (chattering)`,
      );
    }
    this.#times[place] = time;
    this.#count += 1;
  }
}
