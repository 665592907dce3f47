// A client written from the protocol's text alone: a socket, numbers and bytes, none of our code.
import { expect, it } from 'vitest';
import { chain, PetriNet } from '../petri-net.js';
import { start, type RawSocket } from '../started.js';

/** Explores as a model checker does; `sized` says whether configurations and transitions are sent with their sizes. */
async function explore(
  client: RawSocket,
  sized: boolean,
): Promise<{ states: number; edges: number; deadlocks: number }> {
  const size = (bytes: Buffer): string => {
    const length = Buffer.alloc(4);
    length.writeInt32LE(bytes.length);
    return length.toString('hex');
  };
  const plain = (bytes: Buffer): string => (sized ? size(bytes) : '') + bytes.toString('hex');
  const configurations = async (): Promise<Buffer[]> => {
    const found: Buffer[] = [];
    for (let left = await client.number(); left > 0; --left) found.push(await client.hear(await client.number()));
    return found;
  };
  client.say('01 01');
  const frontier = await configurations();
  const seen = new Set(frontier.map((each) => each.toString('hex')));
  let [edges, deadlocks] = [0, 0];
  for (let source; (source = frontier.pop()) !== undefined;) {
    client.say(`01 02 ${plain(source)}`);
    const count = await client.number();
    const each = sized ? undefined : await client.number();
    const transitions: Buffer[] = [];
    while (transitions.length < count) transitions.push(await client.hear(each ?? (await client.number())));
    edges += count;
    if (count === 0) deadlocks += 1;
    for (const transition of transitions) {
      client.say(`01 03 ${size(source)} ${source.toString('hex')} ${plain(transition)}`);
      const targets = await configurations();
      if (sized) await client.hear(await client.number()); // the payload
      for (const target of targets) {
        if (seen.has(target.toString('hex'))) continue;
        seen.add(target.toString('hex'));
        frontier.push(target);
      }
    }
  }
  return { states: seen.size, edges, deadlocks };
}

it.each([
  ['prefixed', true],
  ['fixed', false],
] as const)('explores by the dialect %s', async (dialect, sized) => {
  const { raw } = await start({ space: new PetriNet(chain(10)), dialect });
  expect(await explore(await raw(), sized)).toEqual({ states: 66, edges: 110, deadlocks: 1 });
});

it.each(['prefixed', 'fixed'] as const)('asks for propositions, items and descriptions by %s', async (dialect) => {
  const { raw } = await start({ space: new PetriNet(chain(2)), dialect });
  const client = await raw();
  const sized = dialect === 'prefixed';
  // "a = 2", "nonsense", "c > 0"
  client.say('01 04 03000000 05000000 61203d2032 08000000 6e6f6e73656e7365 05000000 63203e2030');
  if (sized) expect((await client.hear(16)).toString('hex')).toBe('03000000000000000100000002000000');
  client.say(sized ? '01 05 03000000 020000' : '01 05 020000');
  expect((await client.hear(7)).toString('hex')).toBe('03000000010000');
  client.say(sized ? '01 0b 01000000 01' : '01 0b 01');
  expect((await client.hear(10)).toString('latin1')).toBe('\x06\0\0\0b to c');
  client.say('01 0a 03000000 010001');
  const texts: string[] = [];
  const items = async (): Promise<void> => {
    for (let left = await client.number(); left > 0; --left) {
      for (let text = 0; text < 3; ++text) texts.push((await client.hear(await client.number())).toString());
      await items();
    }
  };
  await items();
  expect(texts.join('|')).toBe('net|tokens|net|place|a = 1||place|b = 0||place|c = 1|');
});

it('asks what holds of a step', async () => {
  const { raw } = await start({ space: new PetriNet(chain(2)) });
  const client = await raw();
  client.say('01 04 02000000 05000000 62203e2030 05000000 61203d2032');
  await client.hear(12);
  client.say('01 06 03000000 020000 01000000 00 00000000 03000000 010100');
  expect((await client.hear(6)).toString('hex')).toBe('020000000100');
});

it('cuts and joins its requests anywhere', async () => {
  const { raw } = await start({ space: new PetriNet(chain(2)), dialect: 'fixed' });
  const requests = Buffer.from('0101' + '0102020000' + '01030300000002000000' + '0105020000', 'hex');
  const answers = '0100000003000000020000' + '010000000100000000' + '0100000003000000010100' + '00000000';
  const whole = await raw();
  whole.say(requests);
  expect((await whole.hear(answers.length / 2)).toString('hex')).toBe(answers);
  for (let cut = 1; cut < requests.length; ++cut) {
    const client = await raw();
    client.say(requests.subarray(0, cut));
    await new Promise((resolve) => setImmediate(resolve));
    client.say(requests.subarray(cut));
    expect((await client.hear(answers.length / 2)).toString('hex')).toBe(answers);
    client.socket.destroy();
  }
});
