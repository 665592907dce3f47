import { describe, expect, it } from 'vitest';
import { shortageOf } from '../../src/files/system-error.js';

const coded = (code: string, message = ''): Error => Object.assign(new Error(message), { code });

describe('what the system has run out of', () => {
  it.each([
    ['a call of Node.js', coded('EMFILE', "EMFILE: too many open files, open 'x.js'"), /too many files are open/],
    ['a table of the system', coded('ENFILE'), /too many files are open/],
    ['memory', coded('ENOMEM', 'spawn ENOMEM'), /not enough memory/],
    ['processes', coded('EAGAIN', 'spawn EAGAIN'), /no room for more/],
    [
      'a library that cannot be loaded',
      coded('ERR_DLOPEN_FAILED', 'x.node: cannot open shared object file: Too many open files'),
      /too many files are open/,
    ],
    ['a cause', new Error('no model', { cause: new TypeError('x', { cause: coded('EMFILE') }) }), /too many files/],
  ])('is known by the error: %s', (_what, error, words) => {
    expect(shortageOf(error)).toMatch(words);
  });

  it.each([coded('ENOENT', 'no such file'), new TypeError('x is not a function'), 'EMFILE', undefined, {}])(
    'is nothing where a mistake is thrown: %s',
    (error) => {
      expect(shortageOf(error)).toBeUndefined();
    },
  );
});
