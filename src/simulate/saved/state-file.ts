/**
 * The file that a simulation is saved in. A line of text that says what it is, the length of a text (4 bytes, little-endian)
 * and the text, which is JSON, the state of the model as the model gave it, and the SHA-256 of all that.
 */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { FmuToolError } from '../../fmu/error.js';
import { asFileError } from '../../files/system-error.js';
import type { Experiment } from '../experiment.js';
import { savedFrom, savedLike, savedText, type Saved } from './saved-value.js';

/** What the state belongs to: another model could not go on from it. */
export interface StateOwner {
  readonly fmiVersion: string;
  readonly modelName: string;
  /** GUID or instantiation token. */
  readonly token: string;
  readonly platform: string;
  readonly interface: string;
  /** SHA-256 of the library that computes. */
  readonly library: string;
}

/** A simulation that has been paused. */
export interface SavedSimulation {
  readonly owner: StateOwner;
  readonly experiment: Experiment;
  /** Start values as they were typed: names and texts. */
  readonly set: readonly (readonly [name: string, value: string])[];
  /** The method of integration that was asked for; empty: none. */
  readonly solver: string;
  /** Seconds. */
  readonly time: number;
  /** What drives the model. */
  readonly driver: Saved;
  /** The serialized FMU state. */
  readonly model: Buffer;
}

const OPENING = Buffer.from('fmutool: state of a simulation, 1\n');
const DIGEST = 32;
/** A file that cannot be one is not read: no state of a model that was ever seen has as much. */
const LONGEST = 0x7fff_0000;

/** What the header of a file has; the values are examples. */
const HEADER = {
  owner: { fmiVersion: '', modelName: '', token: '', platform: '', interface: '', library: '' },
  experiment: { startTime: 0, stopTime: 0, stepSize: 0, stepsPerResult: 0, tolerance: 0 },
  solver: '',
  time: 0,
};

/** The file, in parts. Numbers that an experiment leaves open are NaN in it. */
export function stateFileParts({ owner, experiment, set, solver, time, driver, model }: SavedSimulation): Buffer[] {
  const { stepsPerResult = NaN, tolerance = NaN } = experiment;
  const text = savedText({
    owner: { ...owner },
    experiment: { ...experiment, stepsPerResult, tolerance },
    set: set.map((pair) => [...pair]),
    solver,
    time,
    driver,
  });
  const header = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  const parts = [OPENING, length, header, model];
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return [...parts, digest.digest()];
}

/**
 * Reads what {@link stateFileParts} has made.
 * @throws FmuToolError `saved-state`, `file-system`
 */
export async function readStateFile(path: string): Promise<SavedSimulation> {
  let bytes: Buffer;
  try {
    const status = await stat(path);
    if (!status.isFile() || status.size > LONGEST)
      throw wrong('this is no saved state of a simulation (fmutool simulate --save-state)', path);
    bytes = await readFile(path);
  } catch (error) {
    throw asFileError(error, path, 'cannot be read');
  }
  return parse(bytes, path);
}

function parse(bytes: Buffer, path: string): SavedSimulation {
  const end = bytes.length - DIGEST;
  const text = OPENING.length + 4;
  if (!bytes.subarray(0, OPENING.length).equals(OPENING)) {
    throw wrong('this is no saved state of a simulation (fmutool simulate --save-state)', path);
  }
  const whole = end >= text && createHash('sha256').update(bytes.subarray(0, end)).digest().equals(bytes.subarray(end));
  const state = whole ? text + bytes.readUInt32LE(OPENING.length) : 0;
  if (!whole || state > end) throw wrong('the saved state is damaged or cut short; save it again', path);
  try {
    const header = savedFrom(bytes.toString('utf8', text, state)) as Readonly<Record<string, Saved>>;
    const { owner, experiment, solver, time } = savedLike(header, HEADER);
    const { stepsPerResult, tolerance } = experiment;
    return {
      owner,
      experiment: {
        ...experiment,
        stepsPerResult: Number.isNaN(stepsPerResult) ? undefined : stepsPerResult,
        tolerance: Number.isNaN(tolerance) ? undefined : tolerance,
      },
      set: pairsOf(header['set']),
      solver,
      time,
      driver: header['driver'] ?? {},
      model: bytes.subarray(state, end),
    };
  } catch (error) {
    if (error instanceof FmuToolError || error instanceof SyntaxError) {
      throw wrong('this is no saved state that this version of fmutool knows', path);
    }
    throw error;
  }
}

function pairsOf(saved: Saved | undefined): [string, string][] {
  return Array.isArray(saved) ? saved.map((pair: Saved) => [...savedLike(pair, ['', ''])] as [string, string]) : [];
}

const WHAT: Readonly<Record<keyof StateOwner, string>> = {
  fmiVersion: 'version of the FMI',
  modelName: 'model',
  token: 'GUID or instantiation token',
  platform: 'platform',
  interface: 'interface',
  library: "library (another build of the FMU, or one with fmutool's remoting)",
};

/**
 * Looks whether a model can go on from a state.
 * @throws FmuToolError `saved-state`
 */
export function requireOwner(saved: StateOwner, now: StateOwner): void {
  const different = (Object.keys(WHAT) as (keyof StateOwner)[]).find((each) => saved[each] !== now[each]);
  if (different === undefined) return;
  const values = different === 'library' ? '' : `: ${saved[different]} then, ${now[different]} now`;
  throw new FmuToolError('saved-state', `the state was saved with another ${WHAT[different]}${values}`);
}

function wrong(message: string, path: string): FmuToolError {
  return new FmuToolError('saved-state', message, { path });
}
