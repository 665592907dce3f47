import { describe, expect, it } from 'vitest';
import { parseModelDescription } from '../../src/fmu/model-description.js';
import { problemText } from '../../src/fmu/model-description/problem.js';
import { toolError } from './expect-error.js';
import { FMI1, FMI2, FMI3, fmi, fmi2Variables, fmi3Variables } from './model-description/documents.js';

const parse = (text: string): ReturnType<typeof parseModelDescription> => parseModelDescription(Buffer.from(text));

describe('a model description of FMI 1.0', () => {
  const model = parse(FMI1);

  it('has its root attributes', () => {
    expect(model).toMatchObject({
      fmiVersion: '1.0',
      fmiMajor: 1,
      modelName: 'One',
      token: '{1}',
      generationTool: 'tool',
      numberOfContinuousStates: 2,
      numberOfEventIndicators: 3,
      variableNamingConvention: 'flat',
      defaultExperiment: { startTime: 1, stopTime: 2.5, tolerance: 1e-4 },
      problems: [],
    });
  });

  it('is for model exchange unless it says otherwise', () => {
    expect(model.interfaces).toEqual([
      expect.objectContaining({
        kind: 'modelExchange',
        modelIdentifier: 'one',
        capabilities: {},
        implementation: undefined,
      }),
    ]);
  });

  it.each([
    ['CoSimulation_StandAlone', 'standAlone'],
    ['CoSimulation_Tool', 'tool'],
  ])('with %s is for co-simulation', (element, implementation) => {
    const capabilities = '<Capabilities canHandleEvents="true" maxOutputDerivativeOrder="2"/>';
    const content = `<Implementation><${element}>${capabilities}</${element}></Implementation>`;
    const [only, ...more] = parse(fmi('1.0', content, 'modelIdentifier="one"')).interfaces;
    expect(more).toEqual([]);
    expect(only).toMatchObject({
      kind: 'coSimulation',
      modelIdentifier: 'one',
      implementation,
      capabilities: { canHandleEvents: true, canRejectSteps: false, maxOutputDerivativeOrder: 2 },
      explicitCapabilities: ['canHandleEvents', 'maxOutputDerivativeOrder'],
    });
  });

  it('has variables with the defaults of FMI 1', () => {
    expect(model.variables).toMatchObject([
      { name: 'u', type: 'Real', causality: 'input', variability: 'continuous', start: ['0.5'], fixed: false },
      {
        name: 'y',
        type: 'Integer',
        causality: 'output',
        variability: 'discrete',
        directDependency: ['u'],
        alias: 'noAlias',
      },
      { name: 'minusY', causality: 'internal', alias: 'negatedAlias', explicit: [] },
      { name: 'p', type: 'String', variability: 'parameter', start: ['a b'], initial: undefined },
    ]);
  });

  it('has units and types', () => {
    expect(model.units).toMatchObject([
      { name: 'K', base: undefined, displayUnits: [{ name: 'degC', factor: 1, offset: -273.15, inverse: false }] },
    ]);
    expect(model.types).toMatchObject([
      { name: 'Temperature', type: 'Real', description: 'hot', unit: 'K', quantity: 'T', min: '0' },
      {
        name: 'Mode',
        type: 'Enumeration',
        items: [
          { name: 'off', value: '1' },
          { value: '2', description: 'runs' },
        ],
      },
    ]);
  });
});

