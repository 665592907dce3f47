/** Writes the way to what was found: as inputs that `simulate` takes, or as JSON. */
import path from 'node:path';
import { FmuToolError } from '../../fmu/error.js';
import { replaceFile } from '../../files/replace-file.js';
import type { Exploration } from '../../explore/exploration.js';
import type { Property } from '../../explore/search/property.js';
import { Proposition } from '../../explore/atoms/proposition.js';
import type { ToldStep } from '../../explore/told-trace.js';
import { replayOf, writeReplay, type Replay } from '../../explore/trace-csv.js';
import { whyNotReplayed } from '../../explore/verify-replay.js';
import type { OpenedSpace } from './open-space.js';
import { findingJson } from '../formats/explore-json.js';
import { label } from '../output/line.js';
import type { Report } from '../output/report.js';

/** What is written. */
export interface TraceToWrite {
  readonly target: string;
  /** The state space, if it is that of a file. */
  readonly ofFmu: OpenedSpace['ofFmu'];
  readonly exploration: Exploration;
  readonly traces: readonly (readonly ToldStep[] | undefined)[];
  readonly report: Report;
  readonly signal: AbortSignal;
}

type OpenedFmu = NonNullable<OpenedSpace['ofFmu']>;

/** Writes the first way there is. @throws FmuToolError `trace`, `file-system` */
export async function writeTrace(file: string, what: TraceToWrite): Promise<void> {
  const { exploration, traces, report, target } = what;
  const place = exploration.findings.findIndex(({ trace }) => trace !== undefined);
  const finding = exploration.findings[place];
  if (finding?.trace === undefined) {
    report.warning(target, `nothing was found to which there is a way, so ${file} is not written`);
    return;
  }
  if (path.extname(file).toLowerCase() === '.json') {
    const document = findingJson(finding, traces[place]);
    await replaceFile(file, [Buffer.from(`${JSON.stringify(document, undefined, 2)}\n`)], { sync: true });
    report.text([['  ', label('way'), `  ${file}`]]);
    return;
  }
  if (what.ofFmu === undefined) throw new TypeError('a way of inputs, and no FMU');
  const replay = replayOf(what.ofFmu.space, finding.trace);
  await writeReplay(file, replay);
  report.text([['  ', label('way'), `  ${file}: ${commandLine(file, replay, target, what.ofFmu)}`]]);
  await verify(file, replay, what, what.ofFmu, finding.property);
}

/** What shows the same again. */
function commandLine(
  file: string,
  { startTime, stopTime, stepSize }: Replay,
  target: string,
  { options }: OpenedFmu,
): string {
  const set = (options.set ?? []).map(([name, value]) => ` --set ${quoted(`${name}=${value}`)}`).join('');
  const times = `--start ${startTime} --stop ${stopTime} --step ${stepSize}`;
  return `fmutool simulate ${quoted(target)} ${times}${set} --input ${quoted(file)}`;
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

async function verify(
  file: string,
  replay: Replay,
  { target, report, signal }: TraceToWrite,
  { space, options }: OpenedFmu,
  property: Property,
): Promise<void> {
  // Nothing that could be looked at says that a model refuses what comes next.
  if (property.kind === 'deadlock' || replay.stopTime === replay.startTime) return;
  const proposition = space.atom(property.text);
  if (!(proposition instanceof Proposition)) throw new TypeError('an atom of another space');
  try {
    const why = await whyNotReplayed(target, file, replay, proposition, property.kind !== 'always', {
      ...options,
      signal,
    });
    if (why === undefined) report.text(['       a simulation with it leads there, too']);
    else report.warning(target, `${file} does not show it again: ${why}`);
  } catch (error) {
    if (!(error instanceof FmuToolError)) throw error;
    report.warning(target, `it could not be checked that ${file} shows it again: ${error.message}`);
  }
}
