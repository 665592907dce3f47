/** Model descriptions damaged at random: an error of ours or a model, never anything else. */
import { describe, expect, it } from 'vitest';
import { fc } from '../../random.js';
import { FmuToolError } from '../../../src/fmu/error.js';
import { parseModelDescription } from '../../../src/fmu/model-description.js';
import { resultOrToolError } from '../expect-error.js';
import { mutations } from '../mutations.js';
import { FMI1, FMI2, FMI3, fmi2Variables } from './documents.js';

const useAll = (bytes: Buffer): void => void resultOrToolError(() => parseModelDescription(bytes));
const pieces = [
  '<',
  '>',
  '/>',
  '</',
  '"',
  '=',
  ' ',
  '&',
  '&#0;',
  '&lt;',
  ']]>',
  '<!--',
  '-->',
  '<![CDATA[',
  '<?x',
  '?>',
];

describe('a model description', () => {
  it.each([
    ['FMI 1', FMI1],
    ['FMI 2', FMI2],
    ['FMI 3', FMI3],
  ])('of %s damaged at random throws nothing but FmuToolError', (_version, text) => {
    fc.assert(fc.property(mutations(Buffer.from(text)), useAll), { numRuns: 400 });
  });

  it.each([FMI1, FMI2, FMI3])('cut off anywhere throws nothing but FmuToolError', (text) => {
    const bytes = Buffer.from(text);
    for (let length = 0; length < bytes.length; length += 3) {
      expect(resultOrToolError(() => parseModelDescription(bytes.subarray(0, length)))).toBeInstanceOf(FmuToolError);
    }
  });

  it('with markup put in anywhere throws nothing but FmuToolError', () => {
    const insert = fc.tuple(fc.nat({ max: FMI3.length }), fc.constantFrom(...pieces));
    fc.assert(
      fc.property(fc.array(insert, { minLength: 1, maxLength: 4 }), (inserts) => {
        const text = inserts.reduce((all, [at, piece]) => all.slice(0, at) + piece + all.slice(at), FMI3);
        useAll(Buffer.from(text));
      }),
      { numRuns: 400 },
    );
  });

  it('gives back any names and descriptions', () => {
    const escape = (text: string): string => text.replace(/[&<>"\t\n\r]/g, (unit) => `&#${unit.charCodeAt(0)};`);
    // What XML 1.0 can hold at all (2.2).
    const xmlText = fc
      .string({ unit: 'binary' })
      .map((text) => text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ''));
    fc.assert(
      fc.property(xmlText, xmlText, (name, description) => {
        const attributes = `name="${escape(name)}" valueReference="0" description="${escape(description)}"`;
        const model = parseModelDescription(
          Buffer.from(fmi2Variables(`<ScalarVariable ${attributes}><Real/></ScalarVariable>`)),
        );
        expect(model.variables).toMatchObject([{ name, description }]);
      }),
    );
  });
});
