#!/usr/bin/env node
// The executable. It parses nothing: everything is in dist/cli, which `npm run build` makes from src/cli.
import { existsSync } from 'node:fs';

const entry = new URL('../dist/cli/start.js', import.meta.url);

if (existsSync(entry)) {
  const { start } = await import(entry.href);
  await start(process.argv.slice(2));
} else {
  process.stderr.write('fmutool: dist/ is missing, fmutool is not built yet (run "npm run build" in its folder)\n');
  process.exitCode = 2;
}
