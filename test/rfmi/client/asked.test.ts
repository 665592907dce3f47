// Messages for people have what the server was asked to do, and not the code of the command.
import { describe, expect, it } from 'vitest';
import { asked } from '../../../src/rfmi/client/asked.js';
import { COMMANDS, type CommandCode } from '../../../src/rfmi/wire/messages.js';
import { refusal } from '../../../src/rfmi/client/rfmi-error.js';

describe.each(Object.keys(COMMANDS) as CommandCode[])('%s', (code) => {
  it.each(['fatl', 'eror', 'unsp', 'nack'] as const)('that is answered with %s', (answer) => {
    const { message, command } = refusal(code, { code: answer, errorCode: 0, message: 'no room' });
    expect(message).toMatch(/^the server [a-z ]+ [^:]+: no room$/);
    expect(message).not.toMatch(new RegExp(`\\b${code}\\b`));
    expect(command).toBe(code);
  });
  it('is said in other words than any other', () => {
    expect(Object.keys(COMMANDS).filter((other) => asked(other) === asked(code))).toEqual([code]);
  });
});