describe('a model description of FMI 2.0', () => {
  const model = parse(FMI2);

  it('has its root attributes, log categories and default experiment', () => {
    expect(model).toMatchObject({
      fmiVersion: '2.0',
      fmiMajor: 2,
      token: '{2}',
      version: '7',
      generationDateAndTime: '2021-03-22T12:00:08Z',
      numberOfEventIndicators: 4,
      numberOfContinuousStates: undefined,
      variableNamingConvention: 'structured',
      logCategories: [{ name: 'logEvents', description: 'events' }, { name: 'logAll' }],
      defaultExperiment: { startTime: undefined, stopTime: 10, stepSize: 0.01 },
      problems: [],
    });
  });

  it('has interfaces with all capabilities of the standard, and others as they are written', () => {
    expect(model.interfaces).toMatchObject([
      {
        kind: 'modelExchange',
        modelIdentifier: 'two_me',
        capabilities: { canGetAndSetFMUstate: true, completedIntegratorStepNotNeeded: false },
      },
      {
        kind: 'coSimulation',
        modelIdentifier: 'two',
        sourceFiles: ['a.c', 'b.c'],
        capabilities: {
          canHandleVariableCommunicationStepSize: true,
          maxOutputDerivativeOrder: 3,
          canGetAndSetFMUstate: false,
          vendorFlag: 'yes',
        },
        explicitCapabilities: ['canHandleVariableCommunicationStepSize', 'maxOutputDerivativeOrder', 'vendorFlag'],
      },
    ]);
    expect(Object.keys(model.interfaces[1]?.capabilities ?? {})).not.toContain('modelIdentifier');
  });

  it('has variables with the defaults of FMI 2', () => {
    expect(model.variables).toMatchObject([
      {
        name: 'x',
        causality: 'local',
        variability: 'continuous',
        initial: 'exact',
        explicit: ['initial'],
        declaredType: 'Speed',
      },
      { name: 'der(x)', initial: 'calculated', derivative: 1, reinit: true, explicit: [] },
      { name: 'k', valueReference: 4294967295, initial: 'exact', explicit: ['causality', 'variability'] },
      { name: 'y', initial: 'calculated', start: undefined, canHandleMultipleSetPerTimeInstant: false },
    ]);
  });

  it('has units, types and structure', () => {
    expect(model.units).toMatchObject([
      {
        name: 'rpm',
        base: { s: -1, rad: 1, kg: 0, factor: 0.10471975511965977, offset: 0 },
        displayUnits: [{ factor: 60 }],
      },
      { name: 'unknown', base: undefined, displayUnits: [] },
    ]);
    expect(model.types).toMatchObject([
      { name: 'Speed', type: 'Real', unit: 'rpm', relativeQuantity: true, nominal: '100' },
      {
        name: 'Gear',
        type: 'Enumeration',
        items: [
          { name: 'N', value: '0' },
          { name: 'D', value: '-4' },
        ],
      },
    ]);
    expect(model.structure).toMatchObject({
      outputs: [{ reference: 4, dependencies: [1, 3], dependenciesKind: ['dependent', 'constant'] }],
      derivatives: [{ reference: 2, dependencies: [] }],
      initialUnknowns: [{ reference: 2, dependencies: undefined }],
      eventIndicators: [],
    });
  });

  it.each([
    ['parameter', 'fixed', 'exact'],
    ['calculatedParameter', 'tunable', 'calculated'],
    ['input', 'continuous', undefined],
    ['output', 'constant', 'exact'],
    ['output', 'discrete', 'calculated'],
    ['local', 'constant', 'exact'],
    ['local', 'tunable', 'calculated'],
    ['independent', 'continuous', undefined],
  ])('gives a %s that is %s the initial %s', (causality, variability, initial) => {
    const variable = `<ScalarVariable name="v" valueReference="1" causality="${causality}" variability="${variability}"><Real/></ScalarVariable>`;
    expect(parse(fmi2Variables(variable)).variables[0]).toMatchObject({ causality, variability, initial });
  });
});

