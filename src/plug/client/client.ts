/** A state space that is served somewhere else, by the plug remote protocol in either dialect. */
import {
  SpaceError,
  type Atom,
  type Configuration,
  type FiredStep,
  type Firing,
  type StateSpace,
  type Transition,
} from '../space.js';
import { decodeAnswer, encodeRequest, isAnswered, speaks, type Tongue } from '../wire/codec.js';
import type { Item, KnownSizes } from '../wire/layouts.js';
import type { Answer, Request, RequestName } from '../wire/messages.js';
import { TransportError } from '../../transport/endpoint.js';
import { dial, type DialOptions } from './dial.js';
import { Line, type Asked } from './line.js';
import { PlugError } from './plug-error.js';
import { Sizes } from './sizes.js';
import { parsePlugUrl, type PlugAddress } from './url.js';

export interface PlugClientOptions extends DialOptions {
  /** Milliseconds that each answer may take; 60,000. 0: as long as it takes, once its first byte has to come. */
  readonly timeoutMilliseconds?: number | undefined;
}

/** Milliseconds that an answer may take unless told otherwise. */
const ANSWER_TIME = 60_000;
/** What the client does not know of the dialect `fixed`: answers say it, and requests are as long as what was answered. */
const NOTHING: KnownSizes = { configuration: 0, transition: 0 };

/**
 * All its methods may throw a {@link PlugError}. The protocol has no answer for what is wrong: a server closes the connection
 * over bytes that it does not know, and a proposition that it does not understand is false (its log says so).
 */
export class PlugClient implements StateSpace {
  readonly address: PlugAddress;
  readonly #line: Line;
  readonly #sizes: Sizes | undefined;
  /** The place of each atom in what was registered last. */
  readonly #places = new Map<string, number>();
  /** How many of them the server has been told. */
  #registered: Promise<number> = Promise.resolve(0);
  #told = 0;

  private constructor(address: PlugAddress, line: Line) {
    this.address = address;
    this.#line = line;
    this.#sizes = address.dialect === 'fixed' ? new Sizes(address.sizes) : undefined;
  }

  /**
   * Connects to the server at an address, which may be a text such as `plug://localhost:1234?dialect=fixed`.
   * @throws FmuToolError `plug-url`; PlugError `connection`
   */
  static async connect(target: string | PlugAddress, options: PlugClientOptions = {}): Promise<PlugClient> {
    const address = typeof target === 'string' ? parsePlugUrl(target) : target;
    const asked: Asked = [];
    const endpoint = await dial(address, tongueOf(address, NOTHING), asked, options);
    const limit = options.timeoutMilliseconds ?? ANSWER_TIME;
    return new PlugClient(address, new Line(endpoint, asked, limit === 0 ? undefined : limit));
  }

  get knownSizes(): KnownSizes | undefined {
    return this.#sizes?.both;
  }

  async initialConfigurations(): Promise<readonly Configuration[]> {
    const { configurations } = await this.#ask({ name: 'initial' });
    return this.#noted('configuration', configurations);
  }

  async fireableTransitions(source: Configuration): Promise<readonly Transition[]> {
    await this.#check('configuration', source);
    const { transitions } = await this.#ask({ name: 'fireable', configuration: source });
    return this.#noted('transition', transitions);
  }

