// However and whenever a signal comes, a process that can be interrupted ends as the signal asks.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { root } from '../repository/checkout.js';

const interrupt = pathToFileURL(path.join(root, 'dist', 'cli', 'interrupt.js')).href;

interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
}

/** Runs `work`, the body of a function that is given the signal; sends `signals` once it says that it is ready. */
async function run(work: string, ...signals: NodeJS.Signals[]): Promise<Ended> {
  // A library that listens too, as some do to tidy up, has to change nothing.
  const program = `
    const { interruptible } = await import(${JSON.stringify(interrupt)});
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => undefined);
    await interruptible(async (signal) => { ${work} });
    console.log('went on');`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 50_000,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  child.stdout.on('data', (data: Buffer) => {
    stdout += data.toString();
    if (stdout === 'ready\n') for (const name of signals) child.kill(name);
  });
  const [status, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { status, signal, stdout };
}

const READY = `setInterval(() => undefined, 1000); console.log('ready');`;
const ABORTED = `await new Promise((resolve) => signal.addEventListener('abort', resolve));`;

describe.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s', (name) => {
  it('ends it once the work has cleaned up', async () => {
    const ended = await run(`${READY} ${ABORTED} console.log(signal.reason);`, name);
    expect(ended).toEqual({ status: null, signal: name, stdout: `ready\n${name}\n` });
  });

  it('ends it also when it comes as the last thing that happens', async () => {
    const ended = await run(`process.kill(process.pid, '${name}');`);
    expect(ended).toEqual({ status: null, signal: name, stdout: '' });
  });

  it('ends it also when the work fails', async () => {
    const ended = await run(`${READY} ${ABORTED} throw new Error('it was not to be');`, name);
    expect(ended).toEqual({ status: null, signal: name, stdout: 'ready\n' });
  });
});

it('a second one ends it at once, whatever the work is waiting for', async () => {
  const later = `setTimeout(() => process.kill(process.pid, 'SIGTERM'), 300);`;
  const ended = await run(`${READY} ${ABORTED} ${later} await new Promise(() => undefined);`, 'SIGINT');
  expect(ended).toEqual({ status: null, signal: 'SIGTERM', stdout: 'ready\n' });
});

it('two that come together are one, as npx makes them of one Ctrl-C', async () => {
  const ended = await run(`${READY} ${ABORTED} console.log('cleaned up');`, 'SIGINT', 'SIGTERM');
  expect(ended).toMatchObject({ status: null, stdout: 'ready\ncleaned up\n' });
});

it('without a signal the work is what counts', async () => {
  expect(await run(`console.log('worked');`)).toEqual({ status: 0, signal: null, stdout: 'worked\nwent on\n' });
});
