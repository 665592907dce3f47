/** A graph as SVG, laid out by dagre in layers, and as a page with it (docs/decisions/013-graph-layout.md). */
import * as dagre from '@dagrejs/dagre';
import { FmuToolError } from '../../fmu/error.js';
import { printable } from '../../printable.js';
import type { Edge, Graph } from './graph.js';

/** A picture of more cannot be read. */
export const MOST_DRAWN = 500;

const FONT = 12;
const LINE = 16;
/** About as wide as a character is. */
const CHARACTER = 7.2;
const MARGIN = 10;

interface Point {
  readonly x: number;
  readonly y: number;
}

type Box = Point & { readonly width: number; readonly height: number };

/** A graph of dagre, as far as it is used here: the package's own types cannot be resolved by Node.js' rules for modules. */
interface Layout {
  setGraph(options: object): void;
  setNode(name: string, box: object): void;
  setEdge(from: string, to: string, box: object, name: string): void;
  graph(): { readonly width?: number; readonly height?: number };
  node(name: string): Box;
  edge(from: string, to: string, name: string): Point & { readonly points: readonly Point[] };
}

const { graphlib, layout: arrange } = dagre as unknown as {
  readonly graphlib: { readonly Graph: new (options: { readonly multigraph: boolean }) => Layout };
  readonly layout: (graph: Layout) => void;
};

/** The picture. @throws FmuToolError `graph-too-large` */
export function svg(graph: Graph): string {
  const { nodes, edges, initial, way } = graph;
  if (nodes.length > MOST_DRAWN) {
    const what = `${nodes.length} configurations are too many for a picture, ${MOST_DRAWN} are the most`;
    throw new FmuToolError('graph-too-large', `${what}; write them as .dot, or bound the search`);
  }
  const layout = new graphlib.Graph({ multigraph: true });
  layout.setGraph({ marginx: MARGIN, marginy: MARGIN, nodesep: 30, ranksep: 50 });
  for (const [number, { label }] of nodes.entries()) layout.setNode(String(number), boxOf(label));
  for (const [place, { from, to, label }] of edges.entries()) {
    layout.setEdge(String(from), String(to), { ...boxOf([label]), labelpos: 'c' }, String(place));
  }
  arrange(layout);
  const { width = 0, height = 0 } = layout.graph();
  const lines = edges.map((edge, place) => edgeSvg(edge, place, layout, way.has(`${edge.from} ${edge.to}`)));
  const boxes = nodes.map(({ label }, number) => {
    return boxSvg(layout.node(String(number)), label, number < initial);
  });
  const size = `width="${round(width)}" height="${round(height)}" viewBox="0 0 ${round(width)} ${round(height)}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif" font-size="${FONT}">
<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L10 5L0 10z" fill="#555"/></marker></defs>
<rect width="100%" height="100%" fill="white"/>
${[...lines, ...boxes].join('\n')}
</svg>
`;
}

/** A page with the picture. */
export function page(graph: Graph, title: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title>
<style>body { font-family: sans-serif; margin: 1em; }</style></head>
<body><h1>${escaped(title)}</h1>
${svg(graph)}</body></html>
`;
}

function boxOf(label: readonly string[]): { width: number; height: number } {
  const longest = Math.max(1, ...label.map((line) => printable(line).length));
  return { width: longest * CHARACTER + 12, height: Math.max(1, label.length) * LINE + 8 };
}

function boxSvg({ x, y, width, height }: Box, label: readonly string[], isInitial: boolean): string {
  const place = `x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}"`;
  const stroke = isInitial ? 'stroke="#000" stroke-width="2"' : 'stroke="#555"';
  return `<rect ${place} rx="4" fill="#eef3fb" ${stroke}/>${textSvg({ x, y }, label)}`;
}

function edgeSvg(edge: Edge, place: number, layout: Layout, isWay: boolean): string {
  const { points, x, y } = layout.edge(String(edge.from), String(edge.to), String(place));
  const path = points.map((point, index) => `${index === 0 ? 'M' : 'L'}${round(point.x)} ${round(point.y)}`).join('');
  const look = isWay ? 'stroke="#c00" stroke-width="2"' : 'stroke="#999"';
  return `<path d="${path}" fill="none" ${look} marker-end="url(#arrow)"/>${textSvg({ x, y }, [edge.label], '#444')}`;
}

function textSvg({ x, y }: Point, label: readonly string[], colour = '#000'): string {
  const first = y - ((label.length - 1) * LINE) / 2 + FONT / 3;
  return label
    .map((line, index) => {
      const at = `x="${round(x)}" y="${round(first + index * LINE)}"`;
      return `<text ${at} text-anchor="middle" fill="${colour}">${escaped(line)}</text>`;
    })
    .join('');
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return printable(text).replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