  async fire(source: Configuration, transition: Transition): Promise<Firing> {
    await this.#check('configuration', source);
    await this.#check('transition', transition, source);
    const { configurations, payload } = await this.#ask({ name: 'fire', configuration: source, transition });
    return { targets: this.#noted('configuration', configurations), payload: payload ?? new Uint8Array() };
  }

  /** Whether the server understands it is not known: one that it does not understand is false everywhere. */
  atom(text: string): Atom {
    if (!this.#places.has(text)) this.#places.set(text, this.#places.size);
    return { text };
  }

  async valuations(atoms: readonly Atom[], configuration: Configuration): Promise<readonly boolean[]> {
    await this.#check('configuration', configuration);
    return this.#valuations(atoms, { name: 'valuations', configuration });
  }

  /** @throws SpaceError in the dialect `fixed`, which does not have it */
  async extendedValuations(atoms: readonly Atom[], step: FiredStep): Promise<readonly boolean[]> {
    return this.#valuations(atoms, { name: 'extended', ...step });
  }

  async items(configuration: Configuration): Promise<readonly Item[]> {
    await this.#check('configuration', configuration);
    return (await this.#ask({ name: 'items', configuration })).items;
  }

  async describe(transition: Transition): Promise<string> {
    await this.#check('transition', transition);
    return (await this.#ask({ name: 'description', transition })).text;
  }

  close(): Promise<void> {
    return this.#line.close();
  }

  async #valuations(
    atoms: readonly Atom[],
    request: Extract<Request, { name: 'valuations' | 'extended' }>,
  ): Promise<readonly boolean[]> {
    const places = atoms.map(({ text }) => this.#placeOf(text));
    const count = await this.#register();
    const { valuations } = await this.#ask(request);
    // Whether a registration takes the place of the one before is up to the server; either way the last ones are these.
    const first = valuations.length - count;
    if (first < 0) throw this.#wrong(`${valuations.length} valuations of ${count} atomic propositions`);
    return places.map((place) => valuations[first + place] === true);
  }

  #placeOf(text: string): number {
    const place = this.#places.get(text);
    if (place === undefined) throw new SpaceError(`the proposition is not one of this space: ${text}`);
    return place;
  }

  /** Registers all atoms, if there are new ones; resolves to how many the server has been told last. */
  #register(): Promise<number> {
    if (this.#told === this.#places.size) return this.#registered;
    const atoms = [...this.#places.keys()];
    this.#told = atoms.length;
    const request = { name: 'register', atoms } as const;
    if (isAnswered(this.address.dialect, 'register')) {
      this.#registered = this.#ask(request).then(({ indices }) => {
        if (indices?.length === atoms.length) return atoms.length;
        throw this.#wrong(`${indices?.length ?? 0} places of ${atoms.length} atomic propositions`);
      });
    } else {
      this.#line.tell(encodeRequest(request, tongueOf(this.address, NOTHING)));
      this.#registered = Promise.resolve(atoms.length);
    }
    return this.#registered;
  }

  /** In `fixed`: that the bytes have the size that the server knows, since it would take the next request for the rest. */
  async #check(which: keyof KnownSizes, bytes: Uint8Array, source?: Configuration): Promise<void> {
    const sizes = this.#sizes;
    if (sizes === undefined) return;
    if (sizes.of(which) === undefined) {
      if (which === 'configuration') await this.initialConfigurations();
      else if (source !== undefined) await this.fireableTransitions(source);
    }
    sizes.check(which, bytes);
  }

  #noted(which: keyof KnownSizes, all: readonly Uint8Array[]): readonly Uint8Array[] {
    try {
      this.#sizes?.learn(which, all);
    } catch (error) {
      if (error instanceof RangeError) throw this.#wrong(error.message);
      throw error;
    }
    return all;
  }

  async #ask<Name extends RequestName>(request: Extract<Request, { name: Name }>): Promise<Answer<Name>> {
    const { address } = this;
    if (!speaks(address.dialect, request.name)) {
      throw new SpaceError(
        `the dialect ${address.dialect} of the plug remote protocol does not have this request: ${request.name}`,
      );
    }
    const tongue = tongueOf(address, sizesIn(request));
    const bytes = await this.#line.ask(request.name, encodeRequest(request, tongue));
    try {
      return decodeAnswer<Name>(request.name, bytes, tongue);
    } catch (error) {
      if (error instanceof TransportError) throw this.#wrong(error.message, error);
      throw error;
    }
  }

  /** The server does not keep to the protocol. */
  #wrong(what: string, cause?: unknown): PlugError {
    const { host, port, dialect } = this.address;
    const advice = 'is it a server of the plug remote protocol, in this dialect?';
    const error = new PlugError('protocol', `${host}:${port}: ${what} (dialect ${dialect}; ${advice})`, cause);
    this.#line.give(error);
    return error;
  }
}

function tongueOf({ dialect }: PlugAddress, known: KnownSizes): Tongue {
  return dialect === 'prefixed' ? { dialect } : { dialect, known };
}

/** What is sent has been checked, so that the sizes are its own. */
function sizesIn(request: Request): KnownSizes {
  return {
    configuration: 'configuration' in request ? request.configuration.length : 0,
    transition: 'transition' in request ? request.transition.length : 0,
  };
}
