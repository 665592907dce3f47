/**
 * A side of a comparison whose model is driven by the simulation of `fmutool simulate`: what co-simulation of FMI 3.0 and model
 * exchange need is more than a step after a step.
 */
import { failureOf, type ModelInstance } from '../runtime/calls.js';
import { complaintsIn, withLog } from '../runtime/said.js';
import { RfmiError } from '../rfmi/client/rfmi-error.js';
import type { DrivenModel } from '../simulate/driven.js';
import { RemoteInstance } from '../simulate/remote-instance.js';
import type { OriginalModel } from './original-side.js';
import { ServedConnection } from './served-connection.js';
import type { SmokeServer } from './server-process.js';
import { SideFailure } from './side.js';

/** One model, from its opening to its end. */
export interface DrivenSide {
  /**
   * Opens the model. Returns also how long reaching it took, in seconds, where there is a way to go.
   * @throws SideFailure; FmuToolError
   */
  begin(): Promise<{ readonly model: DrivenModel; readonly connect: number | undefined }>;
  /** What an error is about, if it is one of the way to the model. */
  explain(error: unknown): Promise<SideFailure | undefined>;
  /** Takes leave of a model that has come to its end. Returns what it complains of. @throws SideFailure */
  finish(): Promise<readonly string[]>;
  /** Gives back everything, whatever is under way. Never rejects; may be called again. */
  end(): Promise<void>;
}

/** The library itself, without a server. */
export class OriginalDrivenSide implements DrivenSide {
  readonly #open: () => Promise<OriginalModel>;
  #model: OriginalModel | undefined;
  #instance: ModelInstance | undefined;
  #ended = false;

  constructor(open: () => Promise<OriginalModel>) {
    this.#open = open;
  }

  async begin(): Promise<{ readonly model: DrivenModel; readonly connect: undefined }> {
    this.#model = await this.#open();
    if (!this.#ended) this.#instance = await this.#model.instantiate();
    // What was opened after the end is given back here, where it was opened.
    if (!this.#ended && this.#instance !== undefined) return { model: this.#instance, connect: undefined };
    await this.end();
    throw new SideFailure('timeout', 'ended');
  }

  explain(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async finish(): Promise<readonly string[]> {
    const freed = await this.#instance?.close();
    if (freed === undefined) return [];
    if (freed.failed !== undefined) throw new SideFailure('crash', withLog(failureOf(freed), freed.log));
    return complaintsIn(freed.log);
  }

  async end(): Promise<void> {
    this.#ended = true;
    // A call that is under way would keep `close` waiting.
    this.#instance?.abort();
    await this.#instance?.close();
    await this.#model?.close();
  }
}

/** The FMU in a server, which has the extension XTND. */
export class ServedDrivenSide implements DrivenSide {
  readonly #connection: ServedConnection;
  readonly #xml: Buffer;

  /** `xml`: modelDescription.xml of the FMU. */
  constructor(start: () => SmokeServer | Promise<SmokeServer>, xml: Buffer) {
    this.#connection = new ServedConnection(start);
    this.#xml = xml;
  }

  begin(): Promise<{ readonly model: DrivenModel; readonly connect: number }> {
    return this.#connection.saying(async () => {
      const connect = await this.#connection.open();
      await this.#connection.select(this.#xml, async (asking) => {
        await asking.extend();
      });
      const { client } = this.#connection;
      if (client.extended === undefined) throw new SideFailure('protocol', 'it does not have the extension XTND');
      return { model: new RemoteInstance(client, client.extended), connect };
    });
  }

  async explain(error: unknown): Promise<SideFailure | undefined> {
    return error instanceof RfmiError ? this.#connection.failureOf(error) : undefined;
  }

  finish(): Promise<readonly string[]> {
    return this.#connection.saying(async () => {
      await this.#connection.client.shutdown();
      return [];
    });
  }

  end(): Promise<void> {
    return this.#connection.end();
  }
}
