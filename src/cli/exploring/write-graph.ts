/** Writes what was seen as a graph: for Graphviz, as a picture or as a page. */
import path from 'node:path';
import { replaceFile } from '../../files/replace-file.js';
import { chunksOf } from '../../explore/chunks.js';
import { assignmentText } from '../../explore/choices.js';
import type { Exploration } from '../../explore/exploration.js';
import { FmuSpace } from '../../explore/fmu-space.js';
import type { BoundedSpace } from '../../explore/search/search.js';
import { dot } from '../../explore/graph/dot.js';
import { GraphRecorder, MOST_NODES, type Graph } from '../../explore/graph/graph.js';
import { shortened } from '../../printable.js';
import { label } from '../output/line.js';
import type { Report } from '../output/report.js';

/** Lines of a configuration in a picture, and characters of each. */
const MOST_LINES = 6;
const LONGEST = 40;

/** Takes down what a search of this space sees. */
export function recorderOf(space: BoundedSpace): GraphRecorder {
  return new GraphRecorder(space, async (configuration) => {
    if (!(space instanceof FmuSpace)) {
      const items = await space.items(configuration);
      return items.slice(0, MOST_LINES).map(({ name }) => shortened(name, LONGEST));
    }
    const inputs = new Set(space.inputs);
    const values = [...(await space.valuesOf(configuration))].filter(([variable]) => !inputs.has(variable));
    return values.slice(0, MOST_LINES).map(([variable, value]) => shortened(assignmentText(variable, value), LONGEST));
  });
}

/** What is written of. */
export interface GraphToWrite {
  readonly target: string;
  readonly exploration: Exploration;
  readonly report: Report;
}

/** @throws FmuToolError `graph-too-large`, `file-system` */
export async function writeGraph(
  file: string,
  recorder: GraphRecorder,
  { target, exploration, report }: GraphToWrite,
): Promise<void> {
  const way = exploration.findings.find(({ way: each }) => each.length > 0)?.way ?? [];
  const graph = await recorder.graph(1, way);
  await replaceFile(file, await piecesOf(graph, file, target), { sync: true });
  report.text([['  ', label('graph'), `  ${file}`]]);
  if (recorder.isFull) report.warning(target, `${file} has the first ${MOST_NODES} configurations only`);
}

async function piecesOf(graph: Graph, file: string, target: string): Promise<Iterable<Buffer>> {
  const ending = path.extname(file).toLowerCase();
  if (ending === '.dot') return chunksOf(bytesOf(dot(graph)));
  const { page, svg } = await import('../../explore/graph/picture.js');
  return [Buffer.from(ending === '.html' ? page(graph, path.basename(target)) : svg(graph))];
}

function* bytesOf(texts: Iterable<string>): Generator<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}
