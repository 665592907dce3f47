// The messages of XTND as bytes, written from docs/rfmi.md field by field, in both byte orders. None of it comes from the
// encoder.
import type { Golden } from './golden.js';

export const EXTENSION_COMMAND_GOLDEN: readonly Golden[] = [
  {
    title: 'XTND, with event mode',
    message: { code: 'XTND', version: 1, eventMode: true, earlyReturn: false },
    little: `
      58544e44 00000000 1800000000000000 01000000 01 00 0000`,
    big: `
      444e5458 00000000 0000000000000018 00000001 01 00 0000`,
  },
  {
    title: 'XDIM',
    message: { code: 'XDIM' },
    little: `
      5844494d 00000000 1000000000000000`,
    big: `
      4d494458 00000000 0000000000000010`,
  },
  {
    title: 'XCFG',
    message: { code: 'XCFG' },
    little: `
      58434647 00000000 1000000000000000`,
    big: `
      47464358 00000000 0000000000000010`,
  },
  {
    title: 'XCFE',
    message: { code: 'XCFE' },
    little: `
      58434645 00000000 1000000000000000`,
    big: `
      45464358 00000000 0000000000000010`,
  },
  {
    title: 'XEVT',
    message: { code: 'XEVT' },
    little: `
      58455654 00000000 1000000000000000`,
    big: `
      54564558 00000000 0000000000000010`,
  },
  {
    title: 'XUPD',
    message: { code: 'XUPD' },
    little: `
      58555044 00000000 1000000000000000`,
    big: `
      44505558 00000000 0000000000000010`,
  },
  {
    title: 'XSTM',
    message: { code: 'XSTM' },
    little: `
      5853544d 00000000 1000000000000000`,
    big: `
      4d545358 00000000 0000000000000010`,
  },
  {
    title: 'XIVL, two clocks as fractions',
    message: { code: 'XIVL', fractions: true, clocks: [7, 0x100] },
    little: `
      5849564c 00000000 2000000000000000 01 000000 02000000 07000000 00010000`,
    big: `
      4c564958 00000000 0000000000000020 01 000000 00000002 00000007 00000100`,
  },
  {
    title: 'XIVL, no clock',
    message: { code: 'XIVL', fractions: false, clocks: [] },
    little: `
      5849564c 00000000 1800000000000000 00 000000 00000000`,
    big: `
      4c564958 00000000 0000000000000018 00 000000 00000000`,
  },
  {
    title: 'DFRM, with arrays, one of them empty',
    message: {
      code: 'DFRM',
      frame: {
        id: 0x80000001,
        subFrames: [
          { type: 0x0121, references: [1, 2], elements: [3, 0] },
          { type: 0x0031, references: [5] },
        ],
      },
    },
    extended: true,
    little: `
      4446524d 00000000 3c00000000000000 01000080 02000000 2101 0100 02000000 01000000
      02000000 03000000 00000000 3100 0000 01000000 05000000`,
    big: `
      4d524644 00000000 000000000000003c 80000001 00000002 0121 0001 00000002 00000001
      00000002 00000003 00000000 0031 0000 00000001 00000005`,
  },
  {
    title: 'GETV, a dynamic frame of an array of clocks',
    message: { code: 'GETV', frame: [{ type: 0x0161, references: [0x12], elements: [4] }] },
    extended: true,
    little: `
      47455456 00000000 2800000000000000 00000010 01000000 6101 0100 01000000 12000000
      04000000`,
    big: `
      56544547 00000000 0000000000000028 10000000 00000001 0161 0001 00000001 00000012
      00000004`,
  },
  {
    title: 'SETV, a dynamic frame of an array of integers of 64 bits',
    message: { code: 'SETV', frame: [{ type: 0x0126, references: [9], elements: [2] }] },
    extended: true,
    little: `
      53455456 00000000 3800000000000000 00000010 01000000 2601 0100 01000000 09000000
      02000000 feffffffffffffff 0100000000000080`,
    big: `
      56544553 00000000 0000000000000038 10000000 00000001 0126 0001 00000001 00000009
      00000002 fffffffffffffffe 8000000000000001`,
    values: 40,
    least: 40,
  },
];

