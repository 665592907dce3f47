// The rule that dependencies point downwards is worth nothing if it does not fire. Each pair of layers is tried here
// against a list written down apart from the rule's own table.
import { ESLint } from 'eslint';
import path from 'node:path';
import tseslint from 'typescript-eslint';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from './checkout.js';

const everything = 'cli smoke explore simulate plug rfmi runtime check remoting prebuilt files transport fmu'.split(
  ' ',
);

const mayUse: Record<string, string[]> = {
  cli: everything,
  smoke: ['fmu', 'files', 'prebuilt', 'remoting', 'transport', 'runtime', 'rfmi', 'simulate'],
  explore: ['fmu', 'files', 'runtime', 'plug', 'simulate'],
  simulate: ['fmu', 'files', 'transport', 'runtime', 'rfmi'],
  plug: ['fmu', 'transport'],
  rfmi: ['fmu', 'transport', 'runtime'],
  runtime: ['fmu', 'files', 'prebuilt'],
  check: ['fmu', 'remoting'],
  remoting: ['fmu', 'files', 'prebuilt'],
  prebuilt: ['fmu', 'files'],
  files: ['fmu'],
  transport: [],
  fmu: [],
};

let eslint: ESLint;

beforeAll(() => {
  // The texts below are no files of the project, so the rules that need its types are left out.
  eslint = new ESLint({ cwd: root, overrideConfig: tseslint.configs.disableTypeChecked });
});

/** The messages of the rule about layers for a text that stands in `file`. */
async function complaints(file: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath: path.join(root, file) });
  const messages = result?.messages ?? [];
  return messages.filter(({ ruleId }) => ruleId === 'layers/downwards-only').map(({ message }) => message);
}

describe('dependencies point downwards only', () => {
  it.each(everything)('src/%s may use what it is meant to use and nothing else', async (from) => {
    for (const to of everything) {
      const found = await complaints(`src/${from}/here.ts`, `import { x } from '../${to}/there.js';\n`);
      const allowed = to === from || mayUse[from]?.includes(to);
      expect(found.length, `src/${from} -> src/${to}`).toBe(allowed ? 0 : 1);
    }
  });

  it.each([
    ['an import', `import { x } from '../remoting/plan.js';`],
    ['an import for its effect', `import '../remoting/plan.js';`],
    ['an import of a type', `import type { X } from '../remoting/plan.js';`],
    ['a re-export', `export { x } from '../remoting/plan.js';`],
    ['a re-export of everything', `export * from '../remoting/plan.js';`],
    ['a dynamic import', `export const x = import('../remoting/plan.js');`],
    ['an import in a type', `export type X = import('../remoting/plan.js').X;`],
    ['the entry point of a folder', `import { x } from '../remoting.js';`],
  ])('reports %s', async (_, text) => {
    expect(await complaints('src/fmu/archive.ts', `${text}\n`)).toHaveLength(1);
  });

  it('looks at where a path leads, not at how it is spelled', async () => {
    expect(await complaints('src/fmu/archive/entry.ts', `import '../remoting/plan.js';\n`)).toEqual([]);
    expect(await complaints('src/fmu/archive/entry.ts', `import '../../remoting/plan.js';\n`)).toHaveLength(1);
    expect(await complaints('src/fmu/archive/entry.ts', `import '../../../test/x.js';\n`)).toHaveLength(1);
  });

  it('lets the library gather everything but the command line', async () => {
    expect(await complaints('src/index.ts', `export * from './remoting/plan.js';\n`)).toEqual([]);
    expect(await complaints('src/index.ts', `export * from './cli/start.js';\n`)).toHaveLength(1);
  });

  it('knows no folder that is not in its table', async () => {
    expect(await complaints('src/utils/strings.ts', `export const x = 1;\n`)).toHaveLength(1);
  });
});
