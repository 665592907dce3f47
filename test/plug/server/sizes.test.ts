// Everything that has a count or a size, through server and client: none, one, two, and far beyond every first buffer.
import { describe, expect, it } from 'vitest';
import type { Item } from '../../../src/plug/wire/layouts.js';
import { DIALECTS } from '../../../src/plug/wire/messages.js';
import { chain, PetriNet } from '../petri-net.js';
import { start } from '../started.js';

const COUNTS = [0, 1, 2, 100_000];

/** Four bytes each, all different. */
function many(count: number): Buffer[] {
  return Array.from({ length: count }, (_, index) => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32LE(index);
    return bytes;
  });
}

const same = (one: readonly Uint8Array[], other: readonly Uint8Array[]): boolean =>
  Buffer.concat(one).equals(Buffer.concat(other)) && one.length === other.length;

describe.each(DIALECTS)('the dialect %s', (dialect) => {
  it.each(COUNTS)('has %i configurations, transitions and targets', async (count) => {
    const all = many(count);
    const space = Object.assign(new PetriNet(chain(1)), {
      knownSizes: { configuration: 4, transition: 4 },
      initialConfigurations: () => Promise.resolve(all.length === 0 ? many(1) : all),
      fireableTransitions: () => Promise.resolve(all.length === 0 ? [] : all),
      fire: () => Promise.resolve({ targets: all, payload: Buffer.alloc(count, 7) }),
      describe: () => Promise.resolve('é'.repeat(count)),
    });
    const { client } = await start({ space, dialect });
    const remote = await client();
    const [first = Buffer.alloc(4)] = await remote.initialConfigurations();
    expect(same(await remote.initialConfigurations(), count === 0 ? many(1) : all)).toBe(true);
    const transitions = await remote.fireableTransitions(first);
    expect(same(transitions, all)).toBe(true);
    if (dialect === 'prefixed' || count > 0) {
      const { targets, payload } = await remote.fire(first, transitions[0] ?? Buffer.alloc(4));
      expect(same(targets, all)).toBe(true);
      expect(payload.length).toBe(dialect === 'fixed' ? 0 : count);
      expect(await remote.describe(transitions[0] ?? Buffer.alloc(4))).toBe('é'.repeat(count));
    }
  });

  it.each(COUNTS)('has %i atoms, in order, each third of them wrong', async (count) => {
    const { client, log } = await start({ space: new PetriNet(chain(3)), dialect });
    const remote = await client();
    const texts = Array.from({ length: count }, (_, index) => (index % 3 === 2 ? `no ${index}` : `a > ${index}`));
    const atoms = texts.map((text) => remote.atom(text));
    const values = await remote.valuations(atoms, Buffer.of(3, 0, 0));
    const expected = texts.map((_, index) => index % 3 !== 2 && 3 > index);
    expect(values.length).toBe(count);
    expect(values.findIndex((value, index) => value !== expected[index])).toBe(-1);
    expect(log.filter(({ event }) => event === 'proposition').length).toBe(count > 2 ? 1 + 10 + 1 : 0);
    for (const { text } of log) expect(text.length).toBeLessThan(5000);
  });

  it.each(COUNTS)('has an atom of %i characters, and a configuration of as many bytes', async (count) => {
    const configuration = Buffer.alloc(count, 3);
    const space = Object.assign(new PetriNet(chain(3)), {
      knownSizes: { configuration: count, transition: 1 },
      initialConfigurations: () => Promise.resolve([configuration]),
      valuations: (atoms: readonly unknown[], given: Uint8Array) =>
        Promise.resolve(atoms.map(() => Buffer.compare(given, configuration) === 0)),
      atom: (text: string) => ({ text }),
    });
    const { client } = await start({ space, dialect });
    const remote = await client();
    const [first] = await remote.initialConfigurations();
    expect(await remote.valuations([remote.atom('x'.repeat(count))], first!)).toEqual([true]);
  });

  it.each(COUNTS)('has %i items', async (count) => {
    const items: Item[] = Array.from({ length: count }, (_, index) => ({
      type: 'real',
      name: `x[${index}]`,
      icon: '',
      children: [],
    }));
    const space = Object.assign(new PetriNet(chain(1)), { items: () => Promise.resolve(items) });
    const { client } = await start({ space, dialect });
    const found = await (await client()).items(Buffer.of(1, 0, 0));
    expect(JSON.stringify(found) === JSON.stringify(items)).toBe(true);
  });

  it('has items within items, 64 deep, and a server that goes deeper ends that connection alone', async () => {
    const nested = (depth: number): Item[] =>
      depth === 0 ? [] : [{ type: '', name: String(depth), icon: '', children: nested(depth - 1) }];
    let depth = 63;
    const space = Object.assign(new PetriNet(chain(1)), { items: () => Promise.resolve(nested(depth)) });
    const { client, log } = await start({ space, dialect });
    const remote = await client();
    expect(await remote.items(Buffer.of(1, 0, 0))).toEqual(nested(63));
    depth = 1000;
    await expect(remote.items(Buffer.of(1, 0, 0))).rejects.toMatchObject({ code: 'plug-connection' });
    expect(log.find(({ level }) => level === 'error')?.text).toContain('the connection ends');
    expect(await (await client()).initialConfigurations()).toHaveLength(1);
  });
});
