/**
 * Every parser of texts that others write, on long runs of every kind of character: what takes more than linear time, or
 * calls itself for each of them, does not come to an end here or runs out of stack.
 */
import { describe, expect, it } from 'vitest';
import { printable } from '../../src/printable.js';
import { readConnections } from '../../src/cli/serving/connections-file.js';
import { readJsonFile } from '../../src/cli/serving/json-file.js';
import { checkName } from '../../src/fmu/archive/names.js';
import { fmiFunctions } from '../../src/fmu/binaries/fmi-functions.js';
import { FmuToolError, quote } from '../../src/fmu/error.js';
import { parseModelDescription } from '../../src/fmu/model-description.js';
import { parseRemotingFile } from '../../src/fmu/remoting-file.js';
import { clearFlags, parseFlags, restoreFlags, setFlags } from '../../src/remoting/once-flag.js';
import { parseRfmiUrl } from '../../src/rfmi/client/url.js';
import { captureBytes } from '../../src/transport/capture.js';
import { parseInputCsv } from '../../src/simulate/input-csv.js';
import { selectVariables } from '../../src/simulate/select-variables.js';
import { parseNumber, parseValue } from '../../src/simulate/values.js';
import { VariableIndex } from '../../src/simulate/variables.js';
import { SideFailure } from '../../src/smoke/side.js';
import { html } from '../../src/smoke/report/html.js';
import { FMI1, FMI2, FMI3 } from '../fmu/model-description/documents.js';
import { index, inputs, outputs, parameter } from '../simulate/model-variables.js';

const LENGTH = 200_000;
/** One of each kind that a pattern or a parser may see something in. */
const RUNS = [
  ...[' ', '\t', '\n', '\r', '\r\n', '\u00a0', '\u2028', '\ufeff', '0', '7', 'a', 'F', '_', '.', ',', ';', ':'],
  ...['-', '+', '=', '#', '/', '\\', '|', '*', '?', '!', '&', '"', "'", '(', '[', ']', '<', '>', '\u0000', '\u0085'],
  ...['é', '漢', '\ud83d\ude00', '\ud800', '0 ', 'a=', '<a ', '<!', '&a;', 'a,', '1.', '",', '//', '0x'],
];
const COSIMULATION = '<CoSimulation canBeInstantiatedOnlyOncePerProcess="true" ';

/** What stands around the run, and what reads it. */
const PARSERS: readonly (readonly [
  what: string,
  around: readonly (readonly [string, string])[],
  (text: string) => unknown,
])[] = [
  [
    'a model description',
    [
      ['', ''],
      ['<a ', '/>'],
      ['<a b="', '"/>'],
      ['<a>', '</a>'],
      ['<?xml version="1.0"', '?><a/>'],
    ],
    xml,
  ],
  ['one of FMI 1', inside(FMI1), xml],
  ['one of FMI 2', inside(FMI2), xml],
  ['one of FMI 3', inside(FMI3), xml],
  [
    'the flag of an interface',
    [
      ['', ''],
      [COSIMULATION, '/>'],
      [`${COSIMULATION}x="`, '"/>'],
      ['<', COSIMULATION],
      ['<!--', ''],
    ],
    flags,
  ],
  [
    'flags in a .remoting file',
    [
      ['', ''],
      ['CoSimulation:', ''],
      ['', ':true'],
    ],
    parseFlags,
  ],
  [
    'a .remoting file',
    [
      ['', ''],
      ['format=', ''],
      ['format=1\n', '=x'],
      ['format=1\nkind=', 'isolate'],
    ],
    parseRemotingFile,
  ],
  [
    'the name of an entry',
    [
      ['', ''],
      ['binaries/', '/a'],
    ],
    checkName,
  ],
  [
    'the name of a function',
    [
      ['', ''],
      ['fmi2A', ''],
      ['m_fmiA', ''],
    ],
    (text) => [fmiFunctions([text], 2, []), fmiFunctions([text], 1, ['m'])],
  ],
  [
    'a message',
    [
      ['', ''],
      ['a', 'b'],
    ],
    (text) => [
      new FmuToolError('x', text),
      new SideFailure('error', text),
      quote(text),
      printable(text),
      html`<a b="${text}"></a>`,
    ],
  ],
  [
    'an input file',
    [
      ['', ''],
      ['time', ''],
      ['time,u\n0,', ''],
      ['time [', ''],
      ['time,u\n', ',1'],
    ],
    (text) => parseInputCsv(text, index),
  ],
  [
    'a value',
    [
      ['', ''],
      ['-', 'e'],
      ['1', 'x'],
      ['1.', 'x'],
    ],
    (text) => [parseNumber(text), parseValue(text, inputs.u), parseValue(text, parameter)],
  ],
  [
    'a choice of variables',
    [
      ['', '*'],
      ['*', 'z'],
      ['room.', ''],
    ],
    (text) => selectVariables(index, [text]),
  ],
  [
    'variables with such names',
    [
      ['', ''],
      ['room.', 'x'],
    ],
    (text) => selectVariables(new VariableIndex([{ ...outputs.y, name: text }]), ['*a*a*a*a*z', '*?*?*?!']),
  ],
  [
    'an address',
    [
      ['', ''],
      ['rfmi://', ''],
      ['rfmi://[', ']'],
      ['rfmi://a:1/', ''],
    ],
    parseRfmiUrl,
  ],
  [
    'a capture',
    [
      ['', ''],
      ['0000000: ', 'x'],
      ['0000000  00 ', ' | '],
      ['0000000  00  |', 'x'],
    ],
    (text) => captureBytes(Buffer.from(text)),
  ],
  [
    'a list of connections',
    [
      ['', ''],
      ['portIndex1_port = ', 'x'],
      ['portIndex1_', ''],
      ['portIndex1_port', '= 1'],
    ],
    readConnections,
  ],
  [
    'a configuration',
    [
      ['', ''],
      ['{"fmus": ["', '"]}'],
    ],
    (text) => readJsonFile(text, '/'),
  ],
];

/** Places in a whole document: a value, a text, between the attributes of a tag, and the beginning. */
function inside(document: string): [string, string][] {
  return ['"/>', '</', 'name="', '<ModelVariables>', ' valueReference'].flatMap((place): [string, string][] => {
    const at = document.lastIndexOf(place);
    return at < 0 ? [] : [[document.slice(0, at), document.slice(at)]];
  });
}

function xml(text: string): unknown {
  return parseModelDescription(Buffer.from(text));
}

function flags(text: string): unknown {
  const bytes = Buffer.from(text);
  const found = setFlags(bytes);
  return restoreFlags(clearFlags(bytes, found), found);
}

describe.each(PARSERS)('%s', (_what, around, parse) => {
  it.each(around)('with long runs between %j and %j is read or refused, and soon', (before, after) => {
    for (const run of RUNS) {
      const text = before + run.repeat(LENGTH / run.length) + after;
      try {
        parse(text);
      } catch (error) {
        // Stack and heap that overflow are RangeErrors.
        expect(error, JSON.stringify(run)).not.toBeInstanceOf(RangeError);
      }
    }
  });
});
