/** Little FMUs of each FMI version, as a model description and as what the fake instance knows of it, written by hand. */
import type { FmiMajor } from '../../../src/fmu/fmi-major.js';
import { fmi } from '../../fmu/model-description/documents.js';

export type FakeValue = number | boolean | string | Buffer;

/** A value of a fake model. */
export interface FakeVariable {
  readonly type: number;
  readonly reference: number;
  readonly start: FakeValue;
  /** States in which FMI lets it be set: `i`nstantiated, initialization `m`ode, `s`tepping. */
  readonly settable: string;
}

export interface FakeFmu {
  readonly name: string;
  readonly major: FmiMajor;
  readonly xml: string;
  readonly variables: Readonly<Record<string, FakeVariable>>;
}

const BOOLEAN = 0x0011;
const BOOLEAN2 = 0x0012;
const INTEGER = 0x0021;
const REAL = 0x0031;
const STRING = 0x0041;
const BINARY = 0x0051;

const scalar = (name: string, reference: number, attributes: string, type: string): string =>
  `<ScalarVariable name="${name}" valueReference="${reference}" ${attributes}>${type}</ScalarVariable>`;

/** `x` integrates `u * k * t`, `m` is `n` plus `mode`, `nb` is not `b`, `st` is `s` and an exclamation mark. */
export const TWO: FakeFmu = {
  name: 'two',
  major: 2,
  xml: fmi(
    '2.0',
    `<CoSimulation modelIdentifier="m"/><ModelVariables>
    ${scalar('time', 6, 'causality="independent"', '<Real/>')}
    ${scalar('st', 1, 'causality="output" variability="discrete"', '<String/>')}
    ${scalar('nb', 1, 'causality="output" variability="discrete"', '<Boolean/>')}
    ${scalar('m', 1, 'causality="output" variability="discrete"', '<Integer/>')}
    ${scalar('x', 0, 'causality="output" initial="exact"', '<Real start="10"/>')}
    ${scalar('alias of x', 0, 'causality="local"', '<Real/>')}
    ${scalar('b', 0, 'causality="input" variability="discrete"', '<Boolean start="true"/>')}
    ${scalar('u', 1, 'causality="input"', '<Real start="2"/>')}
    ${scalar('n', 0, 'causality="input" variability="discrete"', '<Integer start="4"/>')}
    ${scalar('mode', 2, 'causality="input" variability="discrete"', '<Enumeration start="1"/>')}
    ${scalar('k', 2, 'causality="parameter" variability="fixed"', '<Real start="3"/>')}
    ${scalar('t', 3, 'causality="parameter" variability="tunable"', '<Real start="1"/>')}
    ${scalar('c', 4, 'causality="local" variability="constant"', '<Real start="9.5"/>')}
    ${scalar('guess', 5, 'causality="local" initial="approx"', '<Real start="-INF"/>')}
    ${scalar('s', 0, 'causality="parameter" variability="fixed"', '<String start="abc"/>')}
    </ModelVariables><ModelStructure/>`,
  ),
  variables: {
    time: { type: REAL, reference: 6, start: 0, settable: '' },
    st: { type: STRING, reference: 1, start: '', settable: '' },
    nb: { type: BOOLEAN2, reference: 1, start: false, settable: '' },
    m: { type: INTEGER, reference: 1, start: 0, settable: '' },
    x: { type: REAL, reference: 0, start: 10, settable: 'im' },
    b: { type: BOOLEAN2, reference: 0, start: true, settable: 'ms' },
    u: { type: REAL, reference: 1, start: 2, settable: 'ms' },
    n: { type: INTEGER, reference: 0, start: 4, settable: 'ms' },
    mode: { type: INTEGER, reference: 2, start: 1, settable: 'ms' },
    k: { type: REAL, reference: 2, start: 3, settable: 'im' },
    t: { type: REAL, reference: 3, start: 1, settable: 'ims' },
    c: { type: REAL, reference: 4, start: 9.5, settable: '' },
    guess: { type: REAL, reference: 5, start: -Infinity, settable: 'i' },
    s: { type: STRING, reference: 0, start: 'abc', settable: 'im' },
  },
};

