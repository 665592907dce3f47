import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { explore } from '../../src/explore/explore.js';
import type { FmuSpace } from '../../src/explore/fmu-space.js';
import { openFmuSpace, type FmuSpaceOptions } from '../../src/explore/open-fmu-space.js';
import type { Property } from '../../src/explore/search/property.js';
import { SpaceError } from '../../src/plug/space.js';
import { fixture, realFmu } from '../runtime/models.js';
import { CHOICES, reachable } from './jugs.js';

const opened: FmuSpace[] = [];

async function open(name: string, options: FmuSpaceOptions = {}): Promise<FmuSpace> {
  const space = await openFmuSpace(fixture(name), options);
  opened.push(space);
  return space;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((space) => space.close()));
});

const breadth = (...properties: Property[]) => ({ strategy: 'breadth', properties }) as const;
const reach = (text: string): Property => ({ kind: 'reach', text });
const never = (text: string): Property => ({ kind: 'never', text });

async function initialOf(space: FmuSpace): Promise<Uint8Array> {
  const [initial] = await space.initialConfigurations();
  if (initial === undefined) throw new Error('there is no initial configuration');
  return initial;
}

describe('the state space of an FMU that saves its state', () => {
  it('has as many configurations and steps as a search of our own finds', async () => {
    const space = await open('jugs', { choices: CHOICES });
    expect(space.findings).toEqual([]);
    const { seen } = await explore(space, breadth());
    expect(seen).toMatchObject({ ...reachable(true), complete: true, deadlocks: 0 });
    expect(seen.refusals).toEqual(['fmi2DoStep returned discard']);
  });

  it('has those that differ in their outputs, if that is what makes them the same', async () => {
    const space = await open('jugs', { choices: CHOICES, identity: 'outputs' });
    const { seen } = await explore(space, breadth());
    expect(seen).toMatchObject({ ...reachable(false), states: 16, complete: true });
  });

  it('is left by the shortest way', async () => {
    const space = await open('jugs', { choices: CHOICES });
    const { findings } = await explore(space, breadth(reach('large == 4')));
    const steps = findings[0]?.trace?.steps ?? [];
    expect(await Promise.all(steps.map(({ transition }) => space.describe(transition)))).toEqual([
      'action=fill_large for 1 s',
      'action=pour_into_small for 1 s',
      'action=empty_small for 1 s',
      'action=pour_into_small for 1 s',
      'action=fill_large for 1 s',
      'action=pour_into_small for 1 s',
    ]);
    const last = steps.at(-1)?.target;
    expect(last && space.inputsOf(last)).toEqual([6]);
  });

  it('answers several questions at once, as if they came one after the other', async () => {
    const space = await open('jugs', { choices: CHOICES });
    const initial = await initialOf(space);
    const transitions = await space.fireableTransitions(initial);
    const one = [];
    for (const transition of transitions) one.push(await space.fire(initial, transition));
    const all = await Promise.all(transitions.map((transition) => space.fire(initial, transition)));
    expect(all).toEqual(one);
    expect(all.map(({ targets }) => targets.length)).toEqual([1, 1, 0, 0, 0, 0]);
  });

  it('has a horizon in time, at which nothing is a deadlock', async () => {
    const space = await open('jugs', { choices: [['action', ['fill_small']]], until: 1 });
    const { seen, findings } = await explore(space, breadth({ kind: 'deadlock' }, never('time > 1')));
    expect(seen).toMatchObject({ states: 2, edges: 1, complete: true, deadlocks: 0 });
    expect(findings.map(({ verdict }) => verdict)).toEqual(['holds', 'holds']);
    const beyond = await open('jugs', { choices: [['action', ['fill_small']]], until: 5 });
    expect((await explore(beyond, breadth({ kind: 'deadlock' }))).findings[0]?.verdict).toBe('violated');
  });

  it('knows the time only if it belongs to configurations', async () => {
    const space = await open('jugs', { choices: CHOICES });
    expect(() => space.atom('time > 1')).toThrow('the time does not belong to configurations; choose --timed');
    const timed = await open('jugs', { choices: CHOICES, until: 2 });
    const { findings } = await explore(timed, breadth(reach('time == 2 && small == 3 && large == 5')));
    expect(findings[0]?.verdict).toBe('reached');
  });

  it('falls as a ball falls, to a depth that is known', async () => {
    // A ball that falls from 1 m, in steps of 0.05 s with g = 9.81: below 0.5 m after 0.32 s, in the seventh step.
    const space = await open('everything', { step: 0.05, until: 2, choices: [['real_input_1', ['0', '1']]] });
    const { findings } = await explore(space, breadth(never('height < 0.5')));
    expect(findings[0]?.verdict).toBe('violated');
    expect(findings[0]?.trace?.steps).toHaveLength(7);
  });

  it('refuses a step in which the model dies, and goes on', async () => {
    const choices = [['action', ['0', '1', '8']]] as const;
    const space = await open('misbehaving', { choices, step: 0.1, until: 0.2 });
    const { seen } = await explore(space, breadth());
    expect(seen).toMatchObject({ states: 3, edges: 2, refused: 4 });
    expect(seen.refusals.join()).toMatch(/signal|ended/);
    expect(seen.refusals.join()).toContain('fmi2DoStep returned error');
  });

  it('says what the check at the start has found', async () => {
    const { findings } = await open('everything', { step: 0.1, until: 1 });
    expect(findings.join('\n')).toMatch(/a step from the same saved state gives other values of "calls"/);
    expect(findings.join('\n')).toMatch(/saved states differ by themselves in \d+ bytes/);
    await expect(open('everything', { step: 0.1 })).rejects.toThrow(
      /does not begin a step at 0 s again .*; choose --timed/,
    );
    await expect(open('everything-3', { step: 0.1 })).rejects.toThrow(/choose --timed/);
  });

  it('takes bytes that it did not make for a SpaceError and nothing else', async () => {
    const space = await open('jugs', { choices: CHOICES });
    const initial = Buffer.from(await initialOf(space));
    for (let length = 0; length < initial.length; length += 1) {
      const cut = initial.subarray(0, length);
      await expect(space.fire(cut, Buffer.alloc(4))).rejects.toThrow(SpaceError);
    }
    for (const length of [0, 1, 2, 3])
      await expect(space.fire(initial, Buffer.alloc(length))).rejects.toThrow(SpaceError);
    await expect(space.describe(Buffer.from([6, 0, 0, 0]))).rejects.toThrow('there is no choice 6');
    const spoilt = Buffer.from(initial).fill(0x55, 20);
    await expect(space.fire(spoilt, Buffer.alloc(4))).rejects.toThrow(SpaceError);
    const { targets } = await space.fire(initial, Buffer.alloc(4));
    expect(targets).toHaveLength(1);
  });

  it('takes configurations with zeros behind them, and has the sizes that it says', async () => {
    const space = await open('jugs', { choices: CHOICES });
    const initial = await initialOf(space);
    expect(space.knownSizes).toEqual({ configuration: initial.length, transition: 4 });
    const padded = Buffer.concat([initial, Buffer.alloc(10)]);
    expect(await space.fire(padded, Buffer.alloc(8))).toEqual(await space.fire(initial, Buffer.alloc(4)));
  });

  it('shows a configuration as a tree', async () => {
    const space = await open('jugs', { choices: CHOICES });
    const items = await space.items(await initialOf(space));
    expect(items.map(({ type, name }) => `${type} ${name}`)).toEqual([
      'input action = 1',
      'output small = 0',
      'output large = 0',
    ]);
  });
});

