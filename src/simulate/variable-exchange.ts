/**
 * How inputs get to the model and outputs back at every step: in the step itself with frames of our own, or around it for
 * a server that declines to define frames.
 */
import type { SubFrame, Value } from '../runtime/frames.js';
import type { RfmiClient, RfmiVariable } from '../rfmi/client/client.js';
import { frameOf, inOrder, type OrderedFrame } from '../rfmi/client/known-frames.js';
import { FrameId } from '../rfmi/wire/messages.js';
import { RfmiError } from '../rfmi/client/rfmi-error.js';
import { Signs } from './signs.js';

/** What has to be known of a variable, as the server has it. */
export type ExchangedVariable = Pick<RfmiVariable, 'type' | 'reference'> & {
  /** The model has the value with the other sign. */
  readonly negated: boolean;
};

interface ExchangedVariables {
  readonly inputs: readonly ExchangedVariable[];
  readonly outputs: readonly ExchangedVariable[];
}

/** Frames of this client; numbers that are free in a session of our own. */
const INPUTS = FrameId.firstOfClient;
const OUTPUTS = FrameId.firstOfClient + 1;

export class VariableExchange {
  readonly #client: RfmiClient;
  readonly #inputs: OrderedFrame;
  readonly #outputs: OrderedFrame;
  readonly #inputSigns: Signs;
  readonly #outputSigns: Signs;
  readonly #defined: boolean;

  private constructor(
    client: RfmiClient,
    frames: { readonly inputs: OrderedFrame; readonly outputs: OrderedFrame },
    { inputs, outputs }: ExchangedVariables,
    defined: boolean,
  ) {
    this.#client = client;
    this.#inputs = frames.inputs;
    this.#outputs = frames.outputs;
    this.#inputSigns = new Signs(inputs);
    this.#outputSigns = new Signs(outputs);
    this.#defined = defined;
  }

  /** To be called before the initialization. Values are exchanged in the order of these variables. */
  static async prepare(client: RfmiClient, variables: ExchangedVariables): Promise<VariableExchange> {
    const inputs = frameOf(variables.inputs);
    const outputs = frameOf(variables.outputs);
    const defined =
      (await define(client, INPUTS, inputs.subFrames)) && (await define(client, OUTPUTS, outputs.subFrames));
    return new VariableExchange(client, { inputs, outputs }, variables, defined);
  }

  /** The outputs as they are now. */
  async read(): Promise<readonly Value[]> {
    const { subFrames } = this.#outputs;
    if (subFrames.length === 0) return [];
    return this.#read(await this.#client.getVariables(this.#defined ? OUTPUTS : subFrames));
  }

  /** A step with inputs; the answer has the outputs. */
  async step(
    time: number,
    size: number,
    inputs: readonly Value[],
  ): Promise<{ readonly time: number; readonly values: readonly Value[] }> {
    const own = this.#inputSigns.turn(inputs);
    const given = this.#inputs.order.map((index) => own[index] ?? 0);
    if (this.#defined) {
      const input = given.length === 0 ? FrameId.empty : INPUTS;
      const output = this.#outputs.order.length === 0 ? FrameId.empty : OUTPUTS;
      const answer = await this.#client.step({ time, size, input, output, values: given });
      return { time: answer.time, values: this.#read(answer.values) };
    }
    if (given.length > 0) await this.#client.setVariables(this.#inputs.subFrames, given);
    const { time: reached } = await this.#client.step({ time, size });
    return { time: reached, values: await this.read() };
  }

  /** Values of the frame of the outputs as their variables have them. */
  #read(values: readonly Value[]): readonly Value[] {
    return this.#outputSigns.turn(inOrder(this.#outputs.order, values));
  }
}

/** Whether the frame is defined now; one without values need not be. */
async function define(client: RfmiClient, id: number, subFrames: readonly SubFrame[]): Promise<boolean> {
  if (subFrames.length === 0) return true;
  try {
    await client.defineFrame({ id, subFrames });
    return true;
  } catch (error) {
    if (error instanceof RfmiError && (error.kind === 'nack' || error.kind === 'unsp')) return false;
    throw error;
  }
}
