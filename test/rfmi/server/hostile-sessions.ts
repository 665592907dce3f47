// What hostile clients send: whole sessions with fixtures/fmus/everything.fmu, written here byte by byte from the
// specification, and the same with damage. A seed always gives the same bytes, so that what was found can be repeated.
import type { Random } from '../../random.js';

export type Order = 'little' | 'big';

/** Writes messages in one byte order. */
class Writer {
  constructor(readonly order: Order) {}

  u16(...values: number[]): Buffer {
    return this.#numbers(values, 2, (bytes, value, at) =>
      this.order === 'little' ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at),
    );
  }

  u32(...values: number[]): Buffer {
    return this.#numbers(values, 4, (bytes, value, at) =>
      this.order === 'little' ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at),
    );
  }

  f64(...values: number[]): Buffer {
    return this.#numbers(values, 8, (bytes, value, at) =>
      this.order === 'little' ? bytes.writeDoubleLE(value, at) : bytes.writeDoubleBE(value, at),
    );
  }

  #numbers(values: readonly number[], size: number, write: (bytes: Buffer, value: number, at: number) => void): Buffer {
    const bytes = Buffer.alloc(values.length * size);
    values.forEach((value, index) => write(bytes, value, index * size));
    return bytes;
  }

  /** Length with the zero, the text, the zero, zeros up to a multiple of 4. */
  text(value: string): Buffer {
    const length = Buffer.byteLength(value) + 1;
    const padded = Buffer.alloc(Math.ceil(length / 4) * 4);
    padded.write(value);
    return Buffer.concat([this.u32(length), padded]);
  }

  message(code: string, ...parts: Buffer[]): Buffer {
    const body = Buffer.concat(parts);
    const length = 16 + body.length;
    const size = this.order === 'little' ? this.u32(length, 0) : this.u32(0, length);
    return Buffer.concat([this.u32(Buffer.from(code).readUInt32LE()), this.u32(0), size, body]);
  }

  /** Type and references of one sub-frame. */
  subFrame(type: number, ...references: number[]): Buffer {
    return Buffer.concat([this.u16(type, 0), this.u32(references.length, ...references)]);
  }
}

const [REAL, INTEGER, BOOLEAN, STRING] = [0x31, 0x21, 0x12, 0x41];
const EXTRA_FRAME = 0x8000_0001;
const STEP_SIZE = 1 / 128;

/** A session from hello to the end, with all commands that there are, as a well-behaved client has it. */
export function wholeSession(order: Order, random: Random): Buffer[] {
  const w = new Writer(order);
  const experiment = [w.f64(0, 10), Buffer.from([0, 0, 0, 0])];
  const messages = [
    w.message('RFMI', w.u16(1, 0), w.u32(0)),
    w.message('LFMU'),
    w.message('FSEL', w.text('everything')),
    w.message('LFRM'),
    ...(random.below(8) === 0 ? [w.message('FXML')] : []),
    w.message('DFRM', w.u32(1, 1), w.subFrame(REAL, 30, 31)),
    w.message('DFRM', w.u32(2, 2), w.subFrame(REAL, 40, 41), w.subFrame(INTEGER, 40)),
    w.message('DFRM', w.u32(EXTRA_FRAME, 2), w.subFrame(STRING, 40), w.subFrame(BOOLEAN, 40)),
    w.message('INIT'),
    w.message('SETV', w.u32(1, 0), w.f64(1, 2)),
    w.message('SETV', w.u32(0x1000_0000, 1), w.subFrame(STRING, 30), w.text('some text')),
    ...(random.below(2) === 0
      ? [w.message('SIMS', ...experiment)]
      : [w.message('SEXP', ...experiment), w.message('EINI'), w.message('XINI')]),
  ];
  const steps = 8 + random.below(24);
  for (let step = 0; step < steps; step += 1) messages.push(...stepWith(w, step, random));
  if (random.below(4) === 0) messages.push(w.message('SRST'));
  messages.push(w.message('SDWN'), w.message('SOFF'));
  return messages;
}