describe('actions of a file', () => {
  const actions = (list: readonly object[]): string => JSON.stringify({ actions: list });

  it('have names, guards, and as many steps as they say', async () => {
    const space = await open('jugs', {
      actions: actions([
        { name: 'fill', guard: 'small < 3', set: { action: 'fill_small' } },
        { name: 'move', guard: 'small > 0 && large < 5', set: { action: 5 } },
        { guard: 'large > 100', steps: 2 },
      ]),
    });
    const initial = await initialOf(space);
    const [fill, ...others] = await space.fireableTransitions(initial);
    expect(others).toEqual([]);
    expect(fill && (await space.describe(fill))).toBe('fill for 1 s');
    const { seen } = await explore(space, breadth());
    // By hand: 00 30 03 33 15 (35 by filling), and no refusal but by guards.
    expect(seen).toMatchObject({ states: 6, edges: 5, refused: 0, deadlocks: 1 });
  });

  it.each([
    ['{', 'this is no JSON'],
    ['[]', 'the file must be an object'],
    ['{"actions": []}', 'actions must be a list of one action at least'],
    ['{"actions": [{}], "more": 1}', 'the file has "more", which means nothing'],
    [actions([{ set: { small: 1 } }]), 'actions[0].set: "small" is no input of the model'],
    [actions([{ set: { action: 'fly' } }]), 'actions[0].set: "action" cannot be "fly"'],
    [actions([{ set: { action: null } }]), 'actions[0].set["action"] must be a number'],
    [actions([{}, { steps: 0 }]), 'actions[1].steps must be a whole number'],
    [actions([{ guard: 7 }]), 'actions[0].guard must be a text'],
    [actions([{ guard: 'small <' }]), 'a guard is no proposition'],
    [actions([{ guard: 'smal < 1' }]), '(did you mean "small"?)'],
  ])('are refused with a reason: %s', async (text, reason) => {
    await expect(open('jugs', { actions: text })).rejects.toThrow(reason);
  });
});

