/**
 * What a listener to both sides of a connection knows: which frames there are, what the variables are called, which
 * command an answer belongs to. The dump needs it, because messages with values do not say what the values are.
 */
import { ValueType, type SubFrame } from '../../runtime/frames.js';
import { defaultFrames } from '../wire/default-frames.js';
import type { FrameDefinition } from '../wire/fields.js';
import { FrameId, type Command, type Response, type ResponseCode } from '../wire/messages.js';

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

  /** Takes note of a command; returns the frame that its values belong to, if it is known. */
  command(command: Command): readonly SubFrame[] | undefined {
    const before = command.code === 'DFRM' ? this.#frames.get(command.frame.id) : undefined;
    this.#questions.push({ command, before });
    switch (command.code) {
      case 'RFMI':
        this.#questions = [{ command }];
        if (command.session === 0) this.#forget();
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
        this.#define(defaultFrames(this.#versions.get(response.name) === 1 ? 1 : 2, response.variables));
        for (const { type, reference, name } of response.variables) {
          const key = keyOf(type, reference);
          // Of several variables with one value the first one gives the name.
          if (!this.#names.has(key)) this.#names.set(key, name);
        }
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
        if (question?.command.code === 'DFRM' && FAILURES.has(response.code)) this.#restore(question);
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

  #restore({ command, before }: Question): void {
    if (command.code !== 'DFRM') return;
    if (before === undefined) this.#frames.delete(command.frame.id);
    else this.#frames.set(command.frame.id, before);
  }

  #forget(): void {
    this.#frames.clear();
    this.#frames.set(FrameId.empty, []);
    this.#names.clear();
  }
}

/** References count within a basic type (3.1.4), and there are two of Booleans. */
function keyOf(type: number, reference: number): string {
  return `${type === ValueType.Boolean ? ValueType.Boolean2 : type}:${reference}`;
}
