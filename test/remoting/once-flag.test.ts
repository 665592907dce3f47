import { describe, expect, it } from 'vitest';
import { clearFlags, formatFlags, parseFlags, restoreFlags, setFlags } from '../../src/remoting/once-flag.js';

const FLAG = 'canBeInstantiatedOnlyOncePerProcess';

const cases: [string, string, string][] = [
  ['double quotes', `<a><CoSimulation ${FLAG}="true"/></a>`, `<a><CoSimulation ${FLAG}="false"/></a>`],
  ['single quotes and blanks', `<CoSimulation ${FLAG} = ' true '\n/>`, `<CoSimulation ${FLAG} = ' false '\n/>`],
  [
    'the number',
    `<ModelExchange x='>' ${FLAG}="1"></ModelExchange>`,
    `<ModelExchange x='>' ${FLAG}="false"></ModelExchange>`,
  ],
  [
    'both interfaces',
    `<CoSimulation ${FLAG}="1"/><ModelExchange ${FLAG}="true"/>`,
    `<CoSimulation ${FLAG}="false"/><ModelExchange ${FLAG}="false"/>`,
  ],
  [
    'comments, CDATA and instructions stay',
    `<?x <CoSimulation ${FLAG}="true"/>?><!-- <CoSimulation ${FLAG}="true"/> --><![CDATA[<CoSimulation ${FLAG}="true"/>]]><CoSimulation ${FLAG}="true"/>`,
    `<?x <CoSimulation ${FLAG}="true"/>?><!-- <CoSimulation ${FLAG}="true"/> --><![CDATA[<CoSimulation ${FLAG}="true"/>]]><CoSimulation ${FLAG}="false"/>`,
  ],
  [
    'the name inside another value stays',
    `<CoSimulation modelIdentifier="${FLAG}='true'" ${FLAG}="true"/>`,
    `<CoSimulation modelIdentifier="${FLAG}='true'" ${FLAG}="false"/>`,
  ],
  ['other elements stay', `<Tool ${FLAG}="true"/>`, `<Tool ${FLAG}="true"/>`],
  ['false stays', `<CoSimulation ${FLAG}="false"/>`, `<CoSimulation ${FLAG}="false"/>`],
];

const encodings: [string, (text: string) => Buffer][] = [
  ['UTF-8', (text) => Buffer.from(text)],
  ['UTF-8 with a BOM', (text) => Buffer.from(`\ufeff${text}`)],
  ['ISO-8859-1', (text) => Buffer.from(`<!-- \xe4 -->${text}`, 'latin1')],
  ['UTF-16 little endian', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16 big endian', (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
];

describe.each(encodings)('clearing the flag in %s', (_encoding, encode) => {
  it.each(cases)('changes nothing but its value: %s', (_name, before, after) => {
    const flags = setFlags(encode(before));
    expect(clearFlags(encode(before), flags).toString('hex')).toBe(encode(after).toString('hex'));
  });

  it.each(cases)('can be taken back exactly: %s', (_name, before) => {
    const flags = parseFlags(formatFlags(setFlags(encode(before))));
    const cleared = clearFlags(encode(before), flags);
    expect(restoreFlags(cleared, flags).toString('hex')).toBe(encode(before).toString('hex'));
  });
});

it('leaves a flag alone that has been changed in the meantime', () => {
  const xml = Buffer.from(`<CoSimulation ${FLAG}="1"/>`);
  expect(restoreFlags(xml, new Map([['CoSimulation', 'true']]))).toEqual(xml);
});

it('reads nothing but flags out of a .remoting file', () => {
  expect(parseFlags('CoSimulation:true,X:evil"/>,ModelExchange:1')).toEqual(
    new Map([
      ['CoSimulation', 'true'],
      ['ModelExchange', '1'],
    ]),
  );
});
