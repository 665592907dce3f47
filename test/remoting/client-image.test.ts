import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import koffi from 'koffi';
import { describe, expect, it } from 'vitest';
import { identifyBinary } from '../../src/fmu/binaries/identify.js';
import { PLATFORMS } from '../../src/fmu/platforms.js';
import { displayName } from '../../src/fmu/file-names.js';
import { Prebuilt } from '../../src/prebuilt/prebuilt.js';
import { withIdentifier } from '../../src/remoting/client-image.js';
import { STANDARD_FUNCTIONS } from '../../src/remoting/standard-functions.js';
import { workspace } from './support/workspace.js';

const prebuilt = new Prebuilt();
const platforms = PLATFORMS.filter((platform) => prebuilt.supports(platform));
// Of every length that matters, with every kind of character that the standard allows, first and last in any order.
const identifiers = ['a', '_', 'Zz', 'identity', 'A_0', 'x'.repeat(100), `_${'9'.repeat(248)}Z`];

describe.each(platforms.map((platform) => [displayName(platform), platform] as const))(
  'the client for %s',
  (_, platform) => {
    const library = prebuilt.client(platform, 1);

    it.each(identifiers)('exports the functions of %s and no others', (identifier) => {
      const exported = identifyBinary(withIdentifier(library, identifier))?.exports;
      expect(exported).toEqual([...STANDARD_FUNCTIONS[1]].map((name) => `${identifier}_${name}`).sort());
    });

    it('is the same every time, as long as before, and changed nowhere but in names and what is looked up by them', () => {
      const once = withIdentifier(library, 'model');
      expect(once.equals(withIdentifier(library, 'model'))).toBe(true);
      expect(once.length).toBe(library.length);
      // The place keeps its length, so that the first copy cannot be made into another one.
      const changed = library.reduce((count, byte, at) => count + Number(byte !== once[at]), 0);
      expect(changed).toBeLessThan(STANDARD_FUNCTIONS[1].size * 300 + 2000);
    });

    it.each(['x'.repeat(251), 'modèl', '模型', 'a b', ''])(
      'refuses what the standard does not allow: %s',
      (identifier) => {
        expect(() => withIdentifier(library, identifier)).toThrow(/at most 250 letters.*export the model anew/);
      },
    );
  },
);

describe.runIf(process.platform === 'linux' && process.arch === 'x64')('on this machine', () => {
  const linux64 = PLATFORMS.find((platform) => displayName(platform) === 'linux64')!;

  it.each(identifiers)('the functions of %s are found by their names', (identifier) => {
    const file = path.join(workspace(), 'client.so');
    writeFileSync(file, withIdentifier(prebuilt.client(linux64, 1), identifier));
    const client = koffi.load(file);
    expect((client.func(`${identifier}_fmiGetVersion`, 'str', []) as () => string)()).toBe('1.0');
    expect((client.func(`${identifier}_fmiGetModelTypesPlatform`, 'str', []) as () => string)()).toBe('standard32');
    expect(() => client.func(`${identifier}fmiGetVersion`, 'str', [])).toThrow();
    client.unload();
  });

  it('other readers see the same names', (context) => {
    const file = path.join(workspace(), 'client.so');
    writeFileSync(file, withIdentifier(prebuilt.client(linux64, 1), 'abc'));
    const { stdout, error } = spawnSync('nm', ['-D', '--defined-only', file], { encoding: 'utf8' });
    if (error !== undefined) return context.skip('there is no nm here');
    const names = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' ').at(-1));
    expect(names.sort()).toEqual([...STANDARD_FUNCTIONS[1]].map((name) => `abc_${name}`).sort());
  });
});