/** The same `x`, with the kinds of FMI 1.0. */
export const ONE: FakeFmu = {
  name: 'one',
  major: 1,
  xml: fmi(
    '1.0',
    `<ModelVariables>
    ${scalar('x', 0, 'causality="output"', '<Real/>')}
    ${scalar('minus x', 0, 'causality="output" alias="negatedAlias"', '<Real start="-7"/>')}
    ${scalar('u', 1, 'causality="input"', '<Real start="2"/>')}
    ${scalar('b', 0, 'causality="input" variability="discrete"', '<Boolean/>')}
    ${scalar('nb', 1, 'causality="output" variability="discrete"', '<Boolean/>')}
    ${scalar('k', 2, 'causality="internal" variability="parameter"', '<Real start="3"/>')}
    ${scalar('t', 3, 'causality="input" variability="parameter"', '<Real start="1"/>')}
    ${scalar('oc', 4, 'causality="output" variability="constant"', '<Real start="9.5"/>')}
    ${scalar('op', 5, 'causality="output" variability="parameter"', '<Real/>')}
    ${scalar('ic', 6, 'causality="input" variability="constant"', '<Real start="8"/>')}
    ${scalar('debug', 7, 'causality="none"', '<Real/>')}
    ${scalar('hidden', 8, '', '<Real/>')}
    </ModelVariables><Implementation><CoSimulation_StandAlone><Capabilities/></CoSimulation_StandAlone></Implementation>`,
    'modelIdentifier="m"',
  ),
  variables: {
    x: { type: REAL, reference: 0, start: 7, settable: 'i' },
    u: { type: REAL, reference: 1, start: 2, settable: 'is' },
    b: { type: BOOLEAN, reference: 0, start: false, settable: 'is' },
    nb: { type: BOOLEAN, reference: 1, start: false, settable: '' },
    k: { type: REAL, reference: 2, start: 3, settable: 'i' },
    t: { type: REAL, reference: 3, start: 1, settable: 'i' },
    oc: { type: REAL, reference: 4, start: 9.5, settable: '' },
    op: { type: REAL, reference: 5, start: 0, settable: '' },
    ic: { type: REAL, reference: 6, start: 8, settable: '' },
    debug: { type: REAL, reference: 7, start: 0, settable: '' },
    hidden: { type: REAL, reference: 8, start: 0, settable: '' },
  },
};

/** The same `x`, a binary that is passed on, and much that RFMI 0.91 cannot carry. */
export const THREE: FakeFmu = {
  name: 'three',
  major: 3,
  xml: fmi(
    '3.0.1',
    `<CoSimulation modelIdentifier="m"/><ModelVariables>
    <Float64 name="time" valueReference="0" causality="independent"/>
    <Float64 name="x" valueReference="1" causality="output" initial="exact" start="10"><Alias name="xx"/></Float64>
    <Float64 name="u" valueReference="2" causality="input" start="2"/>
    <Float64 name="k" valueReference="3" causality="parameter" start="3"/>
    <Float64 name="t" valueReference="4" causality="parameter" variability="tunable" start="1"/>
    <Int32 name="n" valueReference="5" causality="input" start="4"/>
    <Enumeration name="mode" valueReference="6" causality="input" declaredType="E" start="1"/>
    <Int32 name="m" valueReference="7" causality="output"/>
    <Boolean name="b" valueReference="8" causality="input" start="true"/>
    <Boolean name="nb" valueReference="9" causality="output"/>
    <String name="s" valueReference="10" causality="parameter"><Start value="abc"/></String>
    <String name="st" valueReference="11" causality="output"/>
    <Binary name="blob" valueReference="12" causality="input"><Start value="0aFF"/></Binary>
    <Binary name="copy" valueReference="13" causality="output"/>
    <Float64 name="array" valueReference="14" causality="input" start="1 2"><Dimension start="2"/></Float64>
    <Float32 name="f32" valueReference="15" causality="input" start="1"/>
    <Int64 name="i64" valueReference="16" causality="input" start="1"/>
    <UInt64 name="size" valueReference="17" causality="structuralParameter" start="1"/>
    <Clock name="clock" valueReference="18" causality="input" intervalVariability="triggered"/>
    </ModelVariables><ModelStructure/>`,
  ),
  variables: {
    time: { type: REAL, reference: 0, start: 0, settable: '' },
    x: { type: REAL, reference: 1, start: 10, settable: 'im' },
    u: { type: REAL, reference: 2, start: 2, settable: 'ims' },
    k: { type: REAL, reference: 3, start: 3, settable: 'im' },
    t: { type: REAL, reference: 4, start: 1, settable: 'ims' },
    n: { type: INTEGER, reference: 5, start: 4, settable: 'ims' },
    mode: { type: INTEGER, reference: 6, start: 1, settable: 'ims' },
    m: { type: INTEGER, reference: 7, start: 0, settable: '' },
    b: { type: BOOLEAN2, reference: 8, start: true, settable: 'ims' },
    nb: { type: BOOLEAN2, reference: 9, start: false, settable: '' },
    s: { type: STRING, reference: 10, start: 'abc', settable: 'im' },
    st: { type: STRING, reference: 11, start: '', settable: '' },
    blob: { type: BINARY, reference: 12, start: Buffer.from([0x0a, 0xff]), settable: 'ims' },
    copy: { type: BINARY, reference: 13, start: Buffer.alloc(0), settable: '' },
  },
};
