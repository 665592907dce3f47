/** Model descriptions that are small when packed and much when read: a function for each trick. */
import { fmi, fmi2Variables, fmi3Variables } from '../model-description/documents.js';

const MILLION = 1_000_000;
const interfaces = '<CoSimulation modelIdentifier="m"/>';
const around = (inside: string): string => fmi('2.0', `${interfaces}${inside}<ModelVariables/><ModelStructure/>`);
const annotated = (inside: string): string =>
  around(`<VendorAnnotations><Tool name="t">${inside}</Tool></VendorAnnotations>`);
const described = (description: string): string =>
  around('').replace('modelName=', `description="${description}" modelName=`);
const structured = (inside: string): string =>
  fmi('2.0', `${interfaces}<ModelVariables/><ModelStructure>${inside}</ModelStructure>`);
const variable = '<ScalarVariable name="v" valueReference="1"><Real/></ScalarVariable>';

/** What is in it, and its text. */
export const XML_BOMBS: readonly (readonly [what: string, text: () => string | Buffer])[] = [
  ['300 MB of blanks', () => Buffer.alloc(300 * MILLION, ' ')],
  ['80 MB of blanks in a tag', () => around('').replace('<CoSimulation ', `<CoSimulation ${' '.repeat(80 * MILLION)}`)],
  ['80 MB of blanks between tags', () => around(' '.repeat(80 * MILLION))],
  ['80 MB of line ends, and then an error', () => around(`${'\n'.repeat(80 * MILLION)}<`)],
  ['80 MB of line ends of two characters', () => around('\r\n'.repeat(40 * MILLION))],
  [
    '30 million dependencies',
    () => structured(`<Outputs><Unknown index="1" dependencies="${'1 '.repeat(30 * MILLION)}"/></Outputs>`),
  ],
  [
    '30 million kinds of dependencies',
    () => structured(`<Outputs><Unknown index="1" dependenciesKind="${'a '.repeat(30 * MILLION)}"/></Outputs>`),
  ],
  [
    '30 million start values',
    () => fmi3Variables(`<Float64 name="v" valueReference="1" start="${'1 '.repeat(30 * MILLION)}"/>`),
  ],
  ['an attribute of 60 million characters', () => described('x'.repeat(60 * MILLION))],
  [
    'a capability of 60 million characters',
    () => around('').replace('<CoSimulation ', `<CoSimulation x="${'x'.repeat(60 * MILLION)}" `),
  ],
  [
    'a capability of 10 million quotation marks',
    () => around('').replace('<CoSimulation ', `<CoSimulation x="${'&quot;'.repeat(10 * MILLION)}" `),
  ],
  ['an attribute of 80 million characters', () => described('x'.repeat(80 * MILLION))],
  ['an attribute of 60 million line ends', () => described('\n'.repeat(60 * MILLION))],
  ['an attribute of 60 million tabs', () => described('\t'.repeat(60 * MILLION))],
  ['an attribute of 10 million references', () => described('&lt;'.repeat(10 * MILLION))],
  ['a value that does not end', () => described('&lt;'.repeat(15 * MILLION)).split('modelName')[0] ?? ''],
  ['a reference of 60 million characters', () => described(`&${'x'.repeat(60 * MILLION)};`)],
  [
    'a million attributes',
    () => annotated(`<a ${Array.from({ length: MILLION }, (_, index) => `a${index}=""`).join(' ')}/>`),
  ],
  ['a name of 80 million characters', () => annotated(`<${'a'.repeat(80 * MILLION)}/>`)],
  ['an attribute with a name of 80 million characters', () => annotated(`<a ${'a'.repeat(80 * MILLION)}=""/>`)],
  ['a comment of 40 million hyphens', () => around(`<!--${'-a'.repeat(40 * MILLION)}-->`)],
  ['a comment that does not end', () => around(`<!--${'-a'.repeat(40 * MILLION)}`)],
  ['40 million brackets as text', () => annotated(`<![CDATA[${']a'.repeat(40 * MILLION)}]]>`)],
  ['an instruction of 40 million question marks', () => around(`<?x ${'?a'.repeat(40 * MILLION)}?>`)],
  ['20 million references as text', () => annotated('&lt;'.repeat(20 * MILLION))],
  ['a document type of 80 million quotation marks', () => `<!DOCTYPE a [${'"'.repeat(80 * MILLION)}]>${around('')}`],
  ['a million elements inside each other', () => annotated('<a>'.repeat(MILLION) + '</a>'.repeat(MILLION))],
  ['20 million elements beside each other', () => annotated('<a/>'.repeat(20 * MILLION))],
  [
    '20 million elements in a variable',
    () =>
      fmi2Variables(
        `<ScalarVariable name="v" valueReference="1"><Real/>${'<a/>'.repeat(20 * MILLION)}</ScalarVariable>`,
      ),
  ],
  ['a million variables', () => fmi2Variables(variable.repeat(MILLION))],
  ['20 million things that are no variables', () => fmi2Variables('<a/>'.repeat(20 * MILLION))],
  ['a million units', () => around(`<UnitDefinitions>${'<Unit name=""/>'.repeat(MILLION)}</UnitDefinitions>`)],
  [
    'a million display units',
    () => around(`<UnitDefinitions><Unit name="">${'<DisplayUnit name=""/>'.repeat(MILLION)}</Unit></UnitDefinitions>`),
  ],
  [
    'a million types',
    () => around(`<TypeDefinitions>${'<SimpleType name=""><Real/></SimpleType>'.repeat(MILLION)}</TypeDefinitions>`),
  ],
  [
    'a million values of an enumeration',
    () =>
      around(
        `<TypeDefinitions><SimpleType name="t"><Enumeration>${'<Item name=""/>'.repeat(MILLION)}</Enumeration></SimpleType></TypeDefinitions>`,
      ),
  ],
  ['a million unknowns', () => structured(`<Outputs>${'<Unknown index="1"/>'.repeat(MILLION)}</Outputs>`)],
  ['a million log categories', () => around(`<LogCategories>${'<Category name=""/>'.repeat(MILLION)}</LogCategories>`)],
  ['a million interfaces', () => around(interfaces.repeat(MILLION))],
  [
    'a million source files',
    () =>
      around('').replace('"m"/>', `"m"><SourceFiles>${'<File name=""/>'.repeat(MILLION)}</SourceFiles></CoSimulation>`),
  ],
  [
    'half a million problems',
    () => structured(`<Outputs>${'<Unknown index="1" dependencies="x"/>'.repeat(MILLION / 2)}</Outputs>`),
  ],
  [
    'problems in tags of 20 MB',
    () =>
      fmi3Variables(
        `<Float64 name="v" valueReference="1" description="${'x'.repeat(20 * MILLION)}" causality="x" variability="x" initial="x" derivative="x" reinit="x" previous="x" clocks="x"/>`.repeat(
          3,
        ),
      ),
  ],
  [
    '80 MB in windows-1252',
    () =>
      Buffer.concat([
        Buffer.from('<?xml version="1.0" encoding="windows-1252"?><a>'),
        Buffer.alloc(80 * MILLION, 0x80),
        Buffer.from('</a>'),
      ]),
  ],
  ['80 MB in UTF-8 that ends badly', () => Buffer.concat([Buffer.alloc(80 * MILLION, '\ufffd'), Buffer.from([0xff])])],
  [
    '80 MB in UTF-16',
    () => Buffer.from(`\ufeff${around(' '.repeat(40 * MILLION)).replace('UTF-8', 'UTF-16')}`, 'utf16le'),
  ],
  [
    '80 MB in GB18030',
    () =>
      Buffer.concat([
        Buffer.from('<?xml version="1.0" encoding="gb18030"?><a b="'),
        Buffer.alloc(80 * MILLION, '\u4e00'),
        Buffer.from('"/>'),
      ]),
  ],
];
