/** Values that are there at once or later. Most calls of a model are quick, and a promise would cost more than they do. */
import type { Soon } from './calls.js';

/** Goes on with a value: at once if it is there. */
export function andThen<T, U>(soon: Soon<T>, next: (value: T) => Soon<U>): Soon<U> {
  return soon instanceof Promise ? soon.then(next) : next(soon);
}
