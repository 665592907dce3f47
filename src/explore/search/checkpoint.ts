/**
 * A search that was ended, as bytes, so that it can be gone on with: a line of JSON, then 14 bytes for each configuration that
 * was seen (hash, predecessor, transition), then those that are still to be looked at. Numbers are little-endian.
 */
import { FmuToolError } from '../../fmu/error.js';
import type { Search } from './search.js';
import { MOST_STATES } from './state-table.js';

const FORMAT = 'fmutool-explore-1';
const STATE_BYTES = 14;
const WAITING_BYTES = 12;
const CHUNK_STATES = 1 << 16;
/** Bytes of the first line, at most. */
const LONGEST_HEAD = 1 << 20;

/** What is in the first line. */
interface Head {
  readonly format: string;
  readonly key: string;
  readonly states: number;
  readonly waiting: number;
  readonly progress: unknown;
}

/** The pieces of the file. `key` stands for the question: what was explored, how, and what was asked. */
export function* checkpointOf(search: Search, key: string): Generator<Buffer> {
  const { table, frontier } = search;
  const head: Head = {
    format: FORMAT,
    key,
    states: table.count,
    waiting: frontier.count,
    progress: search.progress,
  };
  yield Buffer.from(`${JSON.stringify(head)}\n`);
  for (let first = 0; first < table.count; first += CHUNK_STATES) {
    const end = Math.min(table.count, first + CHUNK_STATES);
    const bytes = Buffer.allocUnsafe(STATE_BYTES * (end - first));
    for (let state = first, at = 0; state < end; state += 1) {
      const { high, low } = table.hashOf(state);
      at = bytes.writeUInt32LE(high, at);
      at = bytes.writeUInt32LE(low, at);
      at = bytes.writeUInt32LE(table.predecessorOf(state), at);
      at = bytes.writeUInt16LE(table.transitionOf(state), at);
    }
    yield bytes;
  }
  for (const { state, depth, configuration } of frontier) {
    const bytes = Buffer.allocUnsafe(WAITING_BYTES);
    bytes.writeUInt32LE(state, 0);
    bytes.writeUInt32LE(depth, 4);
    bytes.writeUInt32LE(configuration.length, 8);
    yield bytes;
    yield Buffer.from(configuration.buffer, configuration.byteOffset, configuration.length);
  }
}

/**
 * Brings a search that has not begun to where the other one was.
 * @throws FmuToolError `checkpoint` for a file that is damaged or of another search
 */
export function restoreCheckpoint(search: Search, bytes: Buffer, key: string): void {
  const headEnd = bytes.subarray(0, LONGEST_HEAD).indexOf(0x0a);
  const head = headOf(bytes.subarray(0, Math.max(0, headEnd)));
  if (head.key !== key) {
    throw wrong('is of another search: another FMU, other choices or other questions; name another file, or remove it');
  }
  let at = headEnd + 1;
  const need = (size: number): void => {
    if (at + size > bytes.length) throw wrong('is cut off; remove it to begin again');
  };
  need(STATE_BYTES * head.states);
  for (let state = 0; state < head.states; state += 1, at += STATE_BYTES) {
    const hash = { high: bytes.readUInt32LE(at), low: bytes.readUInt32LE(at + 4) };
    const known = search.table.add(hash, bytes.readUInt32LE(at + 8), bytes.readUInt16LE(at + 12));
    if (known !== state) throw wrong('is damaged; remove it to begin again');
  }
  for (let left = head.waiting; left > 0; left -= 1) {
    need(WAITING_BYTES);
    const [state, depth, length] = [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4), bytes.readUInt32LE(at + 8)];
    at += WAITING_BYTES;
    need(length);
    if (state >= head.states) throw wrong('is damaged; remove it to begin again');
    // Each configuration keeps nothing alive but itself.
    search.frontier.push({ state, depth, configuration: Buffer.from(bytes.subarray(at, at + length)) });
    at += length;
  }
  if (at !== bytes.length || !search.resume(head.progress)) throw wrong('is damaged; remove it to begin again');
}

function headOf(bytes: Buffer): Head {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw wrong('is no checkpoint; name another file');
  }
  const head = value as Partial<Head> | null;
  if (typeof head !== 'object' || head?.format !== FORMAT) throw wrong('is no checkpoint of this version');
  const { key, states, waiting } = head;
  if (typeof key !== 'string' || !isCount(states) || !isCount(waiting)) throw wrong('is damaged');
  return { format: FORMAT, key, states, waiting, progress: head.progress };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_STATES;
}

function wrong(what: string): FmuToolError {
  return new FmuToolError('checkpoint', `the checkpoint ${what}`);
}
