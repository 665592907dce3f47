import { describe, expect, it } from 'vitest';
import { FmuToolError, aboutFile, quote } from '../../src/fmu/error.js';
import { toolError } from './expect-error.js';

describe('FmuToolError', () => {
  it('carries code, path, position and cause', () => {
    const cause = new Error('inner');
    const error = new FmuToolError('some-code', 'what', { path: 'a.fmu', position: { line: 3, column: 4 }, cause });
    expect(error).toMatchObject({
      code: 'some-code',
      path: 'a.fmu',
      position: { line: 3, column: 4 },
      message: 'what',
    });
    expect(error.cause).toBe(cause);
    expect(error.name).toBe('FmuToolError');
  });

  it('keeps its message on one line and free of control characters', () => {
    expect(new FmuToolError('c', 'one\r\n  two\u001b[31m\u0000').message).toBe('one two\\u001b[31m\\u0000');
  });

  it('gets the file it is about from outside, unless it names one already', () => {
    const inner = (): never => {
      throw new FmuToolError('c', 'm');
    };
    expect(toolError(() => aboutFile('a.fmu', inner)).path).toBe('a.fmu');
    expect(toolError(() => aboutFile('b.fmu', () => aboutFile('a.fmu', inner))).path).toBe('a.fmu');
  });

  it('leaves bugs as they are', () => {
    expect(() =>
      aboutFile('a.fmu', () => {
        throw new TypeError('bug');
      }),
    ).toThrow(TypeError);
  });
});

describe('quote', () => {
  it('escapes what could fool a terminal and cuts what is too long', () => {
    expect(quote('a"b\u0007\u202e\u0085')).toBe('"a\\"b\\u0007\\u202e\\u0085"');
    expect(quote('x'.repeat(30), 10)).toBe('"xxxxxxxxxx..."');
  });
});
