import { describe, expect, it } from 'vitest';
import { fc } from '../random.js';
import { type RemotingFile, formatRemotingFile, parseRemotingFile } from '../../src/fmu/remoting-file.js';
import { resultOrToolError, toolError } from './expect-error.js';

const BRIDGE: RemotingFile = {
  format: 1,
  fmutool: '0.1.0',
  kind: 'bridge',
  fmi: 2,
  platform: 'win64',
  model: '../win64/untitled.dll',
  server: '../win64/server_sm.exe',
  transport: 'sm',
  timeout: 0,
  original: undefined,
};
const BRIDGE_TEXT = `format=1
fmutool=0.1.0
kind=bridge
fmi=2
platform=win64
model=../win64/untitled.dll
server=../win64/server_sm.exe
transport=sm
timeout=0
`;

describe('the .remoting file', () => {
  it('is written as the native client expects it', () => {
    expect(formatRemotingFile(BRIDGE)).toBe(BRIDGE_TEXT);
    expect(formatRemotingFile({ ...BRIDGE, kind: 'isolate', original: 'untitled.dll' })).toContain(
      '\noriginal=untitled.dll\n',
    );
  });

  it('is read with comments, unknown keys, blanks, CR LF and a byte order mark', () => {
    const text = `\uFEFF# made by hand\r\n\r\nfuture = yes\r\n${BRIDGE_TEXT.replaceAll('\n', '\r\n')}`;
    expect(parseRemotingFile(text)).toEqual(BRIDGE);
  });

  it('has defaults for transport and timeout', () => {
    const text = BRIDGE_TEXT.replace(/transport.*\n/, '').replace(/timeout.*\n/, '');
    expect(parseRemotingFile(text)).toEqual(BRIDGE);
  });

  it('survives writing and reading', () => {
    const word = fc.stringMatching(/^[!-~][ -~]{0,20}[!-~]$/);
    const files = fc.record({
      format: fc.constant(1),
      fmutool: word,
      kind: fc.constantFrom('isolate' as const, 'bridge' as const),
      fmi: fc.constantFrom(1 as const, 2 as const, 3 as const),
      platform: word,
      model: word,
      server: word,
      transport: word,
      timeout: fc.nat({ max: 100000 }),
      original: fc.option(word, { nil: undefined }),
    });
    fc.assert(
      fc.property(files, (file) => {
        expect(parseRemotingFile(formatRemotingFile(file))).toEqual(file);
      }),
    );
  });

  it.each([
    ['another format', BRIDGE_TEXT.replace('format=1', 'format=2'), 'format 2'],
    ['a missing key', BRIDGE_TEXT.replace(/server.*\n/, ''), '"server"'],
    ['an empty value', BRIDGE_TEXT.replace(/model=.*/, 'model='), '"model"'],
    ['an unknown kind', BRIDGE_TEXT.replace('bridge', 'tunnel'), '"tunnel"'],
    ['an unknown FMI version', BRIDGE_TEXT.replace('fmi=2', 'fmi=4'), 'FMI version 4'],
    ['a number that is none', BRIDGE_TEXT.replace('timeout=0', 'timeout=soon'), '"soon"'],
    ['a line without =', `${BRIDGE_TEXT}nonsense\n`, 'line 10'],
  ])('is refused with %s', (_what, text, part) => {
    const error = toolError(() => parseRemotingFile(text));
    expect(error.code).toBe('remoting-file');
    expect(error.message).toContain(part);
  });

  it('is never written with a value that it could not give back', () => {
    expect(toolError(() => formatRemotingFile({ ...BRIDGE, model: 'a\nb' })).code).toBe('remoting-file');
    expect(toolError(() => formatRemotingFile({ ...BRIDGE, platform: '' })).code).toBe('remoting-file');
  });

  it('throws nothing but FmuToolError, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => void resultOrToolError(() => parseRemotingFile(text))),
    );
  });
});
