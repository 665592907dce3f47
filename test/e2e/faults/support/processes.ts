/** Processes of this machine, as Linux lists them; those of Wine are among them. */
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { PATIENCE } from '../../../patience.js';

/** One process, as far as the tests want to know it. */
export interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  readonly state: string;
  readonly command: string;
}

/** The variable of the environment by which a test finds again what its importer has started. */
export const MARK = 'FMUTOOL_TEST_MARK';

/** What Wine keeps running for all its programs. */
const WINES_OWN =
  /wineserver|services\.exe|winedevice\.exe|plugplay\.exe|explorer\.exe|svchost\.exe|rpcss\.exe|conhost\.exe/;

function textOf(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** The facts of a process; undefined if there is none, zombies excepted. */
export function factsOf(pid: number): ProcessFacts | undefined {
  const stat = textOf(pid, 'stat');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (stat === '') return undefined;
  return { pid, state: fields[0]!, parent: Number(fields[1]), command: textOf(pid, 'cmdline').replaceAll('\0', ' ') };
}

function allPids(): number[] {
  return readdirSync('/proc').map(Number).filter(Boolean);
}

/** Live processes that have been started, at whatever distance, by the importer with this mark. */
export function marked(mark: string): ProcessFacts[] {
  return allPids()
    .filter((pid) => textOf(pid, 'environ').includes(`${MARK}=${mark}`))
    .map(factsOf)
    .filter((one): one is ProcessFacts => one !== undefined && one.state !== 'Z' && !WINES_OWN.test(one.command));
}

/** The processes of remoting servers that the importer with this mark has started. */
export function serversOf(mark: string): ProcessFacts[] {
  return marked(mark).filter(({ command }) => /server_sm(\.exe)?"? session /.test(command));
}

/** Of two processes that a Linux server is: the one that watches. */
export function supervisorsOf(mark: string): ProcessFacts[] {
  const servers = serversOf(mark);
  return servers.filter(({ parent }) => !servers.some(({ pid }) => pid === parent));
}

/** The processes that have the models in them. */
export function modelsOf(mark: string): ProcessFacts[] {
  const servers = serversOf(mark);
  const inside = servers.filter(({ parent }) => servers.some(({ pid }) => pid === parent));
  return inside.length > 0 ? inside : servers;
}

/** Children of a process that it has not waited for. */
export function zombiesOf(parent: number): ProcessFacts[] {
  return allPids()
    .map(factsOf)
    .filter((one): one is ProcessFacts => one?.state === 'Z' && one.parent === parent);
}

/** Clock ticks of processor time that a process has used. */
export function processorTime(pid: number): number {
  const stat = textOf(pid, 'stat');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/**
 * Asks again and again until the answer is a good one.
 * @throws Error with the last answer when that takes too long
 */
export async function until<T>(ask: () => T, isGood: (answer: T) => boolean, deadline = 20_000 * PATIENCE): Promise<T> {
  const limit = performance.now() + deadline;
  for (;;) {
    const answer = ask();
    if (isGood(answer)) return answer;
    if (performance.now() > limit) throw new Error(`still not so: ${JSON.stringify(answer)}`);
    await pause(2);
  }
}
