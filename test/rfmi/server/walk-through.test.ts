// The session that docs/rfmi.md shows in hex, typed in by a plain TCP client: what the page says is what happens.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { expect, it } from 'vitest';
import { Fmu } from '../../../src/fmu/fmu.js';
import { RfmiServer } from '../../../src/rfmi/server/server.js';
import { ServedModel } from '../../../src/rfmi/server/served-model.js';
import { root } from '../../repository/checkout.js';

interface Exchange {
  readonly said: string;
  readonly heard: string;
}

/** What the page says: lines behind `>` and `<`, which may go on in indented ones. */
function exchanges(): readonly Exchange[] {
  const page = readFileSync(path.join(root, 'docs', 'rfmi.md'), 'utf8');
  const [, text = ''] = /<!-- walk-through -->.*?```text\n(.*?)```/s.exec(page) ?? [];
  const found: { said: string; heard: string }[] = [];
  let side: 'said' | 'heard' = 'said';
  for (const line of text.split('\n')) {
    if (!/^[<> ]/.test(line)) continue;
    if (line.startsWith('>')) found.push({ said: '', heard: '' });
    if (!line.startsWith(' ')) side = line.startsWith('>') ? 'said' : 'heard';
    const last = found.at(-1);
    if (last !== undefined) last[side] += line.replace(/[<> ]/g, '');
  }
  return found;
}

const unable = process.platform === 'linux' && process.arch === 'x64' ? '' : 'the FMU is one for Linux on x86-64: ';

it.skipIf(unable !== '')(`${unable}is answered as the page says, and then closed`, async () => {
  const fmu = Fmu.open(path.join(root, 'fixtures', 'fmus', 'companion.fmu'));
  const served = await ServedModel.open(fmu, 'companion');
  fmu.close();
  const server = await RfmiServer.start({ catalogue: [served], endpoints: [{ port: 0 }] });
  const socket = net.connect(server.addresses[0]?.port ?? 0, '127.0.0.1');
  try {
    await once(socket, 'connect');
    const pieces = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    expect(exchanges().length).toBeGreaterThan(6);
    for (const { said, heard } of exchanges()) {
      socket.write(Buffer.from(said, 'hex'));
      let answer = Buffer.alloc(0);
      while (answer.length < 16 || answer.length < Number(answer.readBigUInt64LE(8))) {
        const next = await pieces.next();
        if (next.done === true) throw new Error(`the server closes on ${said}`);
        answer = Buffer.concat([answer, next.value]);
      }
      const pattern = heard.endsWith('...') && !heard.endsWith('....') ? `^${heard.slice(0, -3)}` : `^${heard}$`;
      expect(answer.toString('hex')).toMatch(new RegExp(pattern));
    }
    expect((await pieces.next()).done).toBe(true);
  } finally {
    socket.destroy();
    await server.close();
    await served.close();
  }
});
