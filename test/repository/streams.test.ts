// Only src/cli/output writes to the standard streams, because it makes the text of others printable. The lint rules that
// say so are tried here.
import { ESLint } from 'eslint';
import path from 'node:path';
import tseslint from 'typescript-eslint';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from './checkout.js';

let eslint: ESLint;

beforeAll(() => {
  // The texts below are no files of the project, so the rules that need its types are left out.
  eslint = new ESLint({ cwd: root, overrideConfig: tseslint.configs.disableTypeChecked });
});

async function rules(file: string, text: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(`${text}\n`, { filePath: path.join(root, file) });
  return (result?.messages ?? []).map(({ ruleId }) => ruleId);
}

describe.each(['src/fmu/here.ts', 'src/cli/here.ts', 'src/cli/commands/here.ts'])('in %s', (file) => {
  it.each([
    [`process.stdout.write('x');`, 'no-restricted-properties'],
    [`process.stderr.write('x');`, 'no-restricted-properties'],
    [`export const { stdout } = process;`, 'no-restricted-properties'],
    [`import { stdout } from 'node:process';`, 'no-restricted-imports'],
    [`import process from 'process';`, 'no-restricted-imports'],
    [`console.log('x');`, 'no-console'],
    [`import console from 'node:console';`, 'no-restricted-imports'],
  ])('%s is refused', async (text, rule) => {
    expect(await rules(file, text)).toContain(rule);
  });
});

it('src/cli/output writes to them', async () => {
  expect(await rules('src/cli/output/here.ts', `process.stdout.write('x');`)).toEqual([]);
});

it.each(['process.exit(1);', 'process.exitCode = 1;'])('only src/cli says %s', async (text) => {
  expect(await rules('src/fmu/here.ts', text)).toEqual(['no-restricted-properties']);
  expect(await rules('src/cli/here.ts', text)).toEqual([]);
});
