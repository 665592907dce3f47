/**
 * What one FMU may cost: one account of memory and one of work, charged by every reader where it spends. A file of 2 KB
 * can unpack to gigabytes or name a library a million times; added up here, no mixture of such tricks gets further than
 * one of them alone.
 */
import { getHeapStatistics } from 'node:v8';
import { FmuToolError } from './error.js';

/** What a unit costs. The figures were measured on a machine of 2020 and rounded up. */
interface Cost {
  /** Bytes that are kept as long as the FMU is open. */
  readonly memory: number;
  /** Steps of about a nanosecond. */
  readonly work: number;
  /** What the units are, for messages. */
  readonly what: string;
}

const COSTS = {
  unpacked: { memory: 0, work: 4, what: 'bytes that entries unpack to' },
  text: { memory: 1, work: 40, what: 'bytes of modelDescription.xml' },
  element: { memory: 250, work: 600, what: 'elements of modelDescription.xml' },
  attribute: { memory: 100, work: 150, what: 'attributes in modelDescription.xml' },
  reference: { memory: 64, work: 100, what: 'line breaks, tabs and references in values of modelDescription.xml' },
  variable: { memory: 600, work: 600, what: 'variables' },
  listItem: { memory: 24, work: 100, what: 'items of lists in modelDescription.xml' },
  row: { memory: 0, work: 150, what: 'rows of tables in binaries' },
  node: { memory: 100, work: 500, what: 'nodes and commands in binaries' },
  name: { memory: 100, work: 2000, what: 'names of symbols and libraries' },
  remotingByte: { memory: 2, work: 100, what: 'bytes of .remoting files' },
  nameByte: { memory: 12, work: 40, what: 'bytes of names of symbols and libraries' },
} as const satisfies Readonly<Record<string, Cost>>;

/** A kind of thing that costs. */
export type Spending = keyof typeof COSTS;

const MIB = 1024 * 1024;
/** An FMU that is no larger gets the whole of the least allowance, in bytes. */
const SMALL_FILE = 10 * MIB;
/** Memory of the whole process, in bytes, within which a small FMU is read. */
const LEAST_MEMORY = 512 * MIB;
/** Bytes of memory for each byte that an FMU has beyond a small one. */
const MEMORY_PER_BYTE = 100;
/** The part of the memory that may be kept: the rest is the runtime itself and what waits for the garbage collection. */
const KEPT = 1 / 2;
/** Steps of work for a small FMU; more memory gives more work. */
const LEAST_WORK = 5e9;

/** Counts what is spent on one FMU. */
export class Budget {
  /** Memory that the process may take, in bytes. */
  readonly memoryBytes: number;
  readonly #memoryLimit: number;
  readonly #workLimit: number;
  readonly #counts = Object.fromEntries(Object.keys(COSTS).map((kind) => [kind, 0])) as Record<Spending, number>;
  #kept = 0;
  #work = 0;

  /** For an FMU of `fileSize` bytes, or with the `memory` in bytes that the user allows. */
  constructor(fileSize: number, memory: number | undefined = defaultMemory(fileSize)) {
    this.memoryBytes = memory;
    this.#memoryLimit = memory * KEPT;
    this.#workLimit = (LEAST_WORK / LEAST_MEMORY) * memory;
  }

  /** Bytes that are kept by now. */
  get kept(): number {
    return this.#kept;
  }

  /** Steps of work done by now. */
  get work(): number {
    return this.#work;
  }

  /**
   * Charges for `count` units, before they are made.
   * @throws FmuToolError `fmu-too-costly` if they are more than the FMU may cost
   */
  spend(kind: Spending, count = 1): void {
    const { memory, work } = COSTS[kind];
    this.#counts[kind] += count;
    this.#kept += memory * count;
    this.#work += work * count;
    if (this.#kept > this.#memoryLimit || this.#work > this.#workLimit) throw this.#tooMuch();
  }

  /** Says that `count` units that were paid for are no longer kept; the work stays done. */
  giveBack(kind: Spending, count: number): void {
    this.#counts[kind] -= count;
    this.#kept -= COSTS[kind].memory * count;
  }

  /**
   * Says that `bytes` are needed for a while and then given back.
   * @throws FmuToolError `fmu-too-costly` if there is no such room
   */
  lend(bytes: number, what: string): void {
    if (this.#kept + bytes <= this.#memoryLimit) return;
    throw tooCostly(
      `${what} needs ${mebibytes(bytes)} of memory, and of what it may take there are ${this.#room()} left`,
    );
  }

  #room(): string {
    return mebibytes(Math.max(0, this.#memoryLimit - this.#kept));
  }

  #tooMuch(): FmuToolError {
    const account = this.#kept > this.#memoryLimit ? 'memory' : 'work';
    const share = ([kind, count]: readonly [Spending, number]): number => COSTS[kind][account] * count;
    const counts = Object.entries(this.#counts) as [Spending, number][];
    const [kind, count] = counts.reduce((most, each) => (share(each) > share(most) ? each : most));
    const limit = account === 'memory' ? `${mebibytes(this.#memoryLimit)} of memory` : 'work';
    return tooCostly(
      `to read it takes more than the ${limit} that it may: it has ${count} ${COSTS[kind].what} or more`,
    );
  }
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / MIB)} MiB`;
}

function tooCostly(what: string): FmuToolError {
  return new FmuToolError('fmu-too-costly', `${what}; it may be a bomb, raise the limit on memory if you trust it`);
}

/** Never more than the heap of this process can hold: beyond it there is a crash and no message. */
function defaultMemory(fileSize: number): number {
  const wanted = LEAST_MEMORY + Math.max(0, fileSize - SMALL_FILE) * MEMORY_PER_BYTE;
  return Math.max(LEAST_MEMORY, Math.min(wanted, getHeapStatistics().heap_size_limit));
}
