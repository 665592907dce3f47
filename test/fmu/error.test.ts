import { describe, expect, it } from 'vitest';
import { FmuToolError, aboutFile, few, listed, quote } from '../../src/fmu/error.js';
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

  it('has an end', () => {
    const { message } = new FmuToolError('c', 'x'.repeat(1_000_000));
    expect(message).toBe(`${'x'.repeat(8192)}... (991808 more characters)`);
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

describe('a list of names', () => {
  const names = (count: number): string[] => Array.from({ length: count }, (_, place) => `n${place}`);

  it.each([
    [0, ''],
    [1, '"n0"'],
    [2, '"n0", "n1"'],
    [10, '"n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8", "n9"'],
    [11, '"n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8", "n9", 1 more'],
    [100_000, '"n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8", "n9", 99990 more'],
  ])('of %i has ten at most', (count, expected) => {
    expect(listed(names(count))).toBe(expected);
    expect(few(names(count), (name) => `"${name}"`)).toBe(expected);
  });

  it('has short names only', () => {
    expect(listed(['x'.repeat(100_000)], 3)).toBe('"xxx..."');
  });
});
