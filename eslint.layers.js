// The one table that says which part of src/ may use which (see ARCHITECTURE.md), and the ESLint rule that reads it.
// A folder of src/ that is not in the table is an error too, so that no part escapes the rule by being new.
import path from 'node:path';

const library = [
  ...['version', 'printable', 'fmu', 'transport', 'files', 'prebuilt', 'remoting', 'check'],
  ...['runtime', 'rfmi', 'plug', 'simulate', 'explore', 'smoke'],
];

/** Layer (a folder of src/, or a file directly in it) -> the layers that it may import from, besides itself. */
export const layers = {
  version: [],
  printable: [],
  fmu: ['printable'],
  transport: [],
  files: ['fmu'],
  prebuilt: ['fmu', 'files'],
  remoting: ['version', 'fmu', 'files', 'prebuilt'],
  check: ['fmu', 'remoting'],
  runtime: ['fmu', 'files', 'prebuilt'],
  rfmi: ['printable', 'fmu', 'transport', 'runtime'],
  plug: ['printable', 'fmu', 'transport'],
  simulate: ['printable', 'fmu', 'files', 'transport', 'runtime', 'rfmi'],
  explore: ['printable', 'fmu', 'files', 'runtime', 'plug', 'simulate'],
  smoke: ['version', 'printable', 'fmu', 'files', 'prebuilt', 'remoting', 'transport', 'runtime', 'rfmi', 'simulate'],
  // The library's entry point gathers what is public. It may not reach into the command line, which prints and exits.
  index: library,
  cli: ['index', ...library],
};

/** The layer that an absolute file name belongs to, or undefined for a file outside `sourceRoot`. */
function layerOf(sourceRoot, file) {
  const relative = path.relative(sourceRoot, file);
  if (relative.startsWith('..') || path.isAbsolute(relative)) return undefined;
  const [first] = relative.split(path.sep);
  return first.replace(/\.[cm]?[jt]s$/, '');
}

/** Reports an import, a re-export, a dynamic import or an import type that does not point downwards. */
const downwardsOnly = {
  meta: {
    type: 'problem',
    docs: { description: 'dependencies between the folders of src/ point downwards only' },
    messages: {
      forbidden: 'src/{{from}} may not use src/{{to}}: dependencies point downwards only (see eslint.layers.js).',
      unknown: 'src/{{from}} is not in the table of layers: add it to eslint.layers.js.',
      outside: 'src/ may not use {{target}}, which is outside of it.',
    },
    schema: [],
  },
  create(context) {
    const sourceRoot = path.join(context.cwd, 'src');
    const from = layerOf(sourceRoot, context.filename);
    if (from === undefined) return {};
    const allowed = layers[from];

    function check(source) {
      if (source?.type !== 'Literal' || typeof source.value !== 'string' || !source.value.startsWith('.')) return;
      const to = layerOf(sourceRoot, path.resolve(path.dirname(context.filename), source.value));
      if (to === undefined) {
        context.report({ node: source, messageId: 'outside', data: { target: source.value } });
      } else if (to !== from && !allowed?.includes(to)) {
        context.report({ node: source, messageId: 'forbidden', data: { from, to } });
      }
    }

    return {
      Program(node) {
        if (allowed === undefined) context.report({ node, messageId: 'unknown', data: { from } });
      },
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (node) => check(node.source ?? node.argument?.literal),
    };
  },
};

export const layersPlugin = { rules: { 'downwards-only': downwardsOnly } };
