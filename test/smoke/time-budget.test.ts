import { afterEach, describe, expect, it, vi } from 'vitest';
import { TimeBudget } from '../../src/smoke/time-budget.js';

describe('the time of an FMU', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is shared out by halves, and never runs out for those that come late', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const budget = new TimeBudget(60);
    expect(budget.share).toBe(30);
    vi.advanceTimersByTime(30_000);
    expect(budget.share).toBe(15);
    vi.advanceTimersByTime(15_000);
    expect(budget.share).toBe(7.5);
    vi.advanceTimersByTime(60_000);
    expect(budget.share).toBe(0.001);
  });
});
