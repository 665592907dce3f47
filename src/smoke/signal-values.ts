/**
 * Values of signals as a model is asked for them, and as they are compared: of an array a model gives all elements at once,
 * and each element that was chosen is compared as a variable of its own.
 */
import type { DrivenModel } from '../simulate/driven.js';
import { VariableFrame } from '../simulate/variable-frame.js';
import { encodeValues } from '../runtime/frame-values.js';
import type { Value } from '../runtime/frames.js';
import type { Signals } from './signals.js';

/** Values in the order of the signals' variables, as bytes that are compared. */
export function signalBytes({ subFrames }: Signals, values: readonly Value[]): Buffer {
  return encodeValues(subFrames, values);
}

/** What the model has for them now; undefined if it refuses. */
export async function readSignals(model: DrivenModel, signals: Signals): Promise<Buffer | undefined> {
  const frame = new VariableFrame(signals.variables);
  const { status, results } = await model.run([{ call: 'get', frame: frame.frame }]);
  const [values] = results;
  if ((status !== 'ok' && status !== 'warning') || !Buffer.isBuffer(values)) return undefined;
  return signalBytes(signals, frame.decode(values));
}
