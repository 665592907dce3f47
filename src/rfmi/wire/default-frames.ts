/** The frames that every FMU has without a client defining them (RFMI 3.2.4.3). */
import type { FmiMajor } from '../../fmu/fmi-major.js';
import { type SubFrame, TYPE_ORDER, ValueType } from '../../runtime/frames.js';
import type { FrameDefinition } from './fields.js';
import { FrameId } from './messages.js';
import { ExtendedKind, isArray } from './variables.js';

/** What a server tells of a variable; the type may be none that is known here. */
interface ListedVariable {
  readonly kind: number;
  readonly type: number;
  readonly reference: number;
}

/** FMI 1.0: the kinds that 3.1.4 names. */
const FMI1_INPUTS: readonly number[] = [0x0002, 0x0003];
const FMI1_OUTPUTS: readonly number[] = [0x0100, 0x0101, 0x0102, 0x0103];

/** How many elements an array has now, by its type and value reference (XTND). */
export type ElementsOf = (type: number, reference: number) => number | undefined;

/**
 * The empty frame, the inputs and the outputs. `elementsOf` is asked for arrays, which are listed only with XTND; one of
 * which it knows nothing is left out. So are clocks, which can be got and set in Event Mode only.
 */
export function defaultFrames(
  major: FmiMajor,
  variables: readonly ListedVariable[],
  elementsOf: ElementsOf = () => undefined,
): FrameDefinition[] {
  const frame = (wanted: (one: ListedVariable) => boolean): SubFrame[] =>
    subFramesOf(variables.filter(wanted), elementsOf);
  return [
    { id: FrameId.empty, subFrames: [] },
    { id: FrameId.inputs, subFrames: frame(({ kind }) => isInput(major, kind)) },
    { id: FrameId.outputs, subFrames: frame(({ kind }) => isOutput(major, kind)) },
  ];
}

function isInput(major: FmiMajor, kind: number): boolean {
  return major === 1 ? FMI1_INPUTS.includes(kind) : causalityOf(kind) === 0;
}

function isOutput(major: FmiMajor, kind: number): boolean {
  return major === 1 ? FMI1_OUTPUTS.includes(kind) : causalityOf(kind) === 1;
}

function causalityOf(kind: number): number {
  return (kind & ~ExtendedKind.array) >> 8;
}

/**
 * A sub-frame for each type that occurs, and after it one for the arrays of that type; a value that has several names is
 * there once.
 */
function subFramesOf(variables: readonly ListedVariable[], elementsOf: ElementsOf): SubFrame[] {
  const scalars = referencesByType(variables.filter(({ kind }) => !isArray(kind)));
  const arrays = referencesByType(variables.filter(({ kind }) => isArray(kind)));
  return TYPE_ORDER.filter((type) => type !== ValueType.Clock).flatMap((type) => {
    const some: SubFrame[] = [];
    const references = scalars.get(type);
    if (references !== undefined) some.push({ type, references: [...references] });
    const sized = [...(arrays.get(type) ?? [])].flatMap((reference) => {
      const elements = elementsOf(type, reference);
      return elements === undefined ? [] : [{ reference, elements }];
    });
    if (sized.length > 0) {
      some.push({
        type,
        references: sized.map(({ reference }) => reference),
        elements: sized.map(({ elements }) => elements),
      });
    }
    return some;
  });
}

function referencesByType(variables: readonly ListedVariable[]): ReadonlyMap<number, ReadonlySet<number>> {
  const chosen = new Map<number, Set<number>>();
  for (const { type, reference } of variables) {
    const references = chosen.get(type) ?? new Set();
    references.add(reference);
    chosen.set(type, references);
  }
  return chosen;
}
