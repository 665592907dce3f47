// docs/rfmi.md says what the code does: its tables are fresh, and its decisions are held by tests.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { rfmiPage } from '../../scripts/rfmi-page.js';
import { COMMANDS, RESPONSES } from '../../src/rfmi/wire/messages.js';
import { isCheckout, root } from './checkout.js';

describe.skipIf(!isCheckout)('docs/rfmi.md (needs a git checkout)', () => {
  const file = path.join(root, 'docs', 'rfmi.md');
  const page = isCheckout ? readFileSync(file, 'utf8') : '';
  const rows = page
    .slice(page.indexOf('## What was decided'))
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));

  it('has the tables that the code has (npm run build:docs)', async () => {
    expect(await rfmiPage(page, file)).toBe(page);
  });

  it('would not be taken for fresh with another table', async () => {
    const stale = page.replace('0x494D4652', '0x494D4653');
    expect(stale).not.toBe(page);
    expect(await rfmiPage(stale, file)).toBe(page);
  });

  it('names every message', () => {
    for (const code of [...Object.keys(COMMANDS), ...Object.keys(RESPONSES)])
      expect(page).toContain(`\n| \`${code}\` |`);
  });

  it('says of every decision which tests hold it', () => {
    expect(rows.length).toBeGreaterThan(30);
    for (const [, name = '', said = '', decided = '', tests = ''] of rows) {
      expect(name).toMatch(/^[a-z0-9-]+$/);
      expect(said, name).not.toBe('');
      expect(decided, name).not.toBe('');
      expect(tests, name).toMatch(/^`test\/[\w./-]+\.test\.ts`$/);
      expect(existsSync(path.join(root, tests.slice(1, -1))), tests).toBe(true);
    }
    expect(new Set(rows.map(([, name]) => name)).size).toBe(rows.length);
  });

  it('names the decisions about bytes as their tests do', () => {
    const held = '`test/rfmi/wire/codec.test.ts`';
    const source = readFileSync(path.join(root, held.slice(1, -1)), 'utf8');
    const tested = [...source.matchAll(/^ {2}it\(\s*["']([a-z0-9-]+): /gm)].map(([, name]) => name);
    expect(
      rows
        .filter((row) => row[4] === held)
        .map(([, name]) => name)
        .sort(),
    ).toEqual(tested.sort());
  });
});
