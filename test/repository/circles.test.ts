// Files of src/ that import each other in a circle cannot be read, tested or moved one by one. The layers (layers.test.ts)
// forbid circles between folders; this forbids them between files.
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { root } from './checkout.js';

type Imports = ReadonlyMap<string, readonly string[]>;

/** The first circle that is found, as the files on the way round; empty if there is none. */
function circleIn(imports: Imports): readonly string[] {
  const done = new Set<string>();
  const way: string[] = [];

  function visit(file: string): readonly string[] {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return [];
    way.push(file);
    for (const next of imports.get(file) ?? []) {
      const circle = visit(next);
      if (circle.length > 0) return circle;
    }
    way.pop();
    done.add(file);
    return [];
  }

  for (const file of imports.keys()) {
    const circle = visit(file);
    if (circle.length > 0) return circle;
  }
  return [];
}

/** What each file of src/ imports of src/, types included. */
async function importsOfSource(): Promise<Imports> {
  const source = path.join(root, 'src');
  const names = (await readdir(source, { recursive: true })).filter((name) => name.endsWith('.ts'));
  const found = new Map<string, readonly string[]>();
  for (const name of names) {
    const { importedFiles } = ts.preProcessFile(await readFile(path.join(source, name), 'utf8'));
    const local = importedFiles.filter(({ fileName }) => fileName.startsWith('.'));
    found.set(
      name,
      local.map(({ fileName }) => path.join(path.dirname(name), fileName).replace(/\.js$/, '.ts')),
    );
  }
  return found;
}

describe('imports', () => {
  it('go round in no circle', async () => {
    const imports = await importsOfSource();
    expect(imports.size).toBeGreaterThan(200);
    expect(imports.get('index.ts')?.length).toBeGreaterThan(5);
    expect(circleIn(imports)).toEqual([]);
  });

  it('are seen to go round where they do', () => {
    const alone: Imports = new Map([['a', ['a']]]);
    const three: Imports = new Map([
      ['start', ['a']],
      ['a', ['b', 'c']],
      ['b', []],
      ['c', ['a']],
    ]);
    expect(circleIn(alone)).toEqual(['a', 'a']);
    expect(circleIn(three)).toEqual(['a', 'c', 'a']);
    expect(circleIn(new Map([['a', ['b']]]))).toEqual([]);
  });
});