/** A step, and now and then something before it. */
function stepWith(w: Writer, step: number, random: Random): Buffer[] {
  const output = random.of([0, 2, EXTRA_FRAME]);
  const newStep = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);
  const asked = w.message(
    'STEP',
    w.f64(step * STEP_SIZE, STEP_SIZE),
    newStep,
    w.u32(1, output),
    w.f64(step, 1 / (step + 1)),
  );
  const extras = [
    [],
    [w.message('GETV', w.u32(2, 0))],
    [w.message('GETV', w.u32(0x1000_0000, 2), w.subFrame(STRING, 60), w.subFrame(REAL, 1, 2))],
    [w.message('SETV', w.u32(1, 0), w.f64(3, 4))],
  ];
  return [...random.of(extras), asked];
}

const extremes = [0, 1, 7, 15, 16, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0, 0xffff_ffff, 0x1000_0000, 0x4000_0000];
const codes = 'RFMI SOFF LFMU FSEL FXML LFRM DFRM INIT GETV SETV SIMS SEXP EINI XINI STEP SDWN SRST step eror'.split(
  ' ',
);

/** The same messages with one to three kinds of damage; some sessions are noise from some message on. */
export function damaged(messages: readonly Buffer[], random: Random): Buffer[] {
  const result = messages.map((message) => Buffer.from(message));
  const times = 1 + random.below(3);
  for (let time = 0; time < times; time += 1) random.of(damages)(result, random);
  return result;
}

type Damage = (messages: Buffer[], random: Random) => void;

const damages: readonly Damage[] = [
  // Any byte.
  (messages, random) => {
    const message = random.of(messages);
    if (message.length > 0) message[random.below(message.length)] = random.below(256);
  },
  // A number: a length, a count, a reference, the number of a frame.
  (messages, random) => {
    const message = random.of(messages);
    const at = random.below(Math.max(1, Math.floor(message.length / 4))) * 4;
    if (at + 4 <= message.length) message.writeUInt32LE(random.of(extremes), at);
  },
  // The length that the message gives itself.
  (messages, random) => {
    const message = random.of(messages);
    if (message.length < 16) return;
    const lie = random.of([0, 8, 15, message.length - 1, message.length + 1, message.length + 64]);
    message.writeUInt32LE(lie, random.of([8, 12]));
  },
  // Another command.
  (messages, random) => {
    const message = random.of(messages);
    if (message.length >= 4) message.write(random.of(codes), 0, 'latin1');
  },
  // A time, a step size or a value that is no ordinary number.
  (messages, random) => {
    const message = random.of(messages);
    const at = 16 + random.below(4) * 8;
    const value = random.of([Number.NaN, Infinity, -Infinity, -0, 1e308, -1, 5e-324]);
    if (at + 8 <= message.length) message.writeDoubleLE(value, at);
  },
  // The end is missing, and the message says so or not.
  (messages, random) => {
    const index = random.below(messages.length);
    const message = messages[index]!;
    const cut = message.subarray(0, random.below(message.length + 1));
    if (cut.length >= 16 && random.below(2) === 0) cut.writeUInt32LE(cut.length, 8);
    messages[index] = cut;
  },
  // More than there should be.
  (messages, random) => {
    const index = random.below(messages.length);
    const longer = Buffer.concat([messages[index]!, random.bytes(1 + random.below(64))]);
    if (random.below(2) === 0) longer.writeUInt32LE(longer.length, 8);
    messages[index] = longer;
  },
  // Twice, missing, in another order.
  (messages, random) => {
    const index = random.below(messages.length);
    messages.splice(index, 0, Buffer.from(messages[index]!));
  },
  (messages, random) => {
    if (messages.length > 1) messages.splice(random.below(messages.length), 1);
  },
  (messages, random) => {
    const [a, b] = [random.below(messages.length), random.below(messages.length)];
    [messages[a], messages[b]] = [messages[b]!, messages[a]!];
  },
  // Whole messages of noise, with a length that fits.
  (messages, random) => {
    const noise = random.bytes(16 + random.below(200));
    noise.writeUInt32LE(noise.length, 8);
    noise.writeUInt32LE(0, 12);
    messages.splice(random.below(messages.length), 0, noise);
  },
  // Noise alone.
  (messages, random) => {
    const from = random.below(messages.length);
    messages.splice(from, messages.length, random.bytes(1 + random.below(400)));
  },
];
