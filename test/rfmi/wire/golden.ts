// Messages as bytes, written from the tables of the specification field by field, in both byte orders. A blank stands
// between two fields. None of it comes from the encoder.
import type { Command, Response } from '../../../src/rfmi/wire/messages.js';
import { EXTENSION_COMMAND_GOLDEN, EXTENSION_RESPONSE_GOLDEN } from './golden-extension.js';

/** A message and its bytes. */
export interface Golden {
  readonly title: string;
  /** Only in a session in which both sides have agreed on XTND. */
  readonly extended?: true;
  /** Fields and code; without `values`, which depend on the byte order. */
  readonly message: object;
  readonly little: string;
  readonly big: string;
  /** Where `values` begin; undefined if the message has none. */
  readonly values?: number;
  /** Fewest bytes that can still be read: without padding or values at the end. All of them if not given. */
  readonly least?: number;
}

/** The bytes of a message. */
export function bytesOf(golden: Golden, order: 'little' | 'big'): Buffer {
  return Buffer.from(golden[order].replace(/\s/g, ''), 'hex');
}

/** The message itself, as it is sent in this byte order. */
export function messageOf(golden: Golden, order: 'little' | 'big'): Command | Response {
  const values = golden.values === undefined ? {} : { values: bytesOf(golden, order).subarray(golden.values) };
  return { flags: 0, ...golden.message, ...values } as Command | Response;
}

