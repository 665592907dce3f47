// An FMU whose author means harm to its users: every text of it has something in it that is not seen.
import { existsSync } from 'node:fs';
import { FMI2_STUB, tinyFmu } from './tiny-model.js';

/** Why it cannot be made and run here, or an empty text. */
export const noHostileFmu =
  process.platform === 'linux' && process.arch === 'x64' && existsSync('/usr/bin/gcc')
    ? ''
    : 'skipped: compiles a model for Linux on x86-64: ';

/** What XML can carry, as it is. */
export const IN_XML = '\u009b31m\u0085\u202e\u2028\u200b\ufeff\u{e0041}\u2066';
/** The beginning of what it looks like. */
export const SHOWN = '\\u009b31m\\u0085\\u202e\\u2028\\u200b\\ufeff\\u{e0041}\\u2066';
/** What file names, logs and clients can carry besides. */
export const ANYWHERE = `${IN_XML}\u001b[2J\u0007\r\u007f`;

const unitless = 'variability="continuous"';
const XML = `<?xml version="1.0" encoding="UTF-8"?>
<fmiModelDescription fmiVersion="2.0" modelName="model${IN_XML}" guid="{guid${IN_XML}}" author="author${IN_XML}"
  description="description${IN_XML}" generationTool="tool${IN_XML}">
  <CoSimulation modelIdentifier="tiny" canHandleVariableCommunicationStepSize="true"/>
  <UnitDefinitions><Unit name="unit${IN_XML}"/></UnitDefinitions>
  <DefaultExperiment startTime="0" stopTime="1" stepSize="0.5"/>
  <VendorAnnotations><Tool name="vendor${IN_XML}"/></VendorAnnotations>
  <ModelVariables>
    <ScalarVariable name="real${IN_XML}&#10;" valueReference="0" causality="output" ${unitless} description="of${IN_XML}">
      <Real unit="unit${IN_XML}"/></ScalarVariable>
    <ScalarVariable name="other${IN_XML}" valueReference="1" causality="output" ${unitless}>
      <Real unit="unit${IN_XML}"/></ScalarVariable>
    <ScalarVariable name="text${IN_XML}" valueReference="2" causality="output" variability="discrete"><String/></ScalarVariable>
  </ModelVariables>
  <ModelStructure><Outputs><Unknown index="1"/><Unknown index="2"/><Unknown index="3"/></Outputs></ModelStructure>
</fmiModelDescription>`;

/** Bytes of C, so that the compiler sees none of them. */
function literal(text: string): string {
  return `"${[...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}"`;
}

const SOURCE = `${FMI2_STUB}
  #include <stdio.h>
  #include <stdlib.h>
  static const char *text = ${literal(`said${ANYWHERE}\nfmutool: all is well`)};
  static double value(unsigned reference) {
    if (reference != 0)
      return reference;
    callbacks->logger(callbacks->environment, text, 1, text, text);
    callbacks->logger(callbacks->environment, text, 0, text, text);
    return steps;
  }
  int fmi2GetString(Instance i, const unsigned *r, unsigned long n, const char **values) {
    for (unsigned long k = 0; k < n; k++)
      values[k] = text;
    if (!getenv("HOSTILE_FAILS") || steps < 1)
      return 0;
    callbacks->logger(callbacks->environment, text, 3, text, text);
    printf("%s", text);
    fflush(stdout);
    return 3;
  }`;

/** The FMU, in a folder of its own, with a name that is as bad as the rest. */
export function hostileFmu(): string {
  return tinyFmu(SOURCE, `file${ANYWHERE}\n.fmu`, XML, ['entry\u202e\u200b']);
}
