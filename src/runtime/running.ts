/**
 * One model in a process of its own, as the runner keeps it. Quick lists of calls are waited for, so that they cost no
 * promise and no turn of the event loop; for slow ones the event loop is told.
 */
import type { Call, LogMessage, ModelInstance, Outcome, Soon } from './calls.js';
import { farewell, silentEnd, stuckEnd } from './farewell.js';
import { Hub } from './hub.js';
import { PrintedLines } from './printed-lines.js';
import { logSize, printedMessages, ProgramWriter, readLog, readResult, type ProgramCall } from './program.js';
import { Pace, Status, type Handle, type Place, type Runner } from './runner.js';

/**
 * Lists that took no longer, in milliseconds, are none of a slow model: where processes share processors, a quick one has
 * to wait for its turn now and then.
 */
const QUICK = 0.4;
/** Calls that were slow are not waited for again until so many lists of them have been carried out, at most. */
const LONGEST_DOUBT = 64;
/** How long what is under way may go on when an instance is closed, in milliseconds. */
const GRACE = 2000;
/** How long a model may take to be freed, in milliseconds; its process has five seconds of its own to end after that. */
const LONGEST_FREEING = 10_000;

const writer = new ProgramWriter();

export class RunningInstance implements ModelInstance {
  readonly #runner: Runner;
  readonly #hub: Hub;
  readonly #instance: Handle;
  readonly #number: number;
  #pending: Promise<Outcome> | undefined;
  #closing: Promise<Outcome> | undefined;
  #aborted = false;
  /** It did not come back from being freed. */
  #stuck = false;
  /** The model has failed or was aborted: how its process ends says nothing new. */
  #over = false;
  #givenBack = false;
  readonly #printed = new PrintedLines();
  /** What is told with the next outcome. */
  #log: readonly LogMessage[] = [];
  /** Of the last result; the next one is probably as big. */
  #size = 1024;
  /** How many lists not to wait for, and how many it will be if the next one that is waited for is slow. */
  #doubt = 0;
  #nextDoubt = 1;
  readonly #closed: (instance: RunningInstance) => void;
  readonly #library: string;
  readonly #shown: string;
  /** What paths of the FMU's other files begin with. */
  readonly #root: string;

  /** `closed` is called when everything has been given back; `shown` is what messages call the library: the end of its path. */
  constructor(
    runner: Runner,
    place: Place,
    closed: (instance: RunningInstance) => void = () => undefined,
    shown = place.library,
  ) {
    this.#runner = runner;
    this.#library = place.library;
    this.#shown = shown;
    this.#root = place.library.slice(0, -shown.length);
    this.#hub = Hub.of(runner);
    const { instance, number } = this.#hub.open(place);
    this.#instance = instance;
    this.#number = number;
    this.#closed = closed;
  }

  run(calls: readonly Call[]): Soon<Outcome> {
    if (this.#closing !== undefined) return gone(calls);
    return this.carryOut(calls);
  }

  /** The same for lists that make the instance or free it. */
  carryOut(calls: readonly ProgramCall[]): Soon<Outcome> {
    if (this.#pending !== undefined) throw new Error('bug: an instance was given calls while others were under way');
    const { bytes, size } = writer.write(calls);
    const hurry = this.#doubt === 0;
    const begun = performance.now();
    const later = this.#hub.crowded(this.#number, begun);
    const pace = !hurry ? Pace.aside : later ? Pace.later : Pace.now;
    const status = this.#runner.begin(this.#instance, bytes, size, pace);
    if (!hurry) this.#doubt -= 1;
    else if (status === Status.ok) {
      this.#nextDoubt = 1;
      return this.#take(calls);
    }
    const pending = new Promise<Outcome>((resolve, reject) => {
      this.#hub.wait(this.#number, this.#instance, pace === Pace.later, () => {
        this.#pending = undefined;
        this.#judge(performance.now() - begun, hurry);
        // What is thrown belongs to this instance; the hub has others to tell.
        try {
          resolve(this.#take(calls));
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
    });
    this.#pending = pending;
    return pending;
  }

  /** What a list that was not done at once says of the next ones. */
  #judge(took: number, hurry: boolean): void {
    if (took <= QUICK) {
      this.#doubt = 0;
      this.#nextDoubt = 1;
    } else if (hurry) {
      this.#doubt = this.#nextDoubt;
      this.#nextDoubt = Math.min(2 * this.#nextDoubt, LONGEST_DOUBT);
    }
  }

  /** Keeps messages for the next outcome. */
  tellLater(log: readonly LogMessage[]): void {
    this.#log = [...this.#log, ...log];
  }

  abort(): void {
    if (this.#givenBack) return;
    this.#aborted = true;
    this.#over = true;
    this.#runner.abort(this.#instance);
  }

  close(): Promise<Outcome> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<Outcome> {
    const grace = setTimeout(() => {
      this.abort();
    }, GRACE);
    try {
      await this.#pending?.catch(() => undefined);
      clearTimeout(grace);
      return await this.#free();
    } finally {
      clearTimeout(grace);
      this.#givenBack = true;
      this.#runner.close(this.#instance);
      this.#closed(this);
    }
  }

  async #free(): Promise<Outcome> {
    const over = this.#over;
    const limit = setTimeout(() => {
      this.#stuck = !over && !this.#aborted;
      this.abort();
    }, LONGEST_FREEING);
    try {
      const outcome = await this.carryOut([{ call: 'free' }]);
      if (this.#stuck) return stuckEnd(outcome.log, LONGEST_FREEING / 1000);
      return over || this.#aborted ? silentEnd() : farewell(outcome);
    } finally {
      clearTimeout(limit);
    }
  }

  #take(calls: readonly ProgramCall[]): Outcome {
    const result = this.#copy(this.#size, (to) => this.#runner.take(this.#instance, to));
    this.#size = result.length;
    const waiting = logSize(result);
    const log =
      waiting === 0
        ? this.#log
        : this.#log.concat(this.#told(this.#copy(waiting, (to) => this.#runner.takeLog(this.#instance, to))));
    this.#log = [];
    const outcome = readResult(calls, result, log);
    if (outcome.status === 'fatal') this.#over = true;
    if (outcome.failed === undefined) return outcome;
    const rest = printedMessages(this.#printed.end());
    return { ...outcome, log: rest.length === 0 ? log : [...log, ...rest], lastPrinted: this.#printed.last };
  }

  /** Messages with files called what their user calls them: it is of no use to say where they were unpacked. */
  #told(log: Buffer): LogMessage[] {
    return readLog(log, this.#printed).map((message) => ({
      ...message,
      text: message.text.replaceAll(this.#library, this.#shown).replaceAll(this.#root, ''),
    }));
  }

  /** What `take` copies, which is given more room until it fits. */
  #copy(room: number, take: (to: Buffer) => number): Buffer {
    for (let size = room; ;) {
      const buffer = Buffer.allocUnsafe(size);
      const needed = take(buffer);
      if (needed <= size) return buffer.subarray(0, needed);
      size = needed;
    }
  }
}

function gone(calls: readonly Call[]): Outcome {
  const log: LogMessage[] = [{ status: 'fatal', category: 'fmutool', text: 'The instance has been closed.' }];
  return { status: 'fatal', results: [], failed: calls[0]?.call, lastTime: undefined, terminated: false, log };
}