export const COMMAND_GOLDEN: readonly Golden[] = [
  {
    title: 'RFMI, a new session',
    message: { code: 'RFMI', major: 1, minor: 0, session: 0 },
    little: `
      52464d49 00000000 1800000000000000 0100 0000 00000000`,
    big: `
      494d4652 00000000 0000000000000018 0001 0000 00000000`,
  },
  {
    title: 'RFMI, going on with a session',
    message: { code: 'RFMI', major: 1, minor: 0, session: 0xdeadbeef },
    little: `
      52464d49 00000000 1800000000000000 0100 0000 efbeadde`,
    big: `
      494d4652 00000000 0000000000000018 0001 0000 deadbeef`,
  },
  {
    title: 'SOFF',
    message: { code: 'SOFF' },
    little: `
      534f4646 00000000 1000000000000000`,
    big: `
      46464f53 00000000 0000000000000010`,
  },
  {
    title: 'LFMU',
    message: { code: 'LFMU' },
    little: `
      4c464d55 00000000 1000000000000000`,
    big: `
      554d464c 00000000 0000000000000010`,
  },
  {
    title: 'FSEL, a name of 4 bytes with its zero',
    message: { code: 'FSEL', name: 'abc' },
    little: `
      4653454c 00000000 1800000000000000 04000000 61626300`,
    big: `
      4c455346 00000000 0000000000000018 00000004 61626300`,
  },
  {
    title: 'FSEL, a name with padding',
    message: { code: 'FSEL', name: 'pump' },
    little: `
      4653454c 00000000 1c00000000000000 05000000 70756d7000 000000`,
    big: `
      4c455346 00000000 000000000000001c 00000005 70756d7000 000000`,
    least: 25,
  },
  {
    title: 'FXML',
    message: { code: 'FXML' },
    little: `
      46584d4c 00000000 1000000000000000`,
    big: `
      4c4d5846 00000000 0000000000000010`,
  },
  {
    title: 'LFRM',
    message: { code: 'LFRM' },
    little: `
      4c46524d 00000000 1000000000000000`,
    big: `
      4d52464c 00000000 0000000000000010`,
  },
  {
    title: 'DFRM, two sub-frames',
    message: {
      code: 'DFRM',
      frame: {
        id: 0x80000001,
        subFrames: [
          { type: 0x31, references: [1, 0x10] },
          { type: 0x11, references: [7] },
        ],
      },
    },
    little: `
      4446524d 00000000 3400000000000000 01000080 02000000 3100 0000 02000000 01000000
      10000000 1100 0000 01000000 07000000`,
    big: `
      4d524644 00000000 0000000000000034 80000001 00000002 0031 0000 00000002 00000001
      00000010 0011 0000 00000001 00000007`,
  },
  {
    title: 'DFRM, an empty frame',
    message: { code: 'DFRM', frame: { id: 0x80000000, subFrames: [] } },
    little: `
      4446524d 00000000 1800000000000000 00000080 00000000`,
    big: `
      4d524644 00000000 0000000000000018 80000000 00000000`,
  },
  {
    title: 'INIT',
    message: { code: 'INIT' },
    little: `
      494e4954 00000000 1000000000000000`,
    big: `
      54494e49 00000000 0000000000000010`,
  },
  {
    title: 'GETV, a defined frame',
    message: { code: 'GETV', frame: 2 },
    little: `
      47455456 00000000 1800000000000000 02000000 00000000`,
    big: `
      56544547 00000000 0000000000000018 00000002 00000000`,
  },
  {
    title: 'GETV, no frame',
    message: { code: 'GETV', frame: 0 },
    little: `
      47455456 00000000 1800000000000000 00000000 00000000`,
    big: `
      56544547 00000000 0000000000000018 00000000 00000000`,
  },
  {
    title: 'GETV, a dynamic frame',
    message: {
      code: 'GETV',
      frame: [
        { type: 0x31, references: [1] },
        { type: 0x41, references: [2, 4294967295] },
      ],
    },
    little: `
      47455456 00000000 3400000000000000 00000010 02000000 3100 0000 01000000 01000000
      4100 0000 02000000 02000000 ffffffff`,
    big: `
      56544547 00000000 0000000000000034 10000000 00000002 0031 0000 00000001 00000001
      0041 0000 00000002 00000002 ffffffff`,
  },
  {
    title: 'SETV, a defined frame of two reals',
    message: { code: 'SETV', frame: 1 },
    little: `
      53455456 00000000 2800000000000000 01000000 00000000 000000000000f83f
      00000000000000c0`,
    big: `
      56544553 00000000 0000000000000028 00000001 00000000 3ff8000000000000
      c000000000000000`,
    values: 24,
    least: 24,
  },
  {
    title: 'SETV, no frame',
    message: { code: 'SETV', frame: 0 },
    little: `
      53455456 00000000 1800000000000000 00000000 00000000`,
    big: `
      56544553 00000000 0000000000000018 00000000 00000000`,
    values: 24,
    least: 24,
  },
  {
    title: 'SETV, a dynamic frame whose values need padding before them',
    message: {
      code: 'SETV',
      frame: [
        { type: 0x31, references: [3] },
        { type: 0x21, references: [4, 5] },
      ],
    },
    little: `
      53455456 00000000 4800000000000000 00000010 02000000 3100 0000 01000000 03000000
      2100 0000 02000000 04000000 05000000 00000000 9a9999999999b93f ffffffff ffffff7f`,
    big: `
      56544553 00000000 0000000000000048 10000000 00000002 0031 0000 00000001 00000003
      0021 0000 00000002 00000004 00000005 00000000 3fb999999999999a ffffffff 7fffffff`,
    values: 56,
    least: 52,
  },
  {
    title: 'SETV, a dynamic frame of a text and a binary',
    message: {
      code: 'SETV',
      frame: [
        { type: 0x41, references: [1] },
        { type: 0x51, references: [2] },
      ],
    },
    little: `
      53455456 00000000 4800000000000000 00000010 02000000 4100 0000 01000000 01000000
      5100 0000 01000000 02000000 06000000 68c3a4c39f00 0000 05000000 0001feff00 000000`,
    big: `
      56544553 00000000 0000000000000048 10000000 00000002 0041 0000 00000001 00000001
      0051 0000 00000001 00000002 00000006 68c3a4c39f00 0000 00000005 0001feff00 000000`,
    values: 48,
    least: 48,
  },
  {
    title: 'SIMS, with a stop time',
    message: { code: 'SIMS', startTime: 0, stopTime: 10, stopTimeDefined: true },
    little: `
      53494d53 00000000 2400000000000000 0000000000000000 0000000000002440 01 000000`,
    big: `
      534d4953 00000000 0000000000000024 0000000000000000 4024000000000000 01 000000`,
  },
  {
    title: 'SEXP, without a stop time',
    message: { code: 'SEXP', startTime: -1.25, stopTime: 0, stopTimeDefined: false },
    little: `
      53455850 00000000 2400000000000000 000000000000f4bf 0000000000000000 00 000000`,
    big: `
      50584553 00000000 0000000000000024 bff4000000000000 0000000000000000 00 000000`,
  },
  {
    title: 'EINI',
    message: { code: 'EINI' },
    little: `
      45494e49 00000000 1000000000000000`,
    big: `
      494e4945 00000000 0000000000000010`,
  },
  {
    title: 'XINI',
    message: { code: 'XINI' },
    little: `
      58494e49 00000000 1000000000000000`,
    big: `
      494e4958 00000000 0000000000000010`,
  },
  {
    title: 'STEP, with inputs',
    message: { code: 'STEP', time: 0.25, size: 0.01, newStep: true, input: 1, output: 2 },
    little: `
      53544550 00000000 4400000000000000 000000000000d03f 7b14ae47e17a843f 01
      00000000000000 01000000 02000000 0000000000000c40 0000000000000080 f9ffffff`,
    big: `
      50455453 00000000 0000000000000044 3fd0000000000000 3f847ae147ae147b 01
      00000000000000 00000001 00000002 400c000000000000 8000000000000000 fffffff9`,
    values: 48,
    least: 48,
  },
  {
    title: 'STEP, without inputs',
    message: { code: 'STEP', time: 1, size: 0, newStep: false, input: 0, output: 0x80000001 },
    little: `
      53544550 00000000 3000000000000000 000000000000f03f 0000000000000000 00
      00000000000000 00000000 01000080`,
    big: `
      50455453 00000000 0000000000000030 3ff0000000000000 0000000000000000 00
      00000000000000 00000000 80000001`,
    values: 48,
    least: 48,
  },
  {
    title: 'SDWN',
    message: { code: 'SDWN' },
    little: `
      5344574e 00000000 1000000000000000`,
    big: `
      4e574453 00000000 0000000000000010`,
  },
  {
    title: 'SRST',
    message: { code: 'SRST' },
    little: `
      53525354 00000000 1000000000000000`,
    big: `
      54535253 00000000 0000000000000010`,
  },
  ...EXTENSION_COMMAND_GOLDEN,
];

