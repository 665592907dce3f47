// Every command on a terminal: whatever its width nothing is written without end, and a signal ends it at every moment.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fmuFiles } from '../remoting/support/fmu.js';
import { listing, put, workspace } from '../remoting/support/workspace.js';
import { zip } from '../remoting/support/zip.js';
import { root } from '../repository/checkout.js';
import { smokeFmu } from './support/smoke-fmu.js';
import { CTRL_C, noTerminal, Terminal } from './support/terminal.js';

const fixture = (name: string): string => path.join(root, 'fixtures', 'fmus', `${name}.fmu`);
/** A simulation that takes as long as one has patience. */
const ENDLESS = ['simulate', fixture('once'), '--step', '0.001', '--stop', '1000000'];
const CLEAR = '\r\u001b[K';
/** Exit statuses after the signals. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
const big = { name: 'resources/big.bin', data: Buffer.alloc(60_000_000, 'incompressible?'), method: 'store' } as const;

/** The pictures of what is under way that were written, one after the other. */
function pictures(terminal: Terminal): string[] {
  return terminal.output.split(CLEAR).slice(1, -1);
}

/** Resolves as soon as a temporary file is there. */
async function writing(folder: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!listing(folder).some((name) => name.startsWith('.fmutool-'))) {
    if (Date.now() > deadline) throw new Error(`nothing is written in ${folder}`);
    await after(1);
  }
}

