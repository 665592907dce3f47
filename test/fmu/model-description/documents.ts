/** Model descriptions for tests, one of each FMI version, and what they are put together from. */

/** Wraps attributes and content into a root element of the given version. */
export function fmi(version: string, content: string, attributes = ''): string {
  const token = version.startsWith('3') ? 'instantiationToken' : 'guid';
  return `<?xml version="1.0" encoding="UTF-8"?>
<fmiModelDescription fmiVersion="${version}" modelName="m" ${token}="{1}" ${attributes}>${content}</fmiModelDescription>`;
}

/** An FMI 2 model with these children of `<ModelVariables>`. */
export function fmi2Variables(variables: string): string {
  const rest = `<ModelVariables>${variables}</ModelVariables><ModelStructure/>`;
  return fmi('2.0', `<CoSimulation modelIdentifier="m"/>${rest}`);
}

/** An FMI 3 model with these children of `<ModelVariables>`. */
export function fmi3Variables(variables: string): string {
  const rest = `<ModelVariables>${variables}</ModelVariables><ModelStructure/>`;
  return fmi('3.0', `<CoSimulation modelIdentifier="m"/>${rest}`);
}

export const FMI1 = `<?xml version="1.0" encoding="UTF-8"?>
<fmiModelDescription fmiVersion="1.0" modelName="One" modelIdentifier="one" guid="{1}" generationTool="tool"
  numberOfContinuousStates="2" numberOfEventIndicators="3">
  <UnitDefinitions>
    <BaseUnit unit="K"><DisplayUnitDefinition displayUnit="degC" gain="1" offset="-273.15"/></BaseUnit>
  </UnitDefinitions>
  <TypeDefinitions>
    <Type name="Temperature" description="hot"><RealType unit="K" quantity="T" min="0"/></Type>
    <Type name="Mode"><EnumerationType><Item name="off"/><Item name="on" description="runs"/></EnumerationType></Type>
  </TypeDefinitions>
  <DefaultExperiment startTime="1" stopTime="2.5" tolerance="1e-4"/>
  <ModelVariables>
    <ScalarVariable name="u" valueReference="1" causality="input"><Real start="0.5" fixed="false"/></ScalarVariable>
    <ScalarVariable name="y" valueReference="2" causality="output" variability="discrete">
      <Integer/><DirectDependency><Name>u</Name></DirectDependency>
    </ScalarVariable>
    <ScalarVariable name="minusY" valueReference="2" alias="negatedAlias"><Integer/></ScalarVariable>
    <ScalarVariable name="p" valueReference="3" variability="parameter"><String start="a b"/></ScalarVariable>
  </ModelVariables>
</fmiModelDescription>`;

export const FMI2 = `<?xml version="1.0" encoding="UTF-8"?>
<fmiModelDescription fmiVersion="2.0" modelName="Two" guid="{2}" generationTool="tool" version="7"
  generationDateAndTime="2021-03-22T12:00:08Z" numberOfEventIndicators="4" variableNamingConvention="structured">
  <ModelExchange modelIdentifier="two_me" canGetAndSetFMUstate="true"/>
  <CoSimulation modelIdentifier="two" canHandleVariableCommunicationStepSize="1" maxOutputDerivativeOrder="3"
    vendorFlag="yes"><SourceFiles><File name="a.c"/><File name="b.c"/></SourceFiles></CoSimulation>
  <UnitDefinitions>
    <Unit name="rpm"><BaseUnit s="-1" rad="1" factor="0.10471975511965977"/><DisplayUnit name="rps" factor="60"/></Unit>
    <Unit name="unknown"/>
  </UnitDefinitions>
  <TypeDefinitions>
    <SimpleType name="Speed"><Real unit="rpm" relativeQuantity="true" nominal="100"/></SimpleType>
    <SimpleType name="Gear"><Enumeration><Item name="N" value="0"/><Item name="D" value="-4"/></Enumeration></SimpleType>
  </TypeDefinitions>
  <LogCategories><Category name="logEvents" description="events"/><Category name="logAll"/></LogCategories>
  <DefaultExperiment stopTime="10" stepSize="0.01"/>
  <ModelVariables>
    <ScalarVariable name="x" valueReference="0" initial="exact"><Real start="1" declaredType="Speed"/></ScalarVariable>
    <ScalarVariable name="der(x)" valueReference="1"><Real derivative="1" reinit="true"/></ScalarVariable>
    <ScalarVariable name="k" valueReference="4294967295" causality="parameter" variability="tunable">
      <Real start="2"/></ScalarVariable>
    <ScalarVariable name="y" valueReference="3" causality="output" canHandleMultipleSetPerTimeInstant="false">
      <Real/></ScalarVariable>
  </ModelVariables>
  <ModelStructure>
    <Outputs><Unknown index="4" dependencies="1  3" dependenciesKind="dependent constant"/></Outputs>
    <Derivatives><Unknown index="2" dependencies=""/></Derivatives>
    <InitialUnknowns><Unknown index="2"/></InitialUnknowns>
  </ModelStructure>
</fmiModelDescription>`;

export const FMI3 = `<?xml version="1.0" encoding="UTF-8"?>
<fmiModelDescription fmiVersion="3.0.1" modelName="Three" instantiationToken="{3}">
  <ModelExchange modelIdentifier="three"/>
  <CoSimulation modelIdentifier="three" fixedInternalStepSize="0.5" hasEventMode="true"
    recommendedIntermediateInputSmoothness="-1"/>
  <ScheduledExecution modelIdentifier="three"/>
  <TypeDefinitions>
    <ClockType name="Tick" intervalVariability="constant" intervalDecimal="0.1"/>
    <Float64Type name="Angle" unit="rad" displayUnit="deg" unbounded="true"/>
  </TypeDefinitions>
  <ModelVariables>
    <Float64 name="time" valueReference="0" causality="independent"/>
    <UInt64 name="n" valueReference="1" causality="structuralParameter" start="3"/>
    <Float64 name="A" valueReference="2" causality="input" start="1 2
      3  4 5 6"><Dimension valueReference="1"/><Dimension start="2"/>
      <Alias name="A2" description="again" displayUnit="deg"/></Float64>
    <String name="s" valueReference="3" causality="parameter"><Start value="a b"/><Start value=""/></String>
    <Binary name="b" valueReference="4" causality="output" maxSize="9" clocks="6 7"><Start value="00ff"/></Binary>
    <Int64 name="i" valueReference="5" previous="8" start="-9223372036854775808"/>
    <Clock name="c" valueReference="6" causality="input" intervalVariability="triggered"/>
    <Float32 name="d" valueReference="9" causality="output" derivative="2" reinit="true" intermediateUpdate="true"/>
    <Boolean name="f" valueReference="10" causality="calculatedParameter"/>
  </ModelVariables>
  <ModelStructure>
    <Output valueReference="4" dependencies="2"/>
    <ContinuousStateDerivative valueReference="9"/>
    <ClockedState valueReference="5"/>
    <InitialUnknown valueReference="9"/>
    <EventIndicator valueReference="9" dependencies="2 5"/>
  </ModelStructure>
</fmiModelDescription>`;