describe('a model description of FMI 3.0', () => {
  const model = parse(FMI3);

  it('has its three interfaces', () => {
    expect(model).toMatchObject({ fmiVersion: '3.0.1', fmiMajor: 3, token: '{3}', problems: [] });
    expect(model.interfaces.map(({ kind }) => kind)).toEqual(['modelExchange', 'coSimulation', 'scheduledExecution']);
    expect(model.interfaces[1]?.capabilities).toMatchObject({
      fixedInternalStepSize: 0.5,
      hasEventMode: true,
      recommendedIntermediateInputSmoothness: -1,
      canGetAndSetFMUState: false,
    });
    expect(model.interfaces[0]?.capabilities).not.toHaveProperty('hasEventMode');
  });

  it('has variables with the defaults of FMI 3', () => {
    expect(model.variables).toMatchObject([
      { name: 'time', type: 'Float64', causality: 'independent', variability: 'continuous', initial: undefined },
      { name: 'n', type: 'UInt64', variability: 'fixed', initial: 'exact', start: ['3'] },
      {
        name: 'A',
        initial: 'exact',
        start: ['1', '2', '3', '4', '5', '6'],
        dimensions: [{ valueReference: 1 }, { start: 2 }],
        aliases: [{ name: 'A2', description: 'again', displayUnit: 'deg' }],
      },
      { name: 's', variability: 'fixed', start: ['a b', ''] },
      {
        name: 'b',
        variability: 'discrete',
        initial: 'calculated',
        start: ['00ff'],
        clocks: [6, 7],
        maxSize: '9',
        mimeType: 'application/octet-stream',
      },
      { name: 'i', variability: 'discrete', previous: 8, start: ['-9223372036854775808'] },
      {
        name: 'c',
        type: 'Clock',
        variability: 'discrete',
        initial: undefined,
        clock: { intervalVariability: 'triggered' },
      },
      { name: 'd', derivative: 2, reinit: true, intermediateUpdate: true, variability: 'continuous' },
      { name: 'f', variability: 'fixed', initial: 'calculated' },
    ]);
  });

  it('has types and structure', () => {
    expect(model.types).toMatchObject([
      { name: 'Tick', type: 'Clock', clock: { intervalVariability: 'constant', intervalDecimal: '0.1' } },
      { name: 'Angle', type: 'Float64', unit: 'rad', displayUnit: 'deg', unbounded: true },
    ]);
    expect(model.structure).toMatchObject({
      outputs: [{ reference: 4, dependencies: [2] }],
      derivatives: [{ reference: 9 }],
      clockedStates: [{ reference: 5 }],
      initialUnknowns: [{ reference: 9 }],
      eventIndicators: [{ reference: 9, dependencies: [2, 5] }],
    });
  });
});

