/** Whether the state of a model can become bytes, and the model go on from them. */
import type { ModelDescription } from './model-description.js';

/** An interface whose state can be asked for. */
export type SerializableKind = 'coSimulation' | 'modelExchange';

/** Name of the attribute that says so (FMI 2.0.4, 3.3.1 and 4.3.1; FMI 3.0, 2.4.10); FMI 1.0 has none. */
export function serializationFlag({ fmiMajor }: Pick<ModelDescription, 'fmiMajor'>): string | undefined {
  return { 1: undefined, 2: 'canSerializeFMUstate', 3: 'canSerializeFMUState' }[fmiMajor];
}

export function canSerialize(
  description: Pick<ModelDescription, 'fmiMajor' | 'interfaces'>,
  kind: SerializableKind,
): boolean {
  const flag = serializationFlag(description);
  const found = description.interfaces.find((each) => each.kind === kind);
  return flag !== undefined && found?.capabilities[flag] === true;
}
