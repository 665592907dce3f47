/** Where numbers lie on an axis, and which of them are written beside it. */

/** An axis. */
export interface Scale {
  readonly from: number;
  readonly to: number;
  /** Place of a number in the drawing. */
  place(value: number): number;
}

/** The axis that has room for `values`, from one place to another; `margin` is the part of it left free at each end. */
export function scaleOf(values: readonly number[], [start, end]: readonly [number, number], margin: number): Scale {
  let from = Infinity;
  let to = -Infinity;
  for (const value of values) {
    from = Math.min(from, value);
    to = Math.max(to, value);
  }
  if (from > to) [from, to] = [0, 1];
  if (from === to) {
    const around = Math.abs(from) * 0.1 || 1;
    [from, to] = [from - around, to + around];
  }
  // Each end by itself: the distance of two large numbers may be infinite.
  const free = (to / 2 - from / 2) * 2 * margin;
  if (Number.isFinite(free)) [from, to] = [from - free, to + free];
  const half = to / 2 - from / 2;
  return { from, to, place: (value) => start + ((value / 2 - from / 2) / half) * (end - start) };
}

/** Round numbers within the axis, about `count` of them, and their places. */
export function ticks(scale: Scale, count: number): { readonly at: number; readonly text: string }[] {
  const { from, to } = scale;
  const step = roundStep((to - from) / count);
  if (!Number.isFinite(step) || step <= 0) return [];
  const found: { readonly at: number; readonly text: string }[] = [];
  for (let index = Math.ceil(from / step); index * step <= to && found.length <= 2 * count; index++) {
    const value = index * step;
    // More digits than a step has are noise.
    found.push({ at: Math.round(scale.place(value) * 100) / 100, text: written(value, step) });
  }
  return found;
}

function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const digit = step / power;
  return (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10) * power;
}

function written(value: number, step: number): string {
  if (value === 0) return '0';
  const digits = Math.floor(Math.log10(Math.abs(value))) - Math.floor(Math.log10(step) + 1e-9) + 1;
  const text = Number(value.toPrecision(Math.min(15, Math.max(1, digits))));
  const size = Math.abs(text);
  return size >= 1e6 || size < 1e-4 ? text.toExponential().replace('e+', 'e') : String(text);
}
