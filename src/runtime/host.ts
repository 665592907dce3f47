/**
 * Which platforms' models this machine can run, found out by letting their servers begin: a 64-bit Linux may lack the
 * 32-bit libraries or run no 32-bit programs at all, and another one may run programs of other processors.
 */
import path from 'node:path';
import { FmuToolError } from '../fmu/error.js';
import type { Platform } from '../fmu/platforms.js';
import { displayName } from '../fmu/file-names.js';
import { Prebuilt } from '../prebuilt/prebuilt.js';
import { loadRunner, ownPlatform } from './runner.js';
import { RunningInstance } from './running.js';
import { runs32BitPrograms, whyNo32BitProgram } from './thirty-two-bit.js';

/** Seconds that a server may take to begin. */
const LIMIT = 10;

const known = new Map<Platform, Promise<string | undefined>>();

/** Why models for `platform` cannot run here; undefined: they can. Never throws for what is wrong with the machine. */
export function whyNotHere(platform: Platform): Promise<string | undefined> {
  let answer = known.get(platform);
  if (answer === undefined) {
    answer = findOut(platform);
    known.set(platform, answer);
  }
  return answer;
}

async function findOut(platform: Platform): Promise<string | undefined> {
  const own = ownPlatform();
  const name = displayName(platform);
  if (own === undefined) return `fmutool runs no models on ${process.platform} ${process.arch}`;
  if (platform.os === 'darwin') return 'fmutool has no server for macOS';
  const prebuilt = new Prebuilt();
  if (!prebuilt.supports(platform)) return `fmutool has no server for ${name}`;
  if (platform.os !== own.os) return `programs for ${name} do not run on ${displayName(own)}`;
  try {
    if (await begins(platform, prebuilt)) return undefined;
  } catch (error) {
    if (!(error instanceof FmuToolError)) throw error;
    return error.message;
  }
  const outcome = `the server for ${name} does not start on this machine`;
  const is32BitOn64 = platform.arch === 'x86' && own.arch === 'x86_64';
  return is32BitOn64 ? whyNo32BitProgram(outcome, await runs32BitPrograms()) : outcome;
}

/** Lets the server load what is no library: one that says so has begun. */
async function begins(platform: Platform, prebuilt: Prebuilt): Promise<boolean> {
  const server = prebuilt.serverFile(platform);
  const nothing = path.dirname(server);
  const instance = new RunningInstance(loadRunner(), {
    fmi: 2,
    server,
    library: nothing,
    limitMicroseconds: LIMIT * 1e6,
  });
  const { status } = await instance.carryOut([
    {
      call: 'instantiate',
      kind: 'coSimulation',
      visible: false,
      loggingOn: false,
      categories: [],
      eventMode: false,
      enumerations: [],
      name: 'nothing',
      token: '',
      resources: '',
    },
  ]);
  await instance.close();
  return status !== 'fatal';
}
