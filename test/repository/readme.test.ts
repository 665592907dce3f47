// What the README tells a reader to type works, and prints what it says. The convention: every ```sh block is run, in
// order, in one copy of the repository in which model.fmu is an FMU for 64-bit Windows; a ```text block that follows one
// is what it prints, where a line of ... stands for any lines. Only the command that runs all tests is left out, because
// this test is one of them.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { copyFiles, isCheckout, root } from './checkout.js';
import { modelForReadme } from './model.js';
import { npm, run } from './programs.js';

const testCommand = 'bash scripts/test-all.sh';

interface Block {
  readonly commands: string;
  readonly output: string | undefined;
}

function blocks(): Block[] {
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
  const pattern = /^```sh\n([\s\S]*?)^```$(?:\n+```text\n([\s\S]*?)^```$)?/gm;
  return Array.from(readme.matchAll(pattern), ([, commands = '', output]) => ({ commands: commands.trim(), output }));
}

it('has the command that runs all tests, and the build server runs the same', () => {
  expect(blocks().map(({ commands }) => commands)).toContain(testCommand);
  expect(existsSync(path.join(root, 'scripts/test-all.sh'))).toBe(true);
  expect(readFileSync(path.join(root, '.ci/run'), 'utf8')).toContain(`exec ${testCommand}\n`);
});

it.skipIf(!isCheckout)(
  'has commands that work in a fresh copy (needs a git checkout)',
  async (context) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'fmutool-readme-'));
    try {
      copyFiles(folder);
      writeFileSync(path.join(folder, 'model.fmu'), modelForReadme());
      // First on its own, so that a missing registry skips the test and does not fail it.
      await npm(context, ['ci'], { cwd: folder });
      const env = { npm_config_prefer_offline: 'true', npm_config_prefix: path.join(folder, 'prefix'), NO_COLOR: '1' };
      for (const { commands, output } of blocks()) {
        if (commands === testCommand) continue;
        const printed = await run('bash', ['-euo', 'pipefail', '-c', commands], { cwd: folder, env });
        let rest = printed;
        for (const part of (output ?? '').split(/^\.\.\.$/m)) {
          expect(rest, `what is printed by ${commands}`).toContain(part.trim());
          rest = rest.slice(rest.indexOf(part.trim()) + part.trim().length);
        }
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  300_000,
);
