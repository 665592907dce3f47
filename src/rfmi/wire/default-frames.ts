/** The frames that every FMU has without a client defining them (RFMI 3.2.4.3). */
import type { FmiMajor } from '../../fmu/fmi-major.js';
import { type SubFrame, TYPE_ORDER } from '../../runtime/frames.js';
import type { FrameDefinition } from './fields.js';
import { FrameId } from './messages.js';

/** What a server tells of a variable; the type may be none that is known here. */
interface ListedVariable {
  readonly kind: number;
  readonly type: number;
  readonly reference: number;
}

/** FMI 1.0: the kinds that 3.1.4 names. */
const FMI1_INPUTS: readonly number[] = [0x0002, 0x0003];
const FMI1_OUTPUTS: readonly number[] = [0x0100, 0x0101, 0x0102, 0x0103];

/** The empty frame, the inputs and the outputs. */
export function defaultFrames(major: FmiMajor, variables: readonly ListedVariable[]): FrameDefinition[] {
  return [
    { id: FrameId.empty, subFrames: [] },
    { id: FrameId.inputs, subFrames: subFramesOf(variables, ({ kind }) => isInput(major, kind)) },
    { id: FrameId.outputs, subFrames: subFramesOf(variables, ({ kind }) => isOutput(major, kind)) },
  ];
}

function isInput(major: FmiMajor, kind: number): boolean {
  return major === 1 ? FMI1_INPUTS.includes(kind) : kind >> 8 === 0;
}

function isOutput(major: FmiMajor, kind: number): boolean {
  return major === 1 ? FMI1_OUTPUTS.includes(kind) : kind >> 8 === 1;
}

/** A sub-frame for each type that occurs; a value that has several names is there once. */
function subFramesOf(variables: readonly ListedVariable[], wanted: (one: ListedVariable) => boolean): SubFrame[] {
  const chosen = new Map<number, Set<number>>();
  for (const one of variables) {
    if (!wanted(one)) continue;
    const references = chosen.get(one.type) ?? new Set();
    references.add(one.reference);
    chosen.set(one.type, references);
  }
  return TYPE_ORDER.flatMap((type) => {
    const references = chosen.get(type);
    return references === undefined ? [] : [{ type, references: [...references] }];
  });
}
