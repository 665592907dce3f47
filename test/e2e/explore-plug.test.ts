// `fmutool explore` of a state space that `fmutool plug-serve` serves, in both dialects.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACTIONS, reachable } from '../explore/jugs.js';
import { executable, fmutool } from './support/executable.js';

const jugs = path.join(path.dirname(executable), '..', 'fixtures', 'fmus', 'jugs.fmu');
const CHOICE = ['--choice', `action=${ACTIONS.join(',')}`];

describe.each(['prefixed', 'fixed'])('fmutool explore over plug, %s', { timeout: 60_000 }, (dialect) => {
  let folder: string;
  let server: ReturnType<typeof serve>;
  let address: string;

  const serve = () =>
    execa(
      process.execPath,
      [executable, 'plug-serve', jugs, ...CHOICE, '--port', '0', '--json', '--dialect', dialect],
      {
        reject: false,
      },
    );

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'fmutool-explore-'));
    server = serve();
    const started = server;
    const said = await new Promise<string>((resolve, reject) => {
      started.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString('utf8')));
      void started.then(({ stderr }) => reject(new Error(stderr)));
    });
    const port = /"port":\s*(\d+)/.exec(said)?.[1] ?? '';
    address = `plug://127.0.0.1:${port}${dialect === 'fixed' ? '?dialect=fixed' : ''}`;
  });
  afterAll(async () => {
    server.kill('SIGTERM');
    await server;
    rmSync(folder, { recursive: true, force: true });
  });

  const explore = (...args: string[]) => fmutool(['explore', address, ...args], { cwd: folder });

  it('sees what exploring the file sees', async () => {
    const { status, stdout } = await explore('--deadlock', '--reach', 'large == 6', '--json');
    const { properties, ...seen } = JSON.parse(stdout) as { properties: { verdict: string }[] };
    const { states, edges, refused } = reachable(true);
    expect(seen).toMatchObject({ states, edges, refused, complete: true, deadlocks: 0 });
    expect(properties.map(({ verdict }) => verdict)).toEqual(['unreachable', 'holds']);
    expect(status).toBe(1);
  });

  it('finds the shortest way', async () => {
    const { status, stdout } = await explore('--reach', 'large == 4');
    expect(status).toBe(0);
    expect(stdout).toContain('reach large == 4: reached after 6 steps');
    expect(stdout).toContain('action=pour_into_small for 1 s');
  });

  it('refuses what only a file has', async () => {
    for (const args of [
      ['--choice', 'u=1'],
      ['--checkpoint', 'x'],
      ['--trace', 'way.csv'],
    ]) {
      const { status, stderr } = await explore(...args);
      expect([status, stderr]).toEqual([2, expect.stringMatching(/for FMU files/)]);
    }
  });
});
