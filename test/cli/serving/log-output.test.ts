// The log of a server, as its operator sees it.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { logOutput } from '../../../src/cli/serving/log-output.js';
import { bug } from '../../../src/transport/log.js';

afterEach(() => {
  vi.restoreAllMocks();
});

function written(logFormat: 'text' | 'json', quiet = false): string {
  let text = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((piece) => {
    text += String(piece);
    return true;
  });
  const log = logOutput({ logFormat, quiet });
  const error = new Error('two\nlines');
  error.stack = 'Error: two\nlines\n    at one (a.ts:1:2)\n    at other (b.ts:3:4)';
  log(bug(error, 'the session ends', { connection: 3, session: '0000002a' }));
  vi.restoreAllMocks();
  return text;
}

describe('a bug in the log', () => {
  it('is one line of text, and below it where it arose, also with --quiet', () => {
    expect(written('text', true).split('\n')).toEqual([
      expect.stringMatching(
        /^\S+ error #3 0000002a: the session ends: two.{1,6}lines \(this is a bug in fmutool\)$/,
      ) as string,
      '    at one (a.ts:1:2)',
      '    at other (b.ts:3:4)',
      '',
    ]);
  });

  it('has its stack as a field in JSON', () => {
    expect(JSON.parse(written('json'))).toMatchObject({
      level: 'error',
      event: 'bug',
      connection: 3,
      session: '0000002a',
      stack: 'Error: two\nlines\n    at one (a.ts:1:2)\n    at other (b.ts:3:4)',
    });
  });
});
