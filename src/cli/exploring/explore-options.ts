/** What may be typed for `fmutool explore`. */
import type { Property } from '../../explore/search/property.js';
import type { SpaceCommandOptions } from './space-options.js';

export interface ExploreCommandOptions extends SpaceCommandOptions {
  readonly never?: readonly string[];
  readonly always?: readonly string[];
  readonly reach?: readonly string[];
  readonly deadlock?: boolean;
  readonly strategy?: 'breadth' | 'depth' | 'random';
  readonly seed?: number;
  readonly walks?: number;
  readonly maxStates?: number;
  readonly timeout?: number;
  readonly memory?: number;
  readonly bounded?: boolean;
  readonly checkpoint?: string;
  readonly trace?: string;
  readonly graph?: string;
}

/** What is asked. */
export function propertiesOf({ never, always, reach, deadlock }: ExploreCommandOptions): Property[] {
  const all = { never, always, reach };
  return [
    ...(['never', 'always', 'reach'] as const).flatMap((kind) => (all[kind] ?? []).map((text) => ({ kind, text }))),
    ...(deadlock === true ? [{ kind: 'deadlock' } as const] : []),
  ];
}
