// Sessions over FMUs that are really run. The fixtures check strictly what FMI allows when.
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Fmu, MODEL_DESCRIPTION } from '../../../src/fmu/fmu.js';
import type { Command, Response } from '../../../src/rfmi/wire/messages.js';
import { Session } from '../../../src/rfmi/session/session.js';
import { Model } from '../../../src/runtime/model.js';
import { root } from '../../repository/checkout.js';
import { COMMAND, hex } from './drive.js';

const { FSEL, INIT, SIMS, STEP, SDWN, SRST, SEXP, EINI, XINI } = COMMAND;
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

/** A session over a fixture, and what its logger was told. */
async function sessionOver(
  name: string,
): Promise<{ say: (...all: Command[]) => Promise<Response>; session: Session; log: string[] }> {
  const fmu = Fmu.open(path.join(root, 'fixtures', 'fmus', `${name}.fmu`));
  const model = await Model.open(fmu);
  open.push(model);
  const served = {
    name,
    description: fmu.modelDescription,
    xml: fmu.archive.read(MODEL_DESCRIPTION),
    instantiate: (signal?: AbortSignal) => model.instantiate({ kind: 'coSimulation', signal }),
  };
  fmu.close();
  const log: string[] = [];
  const session = new Session([served], { onLog: ({ text }) => log.push(text) });
  open.push(session);
  const say = async (...all: Command[]): Promise<Response> => {
    let answer: Response | undefined;
    for (const command of all) answer = await session.handle(command, 'little');
    return answer!;
  };
  expect(await say({ ...FSEL, name }, INIT)).toEqual({ code: 'init' });
  return { say, session, log };
}

describe('an FMU with everything', () => {
  /** real_input_discrete, integer_input_1, boolean_input_1, string_input_1. */
  const inputs = [
    { type: 0x0031, references: [32] },
    { type: 0x0021, references: [30] },
    { type: 0x0012, references: [30] },
    { type: 0x0041, references: [30] },
  ];
  /** What follows them, and how many calls the model found to be forbidden. */
  const outputs = [
    { type: 0x0031, references: [42] },
    { type: 0x0021, references: [40, 114] },
    { type: 0x0012, references: [40] },
    { type: 0x0041, references: [40] },
  ];

  it.each([
    ['SIMS', [SIMS]],
    ['SEXP, EINI and XINI', [SEXP, EINI, XINI]],
  ])('is simulated by %s without a call that FMI forbids, and once more after a reset', async (_how, start) => {
    const { say } = await sessionOver('everything');
    const values = hex('0000000000000840 04000000 01000000 06000000 6772c3bc6e00 0000');
    // real_parameter_2 and real_local_approx are set before Initialization Mode, the inputs are kept.
    const early = {
      code: 'SETV',
      frame: [{ type: 0x0031, references: [12, 51] }, ...inputs],
      values: Buffer.concat([hex('000000000000e03f 000000000000e03f'), values]),
    } as const;
    for (let run = 0; run < 2; ++run) {
      expect(await say(early, ...start)).toEqual({ code: start.at(-1)!.code.toLowerCase() });
      expect(await say({ code: 'GETV', frame: outputs })).toEqual({
        code: 'getv',
        frame: 0x1000_0000,
        values: hex('0000000000000840 04000000 00000000 01000000 06000000 6772c3bc6e00 0000'),
      });
      expect(await say(STEP, { ...STEP, time: 0.5, output: 2 })).toMatchObject({ code: 'step', time: 1, output: 2 });
      expect(await say(SRST)).toEqual({ code: 'srst' });
    }
    expect(await say(SDWN, INIT, SIMS, SDWN)).toEqual({ code: 'sdwn' });
  });

  it('says why it discards a step, though it logs that only where the category is turned on', async () => {
    const { say, log } = await sessionOver('everything');
    const fails = Buffer.alloc(4);
    fails.writeInt32LE(2);
    const stepResult = { type: 0x0021, references: [102] } as const;
    expect(await say(SIMS, STEP), 'nothing is logged as long as all goes well').toMatchObject({ code: 'step' });
    expect(log).toEqual([]);
    expect(await say({ code: 'SETV', frame: [stepResult], values: fails }, { ...STEP, time: 0.5 })).toEqual({
      code: 'eror',
      errorCode: 3,
      message: 'fmi2DoStep returned discard, the last successful time is 0.75: fmi2DoStep: status 2 at 0.5',
    });
  });
});

describe('an FMU that misbehaves', () => {
  /** The parameter `action`, in every fmi2DoStep. */
  const act = (action: number): Command => {
    const values = Buffer.alloc(4);
    values.writeInt32LE(action);
    return { code: 'SETV', frame: [{ type: 0x0021, references: [1] }], values };
  };

  it.each([
    ['discard', 7, 3, 'stepFailed', 'fmi2DoStep returned discard, the last successful time is 0'],
    ['error', 8, 4, 'error', 'fmi2DoStep: returns 3 on demand'],
    ['fatal', 9, 5, 'fatal', 'fmi2DoStep: returns 4 on demand'],
    ['a crash', 1, 5, 'fatal', 'was ended by signal 11 (SIGSEGV, an invalid memory access)'],
    ['exit', 3, 5, 'fatal', 'ended with exit status 3'],
  ] as const)('with %s becomes an error with its own words', async (_what, action, errorCode, phase, text) => {
    const { say, session, log } = await sessionOver('misbehaving');
    const answer = await say(act(action), SIMS, STEP);
    expect(answer).toMatchObject({ code: 'eror', errorCode });
    const { message } = answer as { message: string };
    expect(message).toContain(text);
    // Discard comes with a time instead of a text, because this model says why in a category of its own (logText).
    if (errorCode !== 3) expect(message).toBe(`fmi2DoStep returned ${phase}: ${log.join('; ')}`);
    expect(session.phase).toBe(phase);
    if (phase === 'error') expect(await say(SRST, act(0), SIMS, STEP)).toMatchObject({ code: 'step' });
    expect(await say(SDWN, INIT, act(0), SIMS, STEP)).toMatchObject({ code: 'step', time: 0.5 });
  });

  it('and hangs does not keep its session from being closed', async () => {
    const { say, session } = await sessionOver('misbehaving');
    await say(act(4), SIMS);
    const answer = say(STEP);
    await session.close();
    expect(await answer).toMatchObject({ code: 'eror', message: 'the session has been closed' });
    expect(session.phase).toBe('ended');
  });

  it('and hangs while it is instantiated does not either', async () => {
    const { say, session } = await sessionOver('misbehaving');
    await say(SDWN);
    process.env['FMUTOOL_FIXTURE_ACTION'] = 'fmi2Instantiate:hang';
    try {
      const answer = say(INIT);
      await session.close();
      expect(await answer).toMatchObject({ code: 'eror', message: /the model cannot be instantiated/ });
    } finally {
      delete process.env['FMUTOOL_FIXTURE_ACTION'];
    }
  });
});