export const EXTENSION_RESPONSE_GOLDEN: readonly Golden[] = [
  {
    title: 'xtnd, with both',
    message: { code: 'xtnd', version: 1, eventMode: true, earlyReturn: true },
    little: `
      78746e64 00000000 1800000000000000 01000000 01 01 0000`,
    big: `
      646e7478 00000000 0000000000000018 00000001 01 01 0000`,
  },
  {
    title: 'xdim, arrays of one and two dimensions',
    message: {
      code: 'xdim',
      arrays: [
        { type: 0x0031, reference: 14, sizes: [2] },
        { type: 0x0121, reference: 20, sizes: [3, 0] },
      ],
    },
    little: `
      7864696d 00000000 3800000000000000 02000000 3100 0000 0e000000 01000000 02000000
      2101 0000 14000000 02000000 03000000 00000000`,
    big: `
      6d696478 00000000 0000000000000038 00000002 0031 0000 0000000e 00000001 00000002
      0121 0000 00000014 00000002 00000003 00000000`,
  },
  {
    title: 'xdim, no arrays',
    message: { code: 'xdim', arrays: [] },
    little: `
      7864696d 00000000 1400000000000000 00000000`,
    big: `
      6d696478 00000000 0000000000000014 00000000`,
  },
  {
    title: 'xcfg',
    message: { code: 'xcfg' },
    little: `
      78636667 00000000 1000000000000000`,
    big: `
      67666378 00000000 0000000000000010`,
  },
  {
    title: 'xcfe',
    message: { code: 'xcfe' },
    little: `
      78636665 00000000 1000000000000000`,
    big: `
      65666378 00000000 0000000000000010`,
  },
  {
    title: 'xevt',
    message: { code: 'xevt' },
    little: `
      78657674 00000000 1000000000000000`,
    big: `
      74766578 00000000 0000000000000010`,
  },
  {
    title: 'xupd, with a next event',
    message: {
      code: 'xupd',
      again: true,
      ended: false,
      nominalsChanged: false,
      valuesChanged: true,
      nextTimeDefined: true,
      nextTime: 1.5,
    },
    little: `
      78757064 00000000 2000000000000000 01 00 00 01 01 000000 000000000000f83f`,
    big: `
      64707578 00000000 0000000000000020 01 00 00 01 01 000000 3ff8000000000000`,
  },
  {
    title: 'xstm',
    message: { code: 'xstm' },
    little: `
      7873746d 00000000 1000000000000000`,
    big: `
      6d747378 00000000 0000000000000010`,
  },
  {
    title: 'xivl, seconds and a fraction that no double can hold',
    message: {
      code: 'xivl',
      intervals: [
        { seconds: 0.5, counter: 0n, resolution: 0n, qualifier: 2 },
        { seconds: 0, counter: 0xffff_ffff_ffff_ffffn, resolution: 3n, qualifier: 1 },
      ],
    },
    little: `
      7869766c 00000000 5800000000000000 0200000000000000
      000000000000e03f 0000000000000000 0000000000000000 02000000 00000000
      0000000000000000 ffffffffffffffff 0300000000000000 01000000 00000000`,
    big: `
      6c766978 00000000 0000000000000058 0000000000000002
      3fe0000000000000 0000000000000000 0000000000000000 00000002 00000000
      0000000000000000 ffffffffffffffff 0000000000000003 00000001 00000000`,
  },
  {
    title: 'xivl, no clock',
    message: { code: 'xivl', intervals: [] },
    little: `
      7869766c 00000000 1800000000000000 0000000000000000`,
    big: `
      6c766978 00000000 0000000000000018 0000000000000000`,
  },
  {
    title: 'lfrm, with an array',
    message: {
      code: 'lfrm',
      frames: [{ id: 1, subFrames: [{ type: 0x0031, references: [14], elements: [2] }] }],
    },
    extended: true,
    little: `
      6c66726d 00000000 2c00000000000000 01000000 01000000 01000000 3100 0100 01000000
      0e000000 02000000`,
    big: `
      6d72666c 00000000 000000000000002c 00000001 00000001 00000001 0031 0001 00000001
      0000000e 00000002`,
  },
  {
    title: 'step, early and for an event',
    message: { code: 'step', time: 0.25, output: 0, eventsNeeded: true, early: true, ended: false },
    extended: true,
    little: `
      73746570 00000000 2000000000000000 000000000000d03f 00000000 01 01 00 00`,
    big: `
      70657473 00000000 0000000000000020 3fd0000000000000 00000000 01 01 00 00`,
    values: 32,
    least: 32,
  },
  {
    title: 'step, to the end of the simulation',
    message: { code: 'step', time: 0.25, output: 0, eventsNeeded: false, early: false, ended: true },
    extended: true,
    little: `
      73746570 00000000 2000000000000000 000000000000d03f 00000000 00 00 01 00`,
    big: `
      70657473 00000000 0000000000000020 3fd0000000000000 00000000 00 00 01 00`,
    values: 32,
    least: 32,
  },
];
