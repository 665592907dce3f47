/** A configuration as a tree along the dotted names of its variables, for people. */
import type { Value } from '../runtime/frames.js';
import { formatValue } from '../simulate/values.js';
import type { SimulationVariable } from '../simulate/simulation-variable.js';
import type { Item } from '../plug/wire/layouts.js';

interface Node {
  readonly children: Map<string, Node>;
  value: string | undefined;
  type: string;
}

/** Parts of a name that become items within items; the rest of it is one item. */
const DEEPEST = 20;

export function itemsOf(values: ReadonlyMap<SimulationVariable, Value>): Item[] {
  const root: Node = { children: new Map(), value: undefined, type: '' };
  for (const [variable, value] of values) {
    let node = root;
    for (const part of partsOf(variable.name)) {
      const next = node.children.get(part) ?? {
        children: new Map<string, Node>(),
        value: undefined,
        type: 'component',
      };
      node.children.set(part, next);
      node = next;
    }
    const unit = variable.unit === undefined ? '' : ` ${variable.unit}`;
    node.value = `${formatValue(value)}${unit}`;
    node.type = variable.causality;
  }
  return childrenOf(root);
}

function childrenOf(node: Node): Item[] {
  return Array.from(node.children, ([name, child]) => ({
    type: child.type,
    name: child.value === undefined ? name : `${name} = ${child.value}`,
    icon: '',
    children: childrenOf(child),
  }));
}

/** `a.b[1].c` in parts; what is in brackets, `der(a.b)` too, is one. */
function partsOf(name: string): string[] {
  if (/[()'"]/.test(name)) return [name];
  const parts = name.split('.');
  if (parts.includes('') || parts.length <= 1) return [name];
  return [...parts.slice(0, DEEPEST), ...(parts.length > DEEPEST ? [parts.slice(DEEPEST).join('.')] : [])];
}
