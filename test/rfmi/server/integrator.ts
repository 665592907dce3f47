// An FMU of which only the model itself is made up: y' = x, by the explicit Euler method. It says when it was made and
// freed, and can be told to take its time.
import { parseModelDescription } from '../../../src/fmu/model-description.js';
import type { ServedFmu } from '../../../src/rfmi/session/catalogue.js';
import type { Call, CallResult, ModelInstance, Outcome, Soon } from '../../../src/runtime/calls.js';
import { silentEnd } from '../../../src/runtime/farewell.js';

const xml = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<fmiModelDescription fmiVersion="2.0" modelName="integrator" guid="{0}">
  <CoSimulation modelIdentifier="integrator" canHandleVariableCommunicationStepSize="true"/>
  <ModelVariables>
    <ScalarVariable name="x" valueReference="1" causality="input" variability="continuous"><Real start="1"/></ScalarVariable>
    <ScalarVariable name="y" valueReference="2" causality="output" variability="continuous"><Real/></ScalarVariable>
  </ModelVariables>
  <ModelStructure><Outputs><Unknown index="2"/></Outputs></ModelStructure>
</fmiModelDescription>
`);

/** References of the variables. */
export const X = 1;
export const Y = 2;

export class Integrator implements ServedFmu {
  readonly name: string;
  readonly description = parseModelDescription(xml);
  readonly xml = xml;
  /** Instances that have not been freed. */
  alive = 0;
  /** Steps that were carried out. */
  steps = 0;
  /** What a step waits for. */
  gate: Promise<void> | undefined;
  readonly #starting: (() => void)[] = [];

  constructor(name = 'integrator') {
    this.name = name;
  }

  /** The next step has begun. */
  nextStep(): Promise<void> {
    return new Promise((resolve) => this.#starting.push(resolve));
  }

  instantiate(): Promise<ModelInstance> {
    ++this.alive;
    return Promise.resolve(new Instance(this));
  }

  begun(): void {
    ++this.steps;
    for (const tell of this.#starting.splice(0)) tell();
  }
}

class Instance implements ModelInstance {
  readonly #fmu: Integrator;
  readonly #values = new Map([
    [X, 1],
    [Y, 0],
  ]);
  #abort: (() => void) | undefined;
  #closed = false;

  constructor(fmu: Integrator) {
    this.#fmu = fmu;
  }

  run(calls: readonly Call[]): Soon<Outcome> {
    const { gate } = this.#fmu;
    if (gate === undefined || !calls.some(({ call }) => call === 'step')) return this.#run(calls);
    this.#fmu.begun();
    const aborted = new Promise<boolean>((resolve) => {
      this.#abort = () => resolve(true);
    });
    return Promise.race([gate.then(() => false), aborted]).then((dead) => {
      return dead ? { ...outcome([]), status: 'fatal', failed: 'fmi2DoStep' } : this.#run(calls, false);
    });
  }

  #run(calls: readonly Call[], counted = true): Outcome {
    const results = calls.map((call): CallResult => {
      if (call.call === 'get') return this.#get(Buffer.from(call.frame));
      if (call.call === 'set') this.#set(Buffer.from(call.frame), Buffer.from(call.values));
      if (call.call === 'reset') this.#values.set(X, 1).set(Y, 0);
      if (call.call === 'step') {
        if (counted) this.#fmu.begun();
        this.#values.set(Y, this.#value(Y) + call.size * this.#value(X));
      }
      return undefined;
    });
    return outcome(results);
  }

  #value(reference: number): number {
    return this.#values.get(reference) ?? NaN;
  }

  #get(frame: Buffer): Buffer {
    return Buffer.from(new Float64Array(references(frame).map((each) => this.#value(each))).buffer);
  }

  #set(frame: Buffer, values: Buffer): void {
    references(frame).forEach((each, index) => this.#values.set(each, values.readDoubleLE(8 * index)));
  }

  abort(): void {
    this.#abort?.();
  }

  close(): Promise<Outcome> {
    if (!this.#closed) --this.#fmu.alive;
    this.#closed = true;
    return Promise.resolve(silentEnd());
  }
}

/** The references in a frame of Reals: number of sub-frames; type, reserved, number of references, references. */
function references(frame: Buffer): number[] {
  const subFrames = frame.readUInt32LE(0);
  const found: number[] = [];
  for (let number = 0, at = 4; number < subFrames; ++number) {
    const count = frame.readUInt32LE(at + 4);
    at += 8;
    for (let left = count; left > 0; --left, at += 4) found.push(frame.readUInt32LE(at));
  }
  return found;
}

function outcome(results: readonly CallResult[]): Outcome {
  return { status: 'ok', results, failed: undefined, lastTime: undefined, terminated: false, log: [] };
}
