// State spaces that were counted by hand, seen through the protocol in both dialects.
import { describe, expect, it } from 'vitest';
import { chain, explored, PetriNet, PHILOSOPHERS, type NetDescription } from '../petri-net.js';
import { start } from '../started.js';
import { DIALECTS } from '../../../src/plug/wire/messages.js';

const SPACES: readonly (readonly [string, NetDescription, object])[] = [
  ['philosophers', PHILOSOPHERS, { states: 6, edges: 8, deadlocks: 1 }],
  ['a chain without tokens', chain(0), { states: 1, edges: 0, deadlocks: 1 }],
  ['a chain of one token', chain(1), { states: 3, edges: 2, deadlocks: 1 }],
  ['a chain of 40 tokens', chain(40), { states: 861, edges: 1640, deadlocks: 1 }],
];

describe.each(DIALECTS)('through the dialect %s', (dialect) => {
  it.each(SPACES)('%s', async (_, description, counts) => {
    expect(await explored(new PetriNet(description))).toEqual(counts);
    const { client, log } = await start({ space: new PetriNet(description), dialect });
    expect(await explored(await client())).toEqual(counts);
    expect(log.map(({ level }) => level)).toEqual(['info']);
  });

  it('by several clients at the same time', async () => {
    const { client } = await start({ space: new PetriNet(chain(20)), dialect });
    const all = await Promise.all(Array.from({ length: 5 }, async () => explored(await client())));
    expect(new Set(all.map((each) => JSON.stringify(each)))).toEqual(
      new Set([JSON.stringify({ states: 231, edges: 420, deadlocks: 1 })]),
    );
  });
});
