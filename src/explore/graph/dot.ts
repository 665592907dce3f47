/** A graph in the language of Graphviz. */
import type { Graph } from './graph.js';

/** The pieces of the text. */
export function* dot({ nodes, edges, initial, way }: Graph): Generator<string> {
  yield 'digraph space {\n  node [shape=box, fontname="sans-serif"];\n  edge [fontname="sans-serif"];\n';
  for (const [number, { label }] of nodes.entries()) {
    const shape = number < initial ? ', peripheries=2' : '';
    yield `  ${number} [label=${quoted(label.join('\n'))}${shape}];\n`;
  }
  for (const { from, to, label } of edges) {
    const style = way.has(`${from} ${to}`) ? ', color=red, penwidth=2' : '';
    yield `  ${from} -> ${to} [label=${quoted(label)}${style}];\n`;
  }
  yield '}\n';
}

/** A backslash would begin an escape of Graphviz' own. */
function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
