/** What brings a model from one state to the next: by restoring what was saved, or by doing again what was done. */

/** A step, or several with the same inputs. */
export interface Move {
  /** Which of the choices it is. */
  readonly choice: number;
  /** Steps since the start, before it. */
  readonly point: number;
  readonly steps: number;
  /** The inputs' values, as their frame has them. */
  readonly inputs: Uint8Array;
}

/** A state, and what was observed there. */
export interface Reached {
  readonly state: Uint8Array;
  /** The values of the observed frame. */
  readonly observed: Buffer;
}

/** The model did not do it. */
export interface Refused {
  readonly refused: string;
}

export interface Machine {
  /** What is observed from now on. */
  observe(frame: Uint8Array): void;
  /** The model as it is after its initialization. */
  begin(): Promise<Reached>;
  move(from: Uint8Array, move: Move): Promise<Reached | Refused>;
  /** The values of a frame in a state with these inputs. @throws SpaceError where the model does not know the state */
  look(at: Uint8Array, inputs: Uint8Array, frame: Uint8Array): Promise<Buffer>;
  /** Ends the model's process. */
  close(): Promise<void>;
}
