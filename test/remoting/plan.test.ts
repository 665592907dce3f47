// What operations do to an FMU together, in whichever order they come.
import { describe, expect, it } from 'vitest';
import type { Operation } from '../../src/remoting/plan.js';
import { add, both, change, expectRefusal, win64Only } from './support/change.js';
import { fmu, fmuFiles, type InterfaceOptions } from './support/fmu.js';
import { zipMap, zipText } from './support/read-zip.js';
import { zip } from './support/zip.js';

describe('several platforms', () => {
  const orders: Operation[][] = [
    [add('win32'), add('win64')],
    [add('win64'), add('win32')],
  ];

  it.each([
    ['both libraries', both],
    ['win64 only', win64Only],
    ['win32 only', fmu(['win32'])],
  ])('end the same, byte for byte, whichever came first: %s', async (_name, before) => {
    const results: Buffer[] = [];
    for (const [first, second] of orders) {
      const once = await change(before, [first!]);
      results.push((await change(once.after, [second!])).after);
      results.push((await change(before, [first!, second!])).after);
    }
    for (const result of results) expect(result.equals(results[0]!)).toBe(true);
  });

  it('points a bridge at the library that has since been renamed', async () => {
    const once = await change(win64Only, [add('win32')]);
    const twice = await change(once.after, [add('win64')]);
    expect(twice.plans[0]).toMatchObject({ kind: 'isolate', replaced: ['binaries/win32/model.remoting'] });
    expect(zipText(twice.after, 'binaries/win32/model.remoting')).toContain('model=../win64/real-model.dll\n');
  });
});

describe('--allow-multiple-instances', () => {
  const interfaces: InterfaceOptions[] = [
    { kind: 'CoSimulation', identifier: 'model', attributes: 'canBeInstantiatedOnlyOncePerProcess="true"' },
    { kind: 'ModelExchange', identifier: 'model' },
  ];
  const once = fmu(['win64'], interfaces);

  it('changes the bytes of the value and no others', async () => {
    const { after, plans } = await change(once, [add('win64', { allowMultipleInstances: true })]);
    expect(plans[0]?.modified).toEqual(['modelDescription.xml']);
    const before = zipText(once, 'modelDescription.xml');
    expect(zipText(after, 'modelDescription.xml')).toBe(
      before
        .replace('identifier="model" canBeInstantiatedOnlyOncePerProcess="true"', '$&')
        .replace(/(<CoSimulation[^>]*OncePerProcess=")true/, '$1false'),
    );
    expect(zipMap(after).get('modelDescription.xml')?.mode).toBe(0o100644);
  });

  it('leaves modelDescription.xml alone when it is not given, and says what it could do', async () => {
    const { after, plans } = await change(once, [add('win64')]);
    expect(zipMap(after).get('modelDescription.xml')?.packed).toEqual(zipMap(once).get('modelDescription.xml')?.packed);
    expect(plans[0]?.reasons.join()).toContain('--allow-multiple-instances');
  });

  it('warns where the model still runs without remoting, once', async () => {
    const allow = { allowMultipleInstances: true };
    const two = fmu(['win32', 'win64'], interfaces);
    const { plans, after } = await change(two, [add('win64', allow)]);
    expect(plans[0]?.warnings).toEqual([expect.stringContaining('for win32 the model runs without remoting')]);
    const again = await change(after, [add('win64', allow)]);
    expect([again.changed, again.plans[0]?.warnings]).toEqual([false, []]);
  });

  it('does not warn of a platform that the same call adds, or when the flag was not set', async () => {
    const allow = { allowMultipleInstances: true };
    const warnings = async (bytes: Buffer, operations: Operation[]): Promise<readonly string[]> =>
      (await change(bytes, operations)).plans.flatMap((plan) => plan.warnings);
    expect(await warnings(fmu(['win32', 'win64'], interfaces), [add('win64', allow), add('win32', allow)])).toEqual([]);
    expect(await warnings(both, [add('win64', allow)])).toEqual([]);
  });
});

describe('what is refused', () => {
  it("another tool's server", async () => {
    const taken = zip([...fmuFiles(['win64']), { name: 'binaries/win64/server_sm.exe', data: 'x' }]);
    const message = /server_sm\.exe is in the FMU already/;
    await expectRefusal(taken, [add('win32')], { code: 'remoting-foreign', message });
  });

  it('the second of two operations', async () => {
    await expectRefusal(win64Only, [add('win32'), add('darwin64')], { code: 'remoting-platform', message: /macOS/ });
  });
});

describe('a model that needs its tool', () => {
  it.each([
    [' needsExecutionTool="true"', true],
    ['', false],
  ])('is said to (%s)', async (attributes, said) => {
    const { plans } = await change(fmu(['win64'], [{ kind: 'CoSimulation', identifier: 'model', attributes }]), [
      add('win64'),
    ]);
    expect(plans[0]?.reasons.some((reason) => reason.includes('needs the tool that made it'))).toBe(said);
  });
});
