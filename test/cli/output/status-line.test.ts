// What is under way stays on one line of a terminal, whatever its width, and does not come where there is no width.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { StatusLine } from '../../../src/cli/output/status-line.js';

const CLEAR = '\r\u001b[K';

class Terminal {
  isTTY = true;
  readonly written: string[] = [];
  constructor(public columns: number) {}

  write(text: string): boolean {
    this.written.push(text);
    return true;
  }

  /** What stands on the line. */
  get line(): string | undefined {
    return this.written.at(-1)?.replace(CLEAR, '');
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubEnv('TERM', 'xterm');
  return () => vi.useRealTimers();
});

describe('nothing is written', () => {
  it.each([
    ['to a terminal without columns', 0, true, 'xterm'],
    ['to a file', 80, false, 'xterm'],
    ['to a terminal that can only write on', 80, true, 'dumb'],
  ])('%s', async (_, columns, isTTY, type) => {
    vi.stubEnv('TERM', type);
    const terminal = Object.assign(new Terminal(columns), { isTTY });
    const activity = await new StatusLine(terminal).begin('model.fmu');
    activity.show(0.5);
    vi.advanceTimersByTime(1000);
    activity.end();
    expect(terminal.written).toEqual([]);
  });
});

describe('on a terminal', () => {
  it('it turns, fills and goes away', async () => {
    const terminal = new Terminal(80);
    const activity = await new StatusLine(terminal).begin('model.fmu');
    expect(terminal.line).toBe('| model.fmu');
    vi.advanceTimersByTime(100);
    expect(terminal.line).toBe('/ model.fmu');
    for (const [part, shown] of [
      [0, '  0 % [........................]'],
      [0.5, ' 50 % [############............]'],
      [0.999, ' 99 % [########################]'],
      [7, '100 % [########################]'],
    ] as const) {
      activity.show(part);
      vi.advanceTimersByTime(100);
      expect(terminal.line).toBe(`${terminal.line?.[0]} ${shown} model.fmu`);
    }
    activity.end();
    expect(terminal.written.at(-1)).toBe(CLEAR);
    const { length } = terminal.written;
    vi.advanceTimersByTime(10_000);
    expect(terminal.written).toHaveLength(length);
  });

  it.each([1, 2, 3, 20, 79])('of %i columns it is cut to fewer', async (columns) => {
    const terminal = new Terminal(columns);
    const activity = await new StatusLine(terminal).begin('水'.repeat(100));
    activity.show(0.25);
    vi.advanceTimersByTime(300);
    expect(terminal.written.length).toBeGreaterThan(1);
    for (const text of terminal.written) {
      const line = text.replace(CLEAR, '');
      // Two columns for each of these characters.
      expect(line.length + line.split('水').length - 1).toBeLessThan(columns);
    }
    activity.end();
  });

  it('that loses its columns meanwhile it stops', async () => {
    const terminal = new Terminal(80);
    const activity = await new StatusLine(terminal).begin('model.fmu');
    terminal.columns = 0;
    const { length } = terminal.written;
    vi.advanceTimersByTime(1000);
    expect(terminal.written).toHaveLength(length);
    activity.end();
  });

  it('several share the line, and it makes room for something else', async () => {
    const terminal = new Terminal(80);
    const status = new StatusLine(terminal);
    const first = await status.begin('a.fmu');
    const second = await status.begin('b.fmu');
    vi.advanceTimersByTime(100);
    expect(terminal.line).toMatch(/^. a\.fmu, b\.fmu$/);
    status.clear();
    expect(terminal.written.at(-1)).toBe(CLEAR);
    status.clear();
    first.end();
    vi.advanceTimersByTime(100);
    expect(terminal.line).toMatch(/^. b\.fmu$/);
    second.end();
    expect(terminal.written.at(-1)).toBe(CLEAR);
  });

  it('it shows what is not seen', async () => {
    const terminal = new Terminal(80);
    const activity = await new StatusLine(terminal).begin('\u001b[2J\u202e.fmu');
    expect(terminal.line).toBe('| \\u001b[2J\\u202e.fmu');
    activity.end();
  });
});