describe('choices', () => {
  it.each([
    [[['fly', ['1']]], 'the model has no variable "fly"'],
    [[['small', ['1']]], '"small" is no input of the model but has the causality "output"'],
    [[['action', ['fly']]], '"action" cannot be "fly"'],
    [
      [
        ['action', ['1']],
        ['action', ['2']],
      ],
      '"action" is chosen twice',
    ],
    [[['action', Array.from({ length: 70_000 }, () => '1')]], 'more than 65536 combinations'],
  ] as const)('are refused with a reason (%#)', async (choices, reason) => {
    await expect(open('jugs', { choices })).rejects.toThrow(reason);
  });

  it('need not be: a model without them takes its steps', async () => {
    const space = await open('jugs');
    const { seen } = await explore(space, breadth());
    expect(seen).toMatchObject({ states: 2, edges: 1, refused: 1, deadlocks: 1 });
  });
});

describe('the state space of an FMU that does not save its state', () => {
  it('consists of the sequences of choices', async () => {
    const space = await open('slave-1', { choices: [['real_input', ['0', '1']]], step: 0.1, until: 0.3 });
    expect(space.findings.join()).toContain('the FMU cannot save its state');
    const { seen, findings } = await explore(space, breadth(never('time > 0.35')));
    expect(seen).toMatchObject({ states: 1 + 2 + 4 + 8, edges: 14, refused: 0, deadlocks: 0 });
    expect(findings[0]?.verdict).toBe('holds');
    expect(space.knownSizes?.configuration).toBe(12 + 8 + 3 * 4);
  });

  it('sees in every order what is there', async () => {
    const options = { choices: [['real_input', ['0', '1']]], step: 0.1, until: 0.5 } as const;
    const verdicts = [];
    for (const strategy of ['breadth', 'depth'] as const) {
      const space = await open('slave-1', options);
      const { seen, findings } = await explore(space, { strategy, properties: [reach('height < 0')] });
      verdicts.push([seen.states, findings[0]?.verdict]);
    }
    expect(verdicts).toEqual([
      [63, 'unreachable'],
      [63, 'unreachable'],
    ]);
  });
});

describe('real FMUs that save their state', () => {
  it('are told what is not state in it: dymola-controller-fmi2', async (context) => {
    const file = realFmu('dymola-controller-fmi2');
    if (file === undefined) return context.skip('there is no folder ../shared/fmus');
    expect(readFileSync(file).length).toBeGreaterThan(0);
    const space = await openFmuSpace(file, { step: 0.1, until: 0.2 });
    opened.push(space);
    expect((await explore(space, breadth())).seen).toMatchObject({ states: 3, edges: 2 });
  });
});
