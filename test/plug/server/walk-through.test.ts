// The conversations that docs/plug.md shows in hex, typed in by a plain TCP client: what the page says is what happens.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { DIALECTS } from '../../../src/plug/wire/messages.js';
import { root } from '../../repository/checkout.js';
import { chain, PetriNet } from '../petri-net.js';
import { start } from '../started.js';

it.each(DIALECTS)('the page is right about the dialect %s', async (dialect) => {
  const page = readFileSync(path.join(root, 'docs', 'plug.md'), 'utf8');
  const [, text = ''] = new RegExp(`\`\`\`text ${dialect}\n([^\`]*)\`\`\``).exec(page) ?? [];
  const lines = text.split('\n').filter((line) => /^[<>]/.test(line));
  expect(lines.length).toBeGreaterThan(8);
  const { raw } = await start({ space: new PetriNet(chain(2)), dialect });
  const client = await raw();
  for (const line of lines) {
    const hex = line.slice(1).replaceAll(' ', '');
    if (line.startsWith('>')) client.say(hex);
    else expect((await client.hear(hex.length / 2)).toString('hex')).toBe(hex);
  }
  client.socket.end();
  expect((await client.closed()).length).toBe(0);
});
