/**
 * The smoke test of an FMU: served as users serve it and driven as a client drives it, over every transport, and beside
 * it the model's own library, called without any of that. Both have to give the same values, bit for bit.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { FmuToolError } from '../fmu/error.js';
import { Fmu } from '../fmu/fmu.js';
import { problemWarnings } from '../fmu/model-description/problem.js';
import { whyNotHere } from '../runtime/host.js';
import { ownPlatform } from '../runtime/runner.js';
import { OriginalFmu } from './original-fmu.js';
import { DEFAULT_TIMEOUT, type SmokeOptions } from './options.js';
import type { SmokeResult, SmokeTrial } from './result.js';
import { chooseTargets } from './target.js';
import { TimeBudget } from './time-budget.js';
import { testTarget, untestable, type Finish } from './trial.js';

/**
 * Tests the FMU at `file`. What is wrong with the model is in the result.
 * @throws FmuToolError if it cannot be read, or there is no experiment between the times that are asked for
 */
export async function smokeFmu(file: string, options: SmokeOptions = {}): Promise<SmokeResult> {
  const fmu = Fmu.open(file, { limits: options.limits ?? {} });
  const original = new OriginalFmu(fmu, options.limits);
  try {
    const host = { own: ownPlatform(), whyNot: whyNotHere };
    const targets = await chooseTargets(fmu, options.platforms ?? [], host);
    const tested: Finish[] = [];
    const budget = new TimeBudget(options.timeout ?? DEFAULT_TIMEOUT);
    for (const target of targets) {
      options.signal?.throwIfAborted();
      const reason = target.reason ?? (await whyNoOriginal(original));
      if (reason === undefined) {
        tested.push(await testTarget({ fmu, original: await original.open() }, target, options, budget));
      } else tested.push(() => Promise.resolve([untestable(file, target, reason)]));
    }
    // What is left of the time is for what decides nothing.
    const trials: SmokeTrial[] = [];
    for (const finish of tested) {
      trials.push(...(await finish()));
      options.signal?.throwIfAborted();
    }
    const { modelName, fmiVersion, problems } = fmu.modelDescription;
    return { file, modelName, fmiVersion, sha256: await hashOf(file), warnings: problemWarnings(problems), trials };
  } finally {
    await original.close();
    fmu.close();
  }
}

async function whyNoOriginal(original: OriginalFmu): Promise<string | undefined> {
  try {
    await original.open();
    return undefined;
  } catch (error) {
    if (!(error instanceof FmuToolError)) throw error;
    return `its remoting cannot be taken out, and so there is nothing to compare it with: ${error.message}`;
  }
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(file), hash);
  } catch (cause) {
    throw new FmuToolError('file-unreadable', 'the file cannot be read any more; try again', { path: file, cause });
  }
  return hash.digest('hex');
}
