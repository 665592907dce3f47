/**
 * What a listener to both sides of a connection knows: which frames there are, what the variables are called, which
 * command an answer belongs to. The dump needs it, because messages with values do not say what the values are.
 */
import type { FmiMajor } from '../../fmu/fmi-major.js';
import { ValueType, type SubFrame } from '../../runtime/frames.js';
import { elementsOf, resized } from '../wire/array-sizes.js';
import { defaultFrames, type ElementsOf } from '../wire/default-frames.js';
import { isArray } from '../wire/variables.js';
import type { FrameDefinition } from '../wire/fields.js';
import { FrameId, type Command, type Message, type Response, type ResponseCode } from '../wire/messages.js';

/** Answers to any command. */
const FAILURES: ReadonlySet<ResponseCode> = new Set(['fatl', 'eror', 'unsp', 'nack']);

interface Question {
  readonly command: Command;
  /** What a refused DFRM leaves in place. */
  readonly before?: readonly SubFrame[] | undefined;
}

export class Overheard {
  readonly #frames = new Map<number, readonly SubFrame[]>([[FrameId.empty, []]]);
  readonly #names = new Map<string, string>();
  /** The major FMI version of each FMU that the server has listed. */
  readonly #versions = new Map<string, number>();
  #questions: Question[] = [];
  #extended = false;
  /** Of the selected FMU. */
  #variables: Message<'fsel'>['variables'] = [];
  #major: FmiMajor = 2;

  /** Whether the two have agreed on XTND, as far as one can know: commands may be sent ahead of their answers. */
  get extended(): boolean {
    return this.#extended;
  }

  /** Takes note of a command; returns the frame that its values belong to, if it is known. */
  command(command: Command): readonly SubFrame[] | undefined {
    const before = command.code === 'DFRM' ? this.#frames.get(command.frame.id) : undefined;
    this.#questions.push({ command, before });
    switch (command.code) {
      case 'RFMI':
        this.#questions = [{ command }];
        if (command.session === 0) {
          this.#forget();
          this.#extended = false;
        }
        return undefined;
      case 'XTND':
        this.#extended = true;
        return undefined;
      case 'DFRM':
        this.#frames.set(command.frame.id, command.frame.subFrames);
        return undefined;
      case 'SETV':
        return typeof command.frame === 'number' ? this.#frames.get(command.frame) : command.frame;
      case 'STEP':
        return this.#frames.get(command.input);
      default:
        return undefined;
    }
  }

  /** Takes note of a response; returns the frame that its values belong to, if it is known. */
  response(response: Response): readonly SubFrame[] | undefined {
    const question = this.#questionOf(response.code);
    switch (response.code) {
      case 'lfmu':
        for (const { name, fmiMajor } of response.fmus) this.#versions.set(name, fmiMajor);
        return undefined;
      case 'fsel':
        this.#forget();
        // FMI 1.0 has its own idea of what an input is. A client that has not listed the FMUs probably uses none of
        // that age.
        this.#major = this.#versions.get(response.name) === 1 ? 1 : 2;
        this.#variables = response.variables;
        // With arrays they are known once the sizes are told.
        if (!response.variables.some(({ kind }) => this.#extended && isArray(kind)))
          this.#define(defaultFrames(this.#major, response.variables));
        for (const { type, reference, name } of response.variables) {
          const key = keyOf(type, reference);
          // Of several variables with one value the first one gives the name.
          if (!this.#names.has(key)) this.#names.set(key, name);
        }
        return undefined;
      case 'xtnd':
        this.#extended = response.version > 0;
        return undefined;
      case 'xdim':
        this.#resize(elementsOf(response.arrays));
        return undefined;
      case 'lfrm':
        this.#define(response.frames);
        return undefined;
      case 'step':
        return this.#frames.get(response.output);
      case 'getv': {
        if (response.frame !== FrameId.dynamic) return this.#frames.get(response.frame);
        const asked = question?.command;
        return asked?.code === 'GETV' && typeof asked.frame !== 'number' ? asked.frame : undefined;
      }
      default:
        if (!FAILURES.has(response.code)) return undefined;
        if (question?.command.code === 'DFRM') this.#restore(question);
        if (question?.command.code === 'XTND') this.#extended = false;
        return undefined;
    }
  }

  /** What a variable is called, if the FMU's variables have been told. */
  nameOf(type: number, reference: number): string | undefined {
    return this.#names.get(keyOf(type, reference));
  }

  /** Answers come in the order of the commands (2.1); a command whose answer is missing in the capture is passed over. */
  #questionOf(code: ResponseCode): Question | undefined {
    const index = FAILURES.has(code)
      ? 0
      : this.#questions.findIndex(({ command }) => command.code.toLowerCase() === code);
    return index < 0 ? undefined : this.#questions.splice(0, index + 1).at(-1);
  }

  #define(frames: readonly FrameDefinition[]): void {
    for (const { id, subFrames } of frames) this.#frames.set(id, subFrames);
  }

  /** Every frame has the sizes that arrays have now; those that are not defined are known from now on. */
  #resize(now: ElementsOf): void {
    for (const [id, subFrames] of this.#frames) this.#frames.set(id, resized(subFrames, now));
    for (const { id, subFrames } of defaultFrames(this.#major, this.#variables, now)) {
      if (!this.#frames.has(id)) this.#frames.set(id, subFrames);
    }
  }

  #restore({ command, before }: Question): void {
    if (command.code !== 'DFRM') return;
    if (before === undefined) this.#frames.delete(command.frame.id);
    else this.#frames.set(command.frame.id, before);
  }

  #forget(): void {
    this.#frames.clear();
    this.#frames.set(FrameId.empty, []);
    this.#names.clear();
    this.#variables = [];
  }
}

/** References count within a basic type (3.1.4), and there are two of Booleans. */
function keyOf(type: number, reference: number): string {
  return `${type === ValueType.Boolean ? ValueType.Boolean2 : type}:${reference}`;
}
