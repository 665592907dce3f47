/** What one client asks about a state space and is told, request by request, without I/O. */
import { few, FmuToolError, quote } from '../../fmu/error.js';
import type { Allowance } from '../../transport/allowance.js';
import { AtomError, type Atom, type StateSpace } from '../space.js';
import { decodeRequest, encodeAnswer, isAnswered, type Tongue } from '../wire/codec.js';
import type { Request } from '../wire/messages.js';

/** Propositions without a value that are told of one registration. */
const MOST_TOLD = 10;
/** Bytes of memory that an atom is taken to cost, and how much more than its text it is once it is understood. */
const ATOM_BYTES = 256;
const UNDERSTOOD = 8;

export interface ConversationContext {
  readonly space: StateSpace;
  readonly tongue: Tongue;
  /** Of memory for what this client has the server keep. */
  readonly kept: Allowance;
  /** Told of propositions that are answered with false because they have no value. */
  readonly doubt: (text: string) => void;
}

export class Conversation {
  readonly #context: ConversationContext;
  /** Undefined stands for one that was not understood. */
  #atoms: readonly (Atom | undefined)[] = [];
  /** Those whose evaluation has failed, which is told once. */
  #failed = new Set<Atom>();

  constructor(context: ConversationContext) {
    this.#context = context;
  }

  /**
   * The answer to a request in bytes; undefined where there is none.
   * @throws TransportError `corrupt`; SpaceError for bytes that the space did not make; FmuToolError `plug-too-much`
   */
  async answer(bytes: Buffer): Promise<Buffer | undefined> {
    const { tongue, space } = this.#context;
    const request = decodeRequest(bytes, tongue);
    switch (request.name) {
      case 'initial':
        return encodeAnswer('initial', { configurations: await space.initialConfigurations() }, tongue);
      case 'fireable': {
        const transitions = await space.fireableTransitions(request.configuration);
        return encodeAnswer('fireable', { transitions }, tongue);
      }
      case 'fire': {
        const { targets, payload } = await space.fire(request.configuration, request.transition);
        return encodeAnswer('fire', { configurations: targets, payload }, tongue);
      }
      case 'register':
        return this.#register(request.atoms);
      case 'valuations': {
        const { configuration } = request;
        const valuations = await this.#valuations((atoms) => space.valuations(atoms, configuration));
        return encodeAnswer('valuations', { valuations }, tongue);
      }
      case 'extended':
        return this.#extended(request);
      case 'items':
        return encodeAnswer('items', { items: await space.items(request.configuration) }, tongue);
      case 'description':
        return encodeAnswer('description', { text: await space.describe(request.transition) }, tongue);
    }
  }

  /** Gives back what is kept. */
  close(): void {
    this.#context.kept.release();
  }

  /** These take the place of those that were registered before. */
  #register(texts: readonly string[]): Buffer | undefined {
    const { kept, space, tongue, doubt } = this.#context;
    kept.release();
    const cost = texts.reduce((sum, { length }) => sum + ATOM_BYTES + UNDERSTOOD * length, 0);
    const refusal = kept.refusal(cost);
    if (refusal !== undefined) {
      this.#atoms = [];
      throw new FmuToolError('plug-too-much', `${texts.length} atomic propositions: ${refusal}`);
    }
    kept.take(cost);
    this.#failed = new Set();
    const wrong: string[] = [];
    this.#atoms = texts.map((text) => {
      try {
        return space.atom(text);
      } catch (error) {
        if (!(error instanceof AtomError)) throw error;
        wrong.push(`${quote(text)} (${firstLine(error)})`);
        return undefined;
      }
    });
    if (wrong.length > 0) doubt(`no propositions, so false everywhere: ${few(wrong, (each) => each)}`);
    if (!isAnswered(tongue.dialect, 'register')) return undefined;
    return encodeAnswer('register', { indices: texts.map((_, index) => index) }, tongue);
  }

  async #extended({ source, transition, payload, target }: Extract<Request, { name: 'extended' }>): Promise<Buffer> {
    const { space, tongue } = this.#context;
    const step = { source, transition, payload, target };
    const valuations = await this.#valuations((atoms) => space.extendedValuations(atoms, step));
    return encodeAnswer('extended', { valuations }, tongue);
  }

  async #valuations(evaluate: (atoms: readonly Atom[]) => Promise<readonly boolean[]>): Promise<boolean[]> {
    const values = await this.#values(
      this.#atoms.filter((atom) => atom !== undefined),
      evaluate,
    );
    let next = 0;
    return this.#atoms.map((atom) => atom !== undefined && values[next++] === true);
  }

  /** Where the evaluation of one of many fails, each half is asked by itself. */
  async #values(
    atoms: readonly Atom[],
    evaluate: (atoms: readonly Atom[]) => Promise<readonly boolean[]>,
  ): Promise<readonly boolean[]> {
    try {
      return await evaluate(atoms);
    } catch (error) {
      const [first] = atoms;
      if (!(error instanceof AtomError) || first === undefined) throw error;
      if (atoms.length === 1) {
        this.#doubt(first, error);
        return [false];
      }
      const middle = atoms.length >> 1;
      const before = await this.#values(atoms.slice(0, middle), evaluate);
      return [...before, ...(await this.#values(atoms.slice(middle), evaluate))];
    }
  }

  #doubt(atom: Atom, error: AtomError): void {
    if (this.#failed.has(atom) || this.#failed.size > MOST_TOLD) return;
    this.#failed.add(atom);
    if (this.#failed.size > MOST_TOLD) {
      this.#context.doubt(
        `more than ${MOST_TOLD} without a value in a configuration, so false there; no others are told`,
      );
      return;
    }
    this.#context.doubt(
      `without a value in a configuration, so false there: ${quote(atom.text)} (${firstLine(error)})`,
    );
  }
}

/** What comes after it shows the place in the text. */
function firstLine(error: Error): string {
  return error.message.split('\n', 1)[0] ?? '';
}
