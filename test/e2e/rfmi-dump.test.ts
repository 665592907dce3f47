// `fmutool rfmi-dump` as its users run it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executable, fmutool } from './support/executable.js';

/** A short session, both sides mixed: hello, FSEL, a frame, a step. */
const SESSION = `
# hello
52464d49 00000000 1800000000000000 0100 0000 00000000
72666d69 00000000 1800000000000000 0100 0000 78563412
# the FMU 'p' has the input 'u'
4653454c 00000000 1800000000000000 02000000 70000000
6673656c 00000000 3000000000000000 02000000 70000000 0100000000000000 0300 3100 01000000 02000000 75000000
# a frame of it
4446524d 00000000 2400000000000000 00000080 01000000 3100 0000 01000000 01000000
6466726d 00000000 1000000000000000
# an unknown code, and a step
58595a57 00000000 1200000000000000 aabb
53544550 00000000 3800000000000000 0000000000000000 9a9999999999b93f 01 00000000000000 00000080 00000000 000000000000f8bf
73746570 00000000 2000000000000000 9a9999999999b93f 00000000 00000000
`;

const TEXT = `\
0x00000000  RFMI  Hello command (2.1.1), 24 bytes, little-endian
    major           1
    minor           0
    session         0
0x00000018  rfmi  Hello response (2.1.2), 24 bytes, little-endian
    major           1
    minor           0
    session         0x12345678
0x00000030  FSEL  Select FMU command (3.1.3), 24 bytes, little-endian
    name            "p"
0x00000048  fsel  Select FMU response (3.1.4), 48 bytes, little-endian
    name            "p"
    variables       Real     #1          input, continuous    "u"
0x00000078  DFRM  Define Frame command (3.2.5), 36 bytes, little-endian
    frame           0x80000000: Real #1
0x0000009c  dfrm  Define Frame response (3.2.6), 16 bytes, little-endian
0x000000ac  XYZW  unknown code, 18 bytes, little-endian
    aabb
0x000000be  STEP  Simulation Step command (4.2.9), 56 bytes, little-endian
    time            0
    size            0.1
    newStep         true
    input           0x80000000
    output          0
    values          Real     #1    "u" = -1.5
0x000000f6  step  Simulation Step response (4.2.10), 32 bytes, little-endian
    time            0.1
    output          0
    values          none
`;

describe('fmutool rfmi-dump', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'rfmi-dump-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const file = (name: string, content: string | Buffer): string => {
    const full = path.join(folder, name);
    writeFileSync(full, content);
    return full;
  };
  const bytes = Buffer.from(SESSION.replace(/#.*/g, '').replace(/\s/g, ''), 'hex');

  it('shows hex and bytes alike', async () => {
    const expected = { status: 0, stdout: TEXT, stderr: '' };
    expect(await fmutool(['rfmi-dump', file('session.hex', SESSION)])).toEqual(expected);
    expect(await fmutool(['rfmi-dump', file('session.bin', bytes)])).toEqual(expected);
  });

  it.each([[], ['-']])('reads standard input: %j', async (...args) => {
    const { exitCode, stdout } = await execa(process.execPath, [executable, 'rfmi-dump', ...args], {
      input: bytes,
      timeout: 50_000,
      stripFinalNewline: false,
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: TEXT });
  });

  it('is one document with --json', async () => {
    const name = file('json.hex', SESSION);
    const { status, stdout, stderr } = await fmutool(['rfmi-dump', '--json', name]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const document = JSON.parse(stdout) as { file: string; messages: unknown[]; problems: unknown[] };
    expect(document).toMatchObject({ file: name, problems: [] });
    expect(document.messages).toHaveLength(9);
    expect(document.messages[0]).toEqual({
      ...{ offset: 0, length: 24, order: 'little', from: 'client', code: 'RFMI', title: 'Hello', section: '2.1.1' },
      ...{ flags: 0, fields: { major: 1, minor: 0, session: 0 } },
    });
    expect(document.messages[6]).toEqual({
      offset: 172,
      length: 18,
      order: 'little',
      from: 'client',
      code: 'XYZW',
      flags: 0,
      body: 'aabb',
    });
    expect(document.messages[7]).toMatchObject({
      fields: { input: 0x8000_0000, values: '000000000000f8bf' },
      values: [{ type: 0x31, reference: 1, name: 'u', value: -1.5 }],
    });
  });

  it('says what is damaged, with exit status 1', async () => {
    const { status, stdout, stderr } = await fmutool(['rfmi-dump', file('cut.bin', bytes.subarray(0, 66))]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout).toMatch(/\n0x00000030 {2}damaged: FSEL has 24 bytes, and the capture ends after 18\n$/);
    const json = await fmutool(['rfmi-dump', '--json', file('cut.bin', bytes.subarray(0, 66))]);
    expect(json.status).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      problems: [{ offset: 48, text: 'FSEL has 24 bytes, and the capture ends after 18' }],
    });
  });

  it('reads what begins in the middle with --byte-order', async () => {
    const unknown = file('big.hex', '58595a57 00000000 0000000000000010');
    const untold = await fmutool(['rfmi-dump', unknown]);
    expect(untold.status).toBe(2);
    expect(untold.stderr).toContain('--byte-order');
    expect(await fmutool(['rfmi-dump', '--byte-order', 'big', unknown])).toMatchObject({
      status: 0,
      stdout: '0x00000000  WZYX  unknown code, 16 bytes, big-endian\n',
    });
  });

  it('says that nothing is in an empty capture', async () => {
    expect(await fmutool(['rfmi-dump', file('empty', '')])).toEqual({ status: 0, stdout: 'no messages\n', stderr: '' });
  });

  it.each([
    ['a file that is missing', () => path.join(folder, 'none'), /there is no such file/],
    ['a folder', () => folder, /is a folder/],
    ['a text', () => file('text', 'hello\n'), /is neither a capture of RFMI nor hex: line 1 /],
    [
      'another binary',
      () => file('elf', Buffer.from('7f454c460201010000000000000000000000', 'hex')),
      /holds no message of RFMI: /,
    ],
  ])('refuses %s in one line, with exit status 2', async (_title, name, says) => {
    const { status, stdout, stderr } = await fmutool(['rfmi-dump', name()]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^fmutool: [^\n]+\n$/);
    expect(stderr).toMatch(says);
    expect(stderr).toContain(name());
  });

  it('makes control characters of a capture visible', async () => {
    const name = Buffer.from('\x1b[31m\u202e\u0000').toString('hex');
    const length = (name.length / 2).toString(16).padStart(2, '0');
    const total = (0x14 + Math.ceil(name.length / 8) * 4).toString(16).padStart(2, '0');
    const text = `4653454c 00000000 ${total}00000000000000 ${length}000000 ${name.padEnd(Math.ceil(name.length / 8) * 8, '0')}`;
    const { status, stdout } = await fmutool(['rfmi-dump', file('escape.hex', text)]);
    expect(status).toBe(0);
    expect(stdout).toContain('name            "\\u001b[31m\\u202e"');
  });

  it('has help with examples', async () => {
    const { status, stdout } = await fmutool(['rfmi-dump', '--help']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/Examples:\n {2}fmutool rfmi-dump session\.bin/);
  });
});