const after = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe.skipIf(noTerminal !== '')(`${noTerminal}the width of a terminal`, () => {
  it.each(Object.entries(SIGNALS) as [keyof typeof SIGNALS, number][])(
    'without columns nothing is drawn, and %s ends the simulation',
    async (name, status) => {
      const folder = workspace();
      const terminal = new Terminal([...ENDLESS, '--output', path.join(folder, 'results.csv')], { columns: 0 });
      await writing(folder);
      await after(500);
      await terminal.send(name);
      expect(await terminal.status()).toBe(status);
      expect(terminal.output).not.toContain(CLEAR);
      expect(listing(folder)).toEqual(['results.csv']);
    },
  );

  it.each([1, 20])('of %i columns no line is longer', async (columns) => {
    const terminal = new Terminal(ENDLESS, { columns });
    await terminal.shows(columns === 1 ? /\u001b\[K.*\u001b\[K.*\u001b\[K/s : /0 % \[/);
    terminal.type(CTRL_C);
    expect(await terminal.status()).toBe(130);
    const drawn = pictures(terminal);
    expect(drawn.length).toBeGreaterThan(1);
    expect(drawn.filter((line) => line.replace(/\^C$/, '').length >= columns)).toEqual([]);
  });
});

describe.skipIf(noTerminal !== '')(`${noTerminal}Ctrl-C on a terminal`, () => {
  it.each(Object.entries(SIGNALS) as [keyof typeof SIGNALS, number][])(
    'once the progress of a simulation is shown: %s',
    async (name, status) => {
      const terminal = new Terminal(ENDLESS, { columns: 80 });
      await terminal.shows(/ 0 % \[/);
      if (name === 'SIGINT') terminal.type(CTRL_C);
      else await terminal.send(name);
      expect(await terminal.status()).toBe(status);
      expect(terminal.output).toContain('interrupted');
    },
  );

  it('twice ends a simulation whose model does not answer', async () => {
    const terminal = new Terminal(['simulate', fixture('misbehaving')], {
      columns: 80,
      env: { FMUTOOL_FIXTURE_ACTION: 'fmi2DoStep:hang' },
    });
    await terminal.shows(/ 0 % \[/);
    terminal.type(CTRL_C);
    await after(400);
    terminal.type(CTRL_C);
    expect(await terminal.status()).toBe(130);
  });

  it('while a model is instantiated that does not come to an end with it', async () => {
    const terminal = new Terminal(['simulate', fixture('misbehaving')], {
      columns: 80,
      env: { FMUTOOL_FIXTURE_ACTION: 'fmi2Instantiate:hang' },
    });
    await terminal.shows(/misbehaving\.fmu.*misbehaving\.fmu/s);
    terminal.type(CTRL_C);
    expect(await terminal.status()).toBe(130);
  });

  it('while a server is waited for', async () => {
    const terminal = new Terminal(['simulate', 'rfmi://127.0.0.1:1/plant', '--wait', '600'], { columns: 80 });
    await terminal.shows(/plant.*plant/s);
    terminal.type(CTRL_C);
    expect(await terminal.status()).toBe(130);
  });

  it('while a smoke test runs', async () => {
    const file = await smokeFmu('misbehaving', { keep: ['linux64'] });
    const terminal = new Terminal(['smoke', file, '--timeout', '600'], {
      columns: 80,
      env: { FMUTOOL_FIXTURE_ACTION: 'fmi2DoStep:hang' },
    });
    await terminal.shows(/misbehaving\.fmu.*misbehaving\.fmu/s);
    terminal.type(CTRL_C);
    expect(await terminal.status()).toBe(130);
  });

  it.each([
    ['add-remoting', ['add-remoting', 'win64']],
    ['remove-remoting', ['remove-remoting']],
  ])('while %s writes, which leaves the old file', async (_, command) => {
    const folder = workspace();
    const file = put(folder, 'model.fmu', zip([...fmuFiles(['win64']), big]));
    const twoSided = command[0] === 'remove-remoting';
    if (twoSided) execFileSync(process.execPath, [path.join(root, 'bin', 'fmutool.js'), '--add-remoting-win64', file]);
    const terminal = new Terminal([...command, file], { columns: 80 });
    await writing(folder);
    terminal.type(CTRL_C);
    expect(await terminal.status()).toBe(130);
    expect(terminal.output).toContain('interrupted');
    expect(listing(folder)).toEqual(['model.fmu']);
  });

  it('while rfmi-dump waits for its input', async () => {
    const pipe = path.join(workspace(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    for (const milliseconds of [0, 300, 1500]) {
      const terminal = new Terminal(['rfmi-dump'], { columns: 80, input: pipe });
      await terminal.started();
      await after(milliseconds);
      terminal.type(CTRL_C);
      expect(await terminal.status()).toBe(130);
    }
  });

  it('at any moment of the beginning of a simulation', async () => {
    for (const milliseconds of [0, 30, 60, 100, 150, 220, 300, 450, 700, 1000, 1500]) {
      const terminal = new Terminal(ENDLESS, { columns: 80 });
      await terminal.started();
      await after(milliseconds);
      terminal.type(CTRL_C);
      expect(await terminal.status(), `after ${milliseconds} ms`).toBe(130);
    }
  }, 120_000);

  it.each([
    ['info', ['info', fixture('everything')], /experiment.*\r\n$/s],
    ['a simulation', ['simulate', fixture('once'), '--stop', '0.1'], /s in \d+ steps/],
  ])(
    'at any moment of %s: what ends well has said everything',
    async (_, args, whole) => {
      const statuses: (number | null)[] = [];
      for (const milliseconds of [0, 50, 100, 150, 200, 300, 400, 600, 900]) {
        const terminal = new Terminal(args, { columns: 80 });
        await terminal.started();
        await after(milliseconds);
        terminal.type(CTRL_C);
        const status = await terminal.status();
        statuses.push(status);
        if (status === 0) expect(terminal.output).toMatch(whole);
        else expect(status, `after ${milliseconds} ms`).toBe(130);
      }
      expect(statuses[0]).toBe(130);
    },
    120_000,
  );

  it('serve ends with 0, as it says', async () => {
    for (const signal of Object.keys(SIGNALS) as NodeJS.Signals[]) {
      const terminal = new Terminal(['serve', fixture('once'), '--port', '0'], { columns: 80 });
      await terminal.shows(/Ctrl-C ends the server/);
      if (signal === 'SIGINT') terminal.type(CTRL_C);
      else await terminal.send(signal);
      expect(await terminal.status()).toBe(0);
      expect(terminal.output).toContain('the server ends');
    }
  });
});
