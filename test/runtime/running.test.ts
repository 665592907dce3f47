// An instance over a runner that is made up, for what the real one never does: exceptions where no caller waits for
// any.
import { describe, expect, it } from 'vitest';
import { RunningInstance } from '../../src/runtime/running.js';
import { Status, type Handle, type Runner } from '../../src/runtime/runner.js';

type Take = (to: Uint8Array) => number;

/** The result of a list without calls: a head of zeros. */
const nothing: Take = (to) => {
  to.fill(0, 0, 64);
  return 64;
};

/** Every list of calls takes its time, and then the instance's own `take` says what has come of it. */
class SlowRunner implements Runner {
  /** Of the instances that are opened, one after the other. */
  readonly takes: Take[];
  closed = 0;

  constructor(...takes: Take[]) {
    this.takes = takes;
  }

  openHub = (): { hub: object; descriptor: number } => ({ hub: {}, descriptor: -1 });
  done = (): number => 0;
  doneAside = (): Promise<number> => new Promise(() => undefined);
  open = (): Handle => ({ take: this.takes.shift() });
  begin = (): number => Status.again;
  wait = (): number => Status.ok;
  arm = (): number => Status.ok;
  takeLog = (): number => 0;
  abort = (): void => undefined;
  take = (instance: Handle, to: Uint8Array): number => (instance as { take: Take }).take(to);
  close = (): void => void (this.closed += 1);
}

const place = { fmi: 2, server: '/s', library: '/l', limitMicroseconds: 0 };

describe('an instance whose result cannot be had', () => {
  it.each<[string, Take]>([
    ['it is shorter than its head', () => 3],
    ['it says that more has come of the calls than there is', (to) => to.fill(1, 0, 64).length && 64],
    [
      'taking it throws',
      () => {
        throw new Error('on purpose');
      },
    ],
  ])('rejects what it was asked for, and no other instance notices: %s', async (_what, take) => {
    const runner = new SlowRunner(take, nothing);
    let ended = 0;
    const bad = new RunningInstance(runner, place, () => (ended += 1));
    const other = new RunningInstance(runner, place, () => (ended += 1));
    const failing = bad.run([{ call: 'get', frame: Buffer.alloc(4) }]);
    const well = other.run([{ call: 'terminate' }]);
    await expect(failing).rejects.toThrow();
    expect(await well).toMatchObject({ status: 'ok' });
    await bad.close().catch(() => undefined);
    await other.close();
    // What belongs to it is given back all the same.
    expect([ended, runner.closed]).toEqual([2, 2]);
  });
});