export const RESPONSE_GOLDEN: readonly Golden[] = [
  {
    title: 'rfmi',
    message: { code: 'rfmi', major: 1, minor: 0, session: 0x12345678 },
    little: `
      72666d69 00000000 1800000000000000 0100 0000 78563412`,
    big: `
      696d6672 00000000 0000000000000018 0001 0000 12345678`,
  },
  {
    title: 'soff',
    message: { code: 'soff' },
    little: `
      736f6666 00000000 1000000000000000`,
    big: `
      66666f73 00000000 0000000000000010`,
  },
  {
    title: 'lfmu, none',
    message: { code: 'lfmu', fmus: [] },
    little: `
      6c666d75 00000000 1400000000000000 00000000`,
    big: `
      756d666c 00000000 0000000000000014 00000000`,
  },
  {
    title: 'lfmu, two',
    message: {
      code: 'lfmu',
      fmus: [
        { fmiMajor: 2, fmiMinor: 0, kind: 0, capabilities: 0, name: 'pump' },
        { fmiMajor: 1, fmiMinor: 0, kind: 0, capabilities: 0, name: 'abc' },
      ],
    },
    little: `
      6c666d75 00000000 3800000000000000 02000000 0200 0000 0000 0000 05000000 70756d7000
      000000 0100 0000 0000 0000 04000000 61626300`,
    big: `
      756d666c 00000000 0000000000000038 00000002 0002 0000 0000 0000 00000005 70756d7000
      000000 0001 0000 0000 0000 00000004 61626300`,
  },
  {
    title: 'fsel, a name that ends at a multiple of 8',
    message: {
      code: 'fsel',
      name: 'abc',
      variables: [
        { kind: 0x0003, type: 0x31, reference: 1, name: 'u' },
        { kind: 0x0102, type: 0x12, reference: 0x80000000, name: 'on' },
      ],
    },
    little: `
      6673656c 00000000 4000000000000000 04000000 61626300 0200000000000000 0300 3100
      01000000 02000000 7500 0000 0201 1200 00000080 03000000 6f6e00 00`,
    big: `
      6c657366 00000000 0000000000000040 00000004 61626300 0000000000000002 0003 0031
      00000001 00000002 7500 0000 0102 0012 80000000 00000003 6f6e00 00`,
    least: 63,
  },
  {
    title: 'fsel, a name with padding to a multiple of 8',
    message: { code: 'fsel', name: 'pump', variables: [{ kind: 0x0500, type: 0x41, reference: 0, name: 'größe' }] },
    little: `
      6673656c 00000000 3c00000000000000 05000000 70756d7000 00000000000000
      0100000000000000 0005 4100 00000000 08000000 6772c3b6c39f6500`,
    big: `
      6c657366 00000000 000000000000003c 00000005 70756d7000 00000000000000
      0000000000000001 0500 0041 00000000 00000008 6772c3b6c39f6500`,
  },
  {
    title: 'fsel, no variables',
    message: { code: 'fsel', name: 'a', variables: [] },
    little: `
      6673656c 00000000 2000000000000000 02000000 6100 0000 0000000000000000`,
    big: `
      6c657366 00000000 0000000000000020 00000002 6100 0000 0000000000000000`,
  },
  {
    title: 'fxml',
    message: { code: 'fxml', xml: Buffer.from('<a/>') },
    little: `
      66786d6c 00000000 1500000000000000 3c612f3e 00`,
    big: `
      6c6d7866 00000000 0000000000000015 3c612f3e 00`,
  },
  {
    title: 'lfrm',
    message: {
      code: 'lfrm',
      frames: [
        { id: 0, subFrames: [] },
        { id: 1, subFrames: [{ type: 0x31, references: [1, 2] }] },
        {
          id: 2,
          subFrames: [
            { type: 0x21, references: [3] },
            { type: 0x41, references: [] },
          ],
        },
      ],
    },
    little: `
      6c66726d 00000000 5000000000000000 03000000 00000000 00000000 01000000 01000000 3100
      0000 02000000 01000000 02000000 02000000 02000000 2100 0000 01000000 03000000 4100
      0000 00000000`,
    big: `
      6d72666c 00000000 0000000000000050 00000003 00000000 00000000 00000001 00000001 0031
      0000 00000002 00000001 00000002 00000002 00000002 0021 0000 00000001 00000003 0041
      0000 00000000`,
  },
  {
    title: 'dfrm',
    message: { code: 'dfrm' },
    little: `
      6466726d 00000000 1000000000000000`,
    big: `
      6d726664 00000000 0000000000000010`,
  },
  {
    title: 'init',
    message: { code: 'init' },
    little: `
      696e6974 00000000 1000000000000000`,
    big: `
      74696e69 00000000 0000000000000010`,
  },
  {
    title: 'getv, a defined frame',
    message: { code: 'getv', frame: 2 },
    little: `
      67657476 00000000 2000000000000000 02000000 00000000 feffffff 01000000`,
    big: `
      76746567 00000000 0000000000000020 00000002 00000000 fffffffe 00000001`,
    values: 24,
    least: 24,
  },
  {
    title: 'getv, a dynamic frame',
    message: { code: 'getv', frame: 0x10000000 },
    little: `
      67657476 00000000 2400000000000000 00000010 00000000 9c7500883ce4377e 00000000`,
    big: `
      76746567 00000000 0000000000000024 10000000 00000000 7e37e43c8800759c 00000000`,
    values: 24,
    least: 24,
  },
  {
    title: 'getv, no frame',
    message: { code: 'getv', frame: 0 },
    little: `
      67657476 00000000 1800000000000000 00000000 00000000`,
    big: `
      76746567 00000000 0000000000000018 00000000 00000000`,
    values: 24,
    least: 24,
  },
  {
    title: 'setv',
    message: { code: 'setv' },
    little: `
      73657476 00000000 1000000000000000`,
    big: `
      76746573 00000000 0000000000000010`,
  },
  {
    title: 'sims',
    message: { code: 'sims' },
    little: `
      73696d73 00000000 1000000000000000`,
    big: `
      736d6973 00000000 0000000000000010`,
  },
  {
    title: 'sexp',
    message: { code: 'sexp' },
    little: `
      73657870 00000000 1000000000000000`,
    big: `
      70786573 00000000 0000000000000010`,
  },
  {
    title: 'eini',
    message: { code: 'eini' },
    little: `
      65696e69 00000000 1000000000000000`,
    big: `
      696e6965 00000000 0000000000000010`,
  },
  {
    title: 'xini',
    message: { code: 'xini' },
    little: `
      78696e69 00000000 1000000000000000`,
    big: `
      696e6978 00000000 0000000000000010`,
  },
  {
    title: 'step, with outputs',
    message: { code: 'step', time: 0.26, output: 2, eventsNeeded: false, early: false, ended: false },
    little: `
      73746570 00000000 2a00000000000000 a4703d0ad7a3d03f 02000000 00000000
      0000000000000440 0100`,
    big: `
      70657473 00000000 000000000000002a 3fd0a3d70a3d70a4 00000002 00000000
      4004000000000000 0100`,
    values: 32,
    least: 32,
  },
  {
    title: 'step, without outputs',
    message: { code: 'step', time: 1, output: 0, eventsNeeded: false, early: false, ended: false },
    little: `
      73746570 00000000 2000000000000000 000000000000f03f 00000000 00000000`,
    big: `
      70657473 00000000 0000000000000020 3ff0000000000000 00000000 00000000`,
    values: 32,
    least: 32,
  },
  {
    title: 'sdwn',
    message: { code: 'sdwn' },
    little: `
      7364776e 00000000 1000000000000000`,
    big: `
      6e776473 00000000 0000000000000010`,
  },
  {
    title: 'srst',
    message: { code: 'srst' },
    little: `
      73727374 00000000 1000000000000000`,
    big: `
      74737273 00000000 0000000000000010`,
  },
  {
    title: 'fatl',
    message: { code: 'fatl', errorCode: 2, message: 'no' },
    little: `
      6661746c 00000000 1c00000000000000 02000000 03000000 6e6f00 00`,
    big: `
      6c746166 00000000 000000000000001c 00000002 00000003 6e6f00 00`,
    least: 27,
  },
  {
    title: 'eror',
    message: { code: 'eror', errorCode: 1, message: 'not now' },
    little: `
      65726f72 00000000 2000000000000000 01000000 08000000 6e6f74206e6f7700`,
    big: `
      726f7265 00000000 0000000000000020 00000001 00000008 6e6f74206e6f7700`,
  },
  {
    title: 'unsp',
    message: { code: 'unsp', errorCode: 0, message: '' },
    little: `
      756e7370 00000000 1c00000000000000 00000000 01000000 00 000000`,
    big: `
      70736e75 00000000 000000000000001c 00000000 00000001 00 000000`,
    least: 25,
  },
  {
    title: 'nack',
    message: { code: 'nack', errorCode: 0, message: 'type ü' },
    little: `
      6e61636b 00000000 2000000000000000 00000000 08000000 7479706520c3bc00`,
    big: `
      6b63616e 00000000 0000000000000020 00000000 00000008 7479706520c3bc00`,
  },
  ...EXTENSION_RESPONSE_GOLDEN,
];
