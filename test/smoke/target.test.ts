// What of an FMU is tested, on machines that can do this or that.
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Fmu } from '../../src/fmu/fmu.js';
import { findPlatform, type Platform } from '../../src/fmu/platforms.js';
import { changeFmu } from '../../src/remoting/change-fmu.js';
import { chooseTargets, type Host } from '../../src/smoke/target.js';
import { workspace } from '../remoting/support/workspace.js';
import { fixtureFmu } from '../native/unpacked-fmu.js';

const platform = (name: string): Platform => findPlatform(name)!;

/** A machine for 64-bit Linux that runs models of the platforms named. */
function machine(...runs: readonly string[]): Host {
  return {
    own: platform('linux64'),
    whyNot: (wanted) => Promise.resolve(runs.some((name) => platform(name) === wanted) ? undefined : 'no way'),
  };
}

async function targets(add: readonly string[], host: Host, wanted: readonly string[] = [], name = 'everything') {
  const file = path.join(workspace(), 'model.fmu');
  const operations = add.map((each) => ({ action: 'add-remoting' as const, platform: platform(each) }));
  await changeFmu(fixtureFmu(name), operations, { output: file, sync: false });
  const fmu = Fmu.open(file);
  try {
    const found = await chooseTargets(
      fmu,
      wanted.map((each) => platform(each)),
      host,
    );
    return found.map((each) => ({
      kind: each.kind === 'coSimulation' ? 'cs' : 'me',
      on: each.platform?.fmi2Name,
      computes: each.computes?.fmi2Name,
      remoting: each.remoting,
      reason: each.reason,
    }));
  } finally {
    fmu.close();
  }
}

const linux64 = { on: 'linux64', computes: 'linux64', remoting: 'isolate', reason: undefined };

describe('tested are', () => {
  it('both interfaces of a patched platform', async () => {
    expect(await targets(['linux64'], machine('linux64'))).toEqual([
      { kind: 'cs', ...linux64 },
      { kind: 'me', ...linux64 },
    ]);
  });

  it('all patched platforms, the own one first, and those that cannot run here say why', async () => {
    const found = await targets(['linux32', 'linux64', 'win64'], machine('linux64', 'linux32'));
    expect(found.filter(({ kind }) => kind === 'cs').map(({ on, reason }) => [on, reason])).toEqual([
      ['linux64', undefined],
      ['win64', 'not testable here: no way'],
      ['linux32', undefined],
    ]);
  });

  it('the platforms that are asked for, and one that cannot run here says why', async () => {
    const found = await targets(['linux64', 'win64'], machine('linux64'), ['win64']);
    expect(found.map(({ on, reason }) => [on, reason])).toEqual([
      ['win64', 'not testable here: no way'],
      ['win64', 'not testable here: no way'],
    ]);
  });

  it('with only remoting that cannot run here: that, and why', async () => {
    const found = await targets(['win64'], machine('linux64'));
    expect(found.map(({ on, remoting, reason }) => [on, remoting, reason])[0]).toEqual([
      'win64',
      'isolate',
      'not testable here: no way',
    ]);
  });

  it("without remoting: the machine's own library, as it is", async () => {
    const found = await targets([], machine('linux64', 'linux32'));
    expect(found).toEqual([
      { kind: 'cs', ...linux64, remoting: undefined },
      { kind: 'me', ...linux64, remoting: undefined },
    ]);
  });

  it('nothing for a platform that the FMU has no library for, and what it has is named', async () => {
    const [found] = await targets([], machine('linux64', 'aarch64-linux'), ['aarch64-linux']);
    expect(found?.reason).toMatch(/^it has no library for aarch64-linux, but win32, win64, linux32, linux64 \(/);
  });
});
