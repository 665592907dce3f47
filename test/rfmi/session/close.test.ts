// The end of a session, whatever it was doing: SOFF (RFMI 2.2) and the server's own decision.
import { describe, expect, it } from 'vitest';
import type { ModelInstance } from '../../../src/runtime/calls.js';
import { COMMAND, Driven } from './drive.js';

const IN_PHASE = {
  selection: () => Promise.resolve(new Driven()),
  frameSetup: async () => {
    const driven = new Driven();
    await driven.say(COMMAND.FSEL);
    return driven;
  },
  initialization: () => new Driven().begin(),
  experiment: async () => {
    const driven = await new Driven().begin();
    await driven.say(COMMAND.SEXP);
    return driven;
  },
  initializationMode: async () => {
    const driven = await new Driven().begin();
    await driven.say(COMMAND.SEXP, COMMAND.EINI);
    return driven;
  },
  simulation: () => new Driven().simulate(),
};

describe.each(Object.entries(IN_PHASE))('in the phase %s', (phase, into) => {
  it('SOFF frees everything', async () => {
    const driven = await into();
    expect(driven.session.phase).toBe(phase);
    expect(await driven.say(COMMAND.SOFF)).toEqual({ code: 'soff' });
    expectEnd(driven, phase);
  });

  it('close() frees everything, and may be called again', async () => {
    const driven = await into();
    await driven.session.close();
    await driven.session.close();
    expectEnd(driven, phase);
    expect(await driven.say(COMMAND.LFMU)).toMatchObject({ code: 'eror', message: 'the session has been closed' });
  });
});

function expectEnd(driven: Driven, phase: string): void {
  expect(driven.session.phase).toBe('ended');
  for (const model of driven.models) {
    expect(model.state).toBe('freed');
    expect(model.aborted).toBe(false);
    expect(model.calls.includes('terminate')).toBe(phase === 'simulation');
  }
}

describe('close() while a command is under way', () => {
  it.each(['STEP', 'GETV', 'SRST', 'SDWN', 'SOFF'] as const)('aborts the model in %s', async (code) => {
    const driven = await new Driven(true).simulate();
    driven.model.hang();
    const answer = driven.say(COMMAND[code]);
    await driven.session.close();
    expect(await answer).toHaveProperty('code');
    expect(driven.model).toMatchObject({ aborted: true, state: 'freed' });
    expect(driven.models).toHaveLength(1);
    expect(driven.session.phase).toBe('ended');
  });

  it('frees an instance that comes too late', async () => {
    const driven = new Driven();
    await driven.say(COMMAND.FSEL);
    const answer = driven.say(COMMAND.INIT);
    await driven.session.close();
    expect(await answer).toEqual({ code: 'eror', errorCode: 0, message: 'the session has been closed' });
    expect(driven.models.map(({ state }) => state)).toEqual(['freed']);
    expect(driven.session.phase).toBe('ended');
  });

  it('frees a second instance that comes too late', async () => {
    const driven = await new Driven(true).simulate();
    driven.model.failures.set('reset', { status: 'error' });
    let closing: Promise<void> | undefined;
    driven.prepare = () => {
      closing = driven.session.close();
    };
    expect(await driven.say(COMMAND.SRST)).toMatchObject({ code: 'eror', message: /the session has been closed/ });
    await closing;
    expect(driven.models.map(({ state }) => state)).toEqual(['freed', 'freed']);
  });
});

it('what is no error of the outside world is not hidden', async () => {
  const driven = await new Driven(true).simulate();
  driven.model.run = (): ReturnType<ModelInstance['run']> => Promise.reject(new TypeError('a bug'));
  await expect(driven.say(COMMAND.STEP)).rejects.toThrow(TypeError);
});
