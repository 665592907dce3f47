// docs/plug.md says what the code does: its tables are fresh.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { plugPage } from '../../scripts/plug-page.js';
import { MESSAGES } from '../../src/plug/wire/messages.js';
import { isCheckout, root } from './checkout.js';

describe.skipIf(!isCheckout)('docs/plug.md (needs a git checkout)', () => {
  const file = path.join(root, 'docs', 'plug.md');
  const page = isCheckout ? readFileSync(file, 'utf8') : '';

  it('has the tables that the code has (npm run build:docs)', async () => {
    expect(await plugPage(page, file)).toBe(page);
  });

  it('would not be taken for fresh with another table', async () => {
    const stale = page.replace('`01 0b`', '`01 0c`');
    expect(stale).not.toBe(page);
    expect(await plugPage(stale, file)).toBe(page);
  });

  it('names every message', () => {
    for (const { title } of Object.values(MESSAGES)) expect(page).toContain(`\n#### ${title}\n`);
  });
});
