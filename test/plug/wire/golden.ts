// Plug messages in bytes, written by hand from the protocol's text: requests and answers of both dialects.
import type { Tongue } from '../../../src/plug/wire/codec.js';
import type { Answer, Request, RequestName } from '../../../src/plug/wire/messages.js';

export const PREFIXED: Tongue = { dialect: 'prefixed' };
/** Configurations of 3 bytes, transitions of 2. */
export const FIXED: Tongue = { dialect: 'fixed', known: { configuration: 3, transition: 2 } };

const bytes = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const configuration = bytes('c0c1c2');
const transition = bytes('7a7b');

interface Golden {
  readonly tongue: Tongue;
  readonly request: Request;
  readonly hex: string;
  readonly answer: Answer<RequestName>;
  readonly answerHex: string;
}

const two = { configurations: [configuration, bytes('d0d1d2')] };
const twoHex = '02000000 03000000 c0c1c2 03000000 d0d1d2';
const items = {
  items: [
    {
      type: 'real',
      name: 'x',
      icon: '',
      children: [{ type: 'int', name: 'é', icon: 'i', children: [] }],
    },
    { type: '', name: 'b', icon: '', children: [] },
  ],
};
const itemsHex =
  '02000000 04000000 7265616c 01000000 78 00000000 01000000' +
  '03000000 696e74 02000000 c3a9 01000000 69 00000000' +
  '00000000 01000000 62 00000000 00000000';

const golden = <Name extends RequestName>(
  tongue: Tongue,
  request: Extract<Request, { name: Name }>,
  hex: string,
  answer: Answer<Name>,
  answerHex: string,
): Golden => ({ tongue, request, hex, answer, answerHex });

export const GOLDEN: readonly Golden[] = [
  golden(PREFIXED, { name: 'initial' }, '0101', two, twoHex),
  golden(FIXED, { name: 'initial' }, '0101', two, twoHex),
  golden(
    PREFIXED,
    { name: 'fireable', configuration },
    '0102 03000000 c0c1c2',
    { transitions: [transition, bytes('7c')] },
    '02000000 02000000 7a7b 01000000 7c',
  ),
  golden(
    FIXED,
    { name: 'fireable', configuration },
    '0102 c0c1c2',
    { transitions: [transition, bytes('7c7d')] },
    '02000000 02000000 7a7b 7c7d',
  ),
  golden(
    PREFIXED,
    { name: 'fire', configuration, transition },
    '0103 03000000 c0c1c2 02000000 7a7b',
    { ...two, payload: bytes('ff') },
    `${twoHex} 01000000 ff`,
  ),
  golden(
    FIXED,
    { name: 'fire', configuration, transition },
    '0103 03000000 c0c1c2 7a7b',
    { ...two, payload: undefined },
    twoHex,
  ),
  golden(
    PREFIXED,
    { name: 'register', atoms: ['h<0', 'é'] },
    '0104 02000000 03000000 683c30 02000000 c3a9',
    { indices: [0, 1] },
    '02000000 00000000 01000000',
  ),
  golden(
    FIXED,
    { name: 'register', atoms: ['h<0', 'é'] },
    '0104 02000000 03000000 683c30 02000000 c3a9',
    { indices: undefined },
    '',
  ),
  golden(
    PREFIXED,
    { name: 'valuations', configuration },
    '0105 03000000 c0c1c2',
    { valuations: [true, false, true] },
    '03000000 01 00 01',
  ),
  golden(
    FIXED,
    { name: 'valuations', configuration },
    '0105 c0c1c2',
    { valuations: [true, false, true] },
    '03000000 01 00 01',
  ),
  golden(
    PREFIXED,
    { name: 'extended', source: configuration, transition, payload: bytes(''), target: bytes('d0') },
    '0106 03000000 c0c1c2 02000000 7a7b 00000000 01000000 d0',
    { valuations: [] },
    '00000000',
  ),
  golden(PREFIXED, { name: 'items', configuration }, '010a 03000000 c0c1c2', items, itemsHex),
  golden(FIXED, { name: 'items', configuration }, '010a 03000000 c0c1c2', items, itemsHex),
  golden(
    PREFIXED,
    { name: 'description', transition },
    '010b 02000000 7a7b',
    { text: 'u=1 for 0.1 s' },
    '0d000000 753d3120666f7220302e312073',
  ),
  golden(
    FIXED,
    { name: 'description', transition },
    '010b 7a7b',
    { text: 'u=1 for 0.1 s' },
    '0d000000 753d3120666f7220302e312073',
  ),
];

export { bytes };
