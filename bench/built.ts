// fmutool as its users have it: compiled. What runs the benchmarks compiles as it goes, and for other purposes than speed.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './command.js';

/** Of a file in src/, without its ending. dist/ keeps what was compiled before a source was moved, which is not wanted. */
export async function built<Module>(file: string): Promise<Module> {
  if (!existsSync(path.join(root, 'src', `${file}.ts`))) throw new Error(`there is no src/${file}.ts`);
  return (await import(pathToFileURL(path.join(root, 'dist', `${file}.js`)).href)) as Module;
}
