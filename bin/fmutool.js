#!/usr/bin/env node
// The executable. It parses nothing: everything is in dist/cli, which `npm run build` makes from src/cli.
import { existsSync } from 'node:fs';

const entry = new URL('../dist/cli/start.js', import.meta.url);

function end(message) {
  process.stderr.write(`fmutool: ${message}\n`);
  process.exitCode = 2;
}

if (existsSync(entry)) {
  // What goes wrong later is told by it; before it is loaded only the system can be at fault.
  const start = await import(entry.href).catch((error) => {
    if (!['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN'].includes(error?.code)) throw error;
    end(`it cannot start: the system has not enough files or memory for it, ${error.code} (raise the limit)`);
  });
  await start?.start(process.argv.slice(2));
} else {
  end('dist/ is missing, fmutool is not built yet (run "npm run build" in its folder)');
}