describe('a model description', () => {
  it('knows the line and column of elements and attributes', () => {
    const text = fmi2Variables(
      '\r\n  <ScalarVariable\r\n    description="name=\'x\' >"\r    name="v"\n valueReference = "1"><Real/></ScalarVariable>',
    );
    const { source, variables } = parse(text);
    const at = variables[0]!.at;
    expect(text.slice(at, at + 15)).toBe('<ScalarVariable');
    expect(source.position(at)).toEqual({ line: 3, column: 3 });
    expect(source.attributePosition(at, 'name')).toEqual({ line: 5, column: 5 });
    expect(source.attributePosition(at, 'valueReference')).toEqual({ line: 6, column: 2 });
    expect(source.attributePosition(at, 'nothing')).toEqual({ line: 3, column: 3 });
  });

  it('collects what breaks the standard but can be understood, and takes the default', () => {
    const model = parse(
      fmi2Variables(
        `<ScalarVariable name="v" valueReference="1" causality="none" initial="guess"><Real derivative="-1" reinit="maybe"/></ScalarVariable><Strange/>`,
      ).replace(
        'modelIdentifier="m"',
        'modelIdentifier="m-1" canInterpolateInputs="perhaps" maxOutputDerivativeOrder="two"',
      ),
    );
    expect(model.variables).toMatchObject([
      { causality: 'local', initial: 'calculated', derivative: undefined, reinit: false },
    ]);
    expect(model.interfaces[0]?.capabilities).toMatchObject({
      canInterpolateInputs: false,
      maxOutputDerivativeOrder: 0,
    });
    expect(model.problems.map(problemText)).toEqual([
      'the modelIdentifier "m-1" is no C identifier',
      expect.stringContaining('"canInterpolateInputs" of <CoSimulation> is "perhaps" and not true or false'),
      expect.stringContaining('"maxOutputDerivativeOrder" of <CoSimulation> is "two" and not a number'),
      expect.stringContaining('"causality" of <ScalarVariable> is "none" and not one of parameter,'),
      expect.stringContaining('"initial" of <ScalarVariable> is "guess" and not one of exact,'),
      expect.stringContaining('"derivative" of <Real> is "-1"'),
      expect.stringContaining('"reinit" of <Real> is "maybe"'),
      '<Strange> stands where only <ScalarVariable> may',
    ]);
    expect(model.problems.every(({ position }) => position.line === 2 && position.column > 1)).toBe(true);
  });

  it('keeps names that are special in JavaScript as they are', () => {
    const model = parse(fmi2Variables('<ScalarVariable name="__proto__" valueReference="1"><Real/></ScalarVariable>'));
    expect(model.variables[0]?.name).toBe('__proto__');
    const strange = parse(
      fmi('2.0', '<CoSimulation modelIdentifier="m" __proto__="x" constructor="y"/><ModelStructure/>'),
    );
    expect(Object.keys(strange.interfaces[0]!.capabilities)).toEqual(
      expect.arrayContaining(['__proto__', 'constructor']),
    );
  });

  it.each(['3.0', '3.0.2', '3.1', '3.0-beta.1', '2.0', '1.0', '2.0.4'])('may be of FMI version %s', (version) => {
    const content = '<CoSimulation modelIdentifier="m"/><ModelStructure/>';
    expect(parse(fmi(version, content, version.startsWith('1') ? 'modelIdentifier="m"' : ''))).toMatchObject({
      fmiVersion: version,
    });
  });

  const variable = '<ScalarVariable name="v" valueReference="1"><Real/></ScalarVariable>';
  it.each([
    ['is empty', '', 'empty', undefined],
    ['is no XML', 'hello', 'xml', [1, 6]],
    ['ends early', '<fmiModelDescription>', 'xml', [1, 22]],
    ['has two roots', '<a/>\n<b/>', 'xml', [2, 3]],
    ['uses an undefined entity', '<a b="&nbsp;"/>', 'xml', [1, 12]],
    ['uses an entity that JavaScript defines', '<a b="&constructor;"/>', 'xml', [1, 19]],
    ['has a control character', '<a b="\u0001"/>', 'xml', [1, 7]],
    ['has an attribute twice', '<a b="1" b="2"/>', 'xml', [1, 16]],
    ['has a < in an attribute', '<a b="<"/>', 'xml', [1, 7]],
    ['is nested without end', '<a>'.repeat(100_000), 'limit', [1, 301]],
    [
      'has a document type definition',
      '<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
      'dtd',
      [2, 1],
    ],
    ['has another root element', '<project/>', 'root', [1, 1]],
    ['lacks its version', '<fmiModelDescription/>', 'attribute', [1, 1]],
    ['is of FMI version 4', fmi('4.0', ''), 'version', [2, 22]],
    ['is of FMI version 20', fmi('20', ''), 'version', [2, 22]],
    ['lacks its name', fmi2Variables(variable).replace('modelName', 'name'), 'attribute', [2, 1]],
    ['lacks its guid', fmi2Variables(variable).replace('guid', 'id'), 'attribute', [2, 1]],
    ['lacks its token', fmi3Variables('').replace('instantiationToken', 'guid'), 'attribute', [2, 1]],
    ['has no interface', fmi('2.0', '<ModelVariables/><ModelStructure/>'), 'no-interface', [2, 1]],
    ['lacks a model identifier', fmi('3.0', '<CoSimulation/>'), 'attribute', [2, 79]],
    ['has an empty model identifier', fmi('3.0', '<CoSimulation modelIdentifier=""/>'), 'identifier', [2, 93]],
    ['has a path as model identifier', fmi('3.0', '<CoSimulation modelIdentifier="../../x"/>'), 'identifier', [2, 93]],
    ['lacks the name of a variable', fmi2Variables(variable.replace('name="v"', '')), 'attribute', undefined],
    ['lacks a value reference', fmi2Variables(variable.replace('valueReference="1"', '')), 'attribute', undefined],
    ['has a value reference that is negative', fmi2Variables(variable.replace('"1"', '"-1"')), 'attribute', undefined],
    ['has one that is too big', fmi3Variables('<Int8 name="v" valueReference="4294967296"/>'), 'attribute', undefined],
    ['lacks the type of a variable', fmi2Variables(variable.replace('<Real/>', '')), 'variable', undefined],
  ])('that %s is refused, with the place', (_what, text, kind, place) => {
    const error = toolError(() => parse(text));
    expect(error.code).toBe(`model-description-${kind}`);
    if (place !== undefined) {
      const [line, column] = place;
      expect(error.position).toEqual({ line, column });
      expect(error.message).toContain(`modelDescription.xml:${line}:${column}: `);
    }
  });
});
