/** The smipc library (native/smipc/smipc.h) through koffi: its functions as they are, its statuses as errors. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import koffi from 'koffi';
import { TransportError, type TransportErrorCode } from './endpoint.js';
import { Results } from './smipc-results.js';

/** The values of smipc_status that are told apart here. */
export const Status = { ok: 0, again: 1, gone: 2, closed: 3, tooSmall: 5 } as const;

/** The values of smipc_event_kind. */
export const EventKind = { connected: 1, message: 2, ended: 3 } as const;

/** Opaque pointers of the library. */
export type Handle = object | bigint;

/** Times are microseconds; 0 does not wait. */
export interface Smipc {
  listen(name: string, longest: number): Handle;
  closeServer(server: Handle): void;
  /** The next event, or the status why there is none. */
  nextEvent(server: Handle, timeoutMicroseconds: number): ServerEvent | number;
  waitForServer(server: Handle, timeoutMicroseconds: number): number;
  waitForServerAside(server: Handle, timeoutMicroseconds: number): Promise<number>;
  done(server: Handle, client: number): void;
  drop(server: Handle, client: number): void;
  connectionOf(server: Handle, client: number): Handle;

  /** On a thread aside, because the server may take its time. */
  connect(name: string, timeoutMicroseconds: number): Promise<Handle>;
  close(connection: Handle): void;
  /** Sends what there is room for. Returns the status, and how far it got in `progress`. */
  sendPart(connection: Handle, message: Uint8Array, progress: Progress): number;
  abandon(connection: Handle): void;
  /** The next message, or the status why there is none. */
  receive(connection: Handle, timeoutMicroseconds: number): Buffer | number;
  wait(connection: Handle, timeoutMicroseconds: number): number;
  waitAside(connection: Handle, timeoutMicroseconds: number): Promise<number>;

  /** A descriptor that becomes readable when, once armed, there is something to receive; undefined on Windows. */
  watch(what: Watched): number | undefined;
  arm(what: Watched): void;

  /** The error that a status stands for. */
  error(status: number, where: string): TransportError;
}

/** Exactly one of the two. */
export type Watched = { readonly server: Handle } | { readonly connection: Handle };

/** How many bytes of a message have been sent. */
export interface Progress {
  sent: number;
}

/** What a server hears from one of its clients. */
export interface ServerEvent {
  readonly kind: number;
  readonly status: number;
  readonly client: number;
  readonly message: Buffer | undefined;
}

/** sizeof(smipc_server_options). */
const OPTIONS_SIZE = 24;
/** Which word of a smipc_event its message begins with. */
const EVENT_MESSAGE = 4;

const codes: readonly (TransportErrorCode | undefined)[] = [
  undefined,
  'timeout',
  'lost',
  'closed',
  'corrupt',
  'system',
  'too-long',
  'system',
  'no-server',
  'in-use',
  'mismatch',
  'denied',
  'full',
  'no-memory',
  'system',
  'system',
];

const libraries = new Map<string, Smipc>();

/** Where the library of this platform is. */
export function smipcFile(): string {
  const windows = process.platform === 'win32';
  const bits = { x64: '64', ia32: '32' }[process.arch as string];
  const folder = process.arch === 'arm64' ? 'aarch64-linux' : `${windows ? 'win' : 'linux'}${bits ?? process.arch}`;
  const file = `../../prebuilt/${folder}/smipc.${windows ? 'dll' : 'so'}`;
  return fileURLToPath(new URL(file, import.meta.url));
}

/**
 * Loads the library, once for each file.
 * @throws TransportError `unavailable`
 */
export function loadSmipc(file: string = smipcFile()): Smipc {
  let smipc = libraries.get(file);
  if (smipc === undefined) {
    if (!existsSync(file)) {
      throw new TransportError('unavailable', `${file}: there is no shared memory without this library`);
    }
    smipc = bind(koffi.load(file));
    libraries.set(file, smipc);
  }
  return smipc;
}

type Declared = ReturnType<typeof declare>;
/** A type as koffi takes it, by name or object. */
type Type = Parameters<typeof koffi.out>[0];

function declare(library: ReturnType<typeof koffi.load>) {
  const failure = koffi.struct({ status: 'int32_t', text: koffi.array('char', 252) });
  const handle = koffi.pointer(koffi.opaque());
  const out = (type: Type) => koffi.out(koffi.pointer(type));
  const result = 'void *'; // see smipc-results.ts
  const declared = (name: string, result: Type, ...args: Type[]) => library.func(`smipc_${name}`, result, args);
  return {
    statusText: declared('status_text', 'str', 'int'),
    free: declared('free', 'void', 'void *'),
    listen: declared('listen', 'int', 'str', 'uint8_t *', out(handle), out(failure)),
    serverClose: declared('server_close', 'void', handle),
    serverReceive: declared('server_receive_into', 'int', handle, result, result, 'size_t', 'int64_t'),
    serverWait: declared('server_wait', 'int', handle, 'int64_t'),
    serverDone: declared('server_done', 'int', handle, 'uint64_t'),
    serverDrop: declared('server_drop', 'int', handle, 'uint64_t'),
    serverConnection: declared('server_connection', 'int', handle, 'uint64_t', out(handle)),
    connect: declared('connect', 'int', 'str', 'uint64_t', 'int64_t', out(handle), out(failure)),
    close: declared('close', 'void', handle),
    sendPart: declared('send_part', 'int', handle, 'uint8_t *', 'size_t', result),
    abandon: declared('abandon', 'int', handle),
    receive: declared('receive', 'int', handle, result, 'int64_t'),
    receiveInto: declared('receive_into', 'int', handle, result, 'size_t', result, 'int64_t'),
    wait: declared('wait', 'int', handle, 'int64_t'),
    watch: declared('watch', 'int', handle, handle, out('int')),
    arm: declared('watch_arm', 'int', handle, handle),
  };
}

function bind(library: ReturnType<typeof koffi.load>): Smipc {
  const native = declare(library);
  const results = new Results();
  const statusText = native.statusText as unknown as (status: number) => string;
  const error = (status: number, where: string): TransportError =>
    new TransportError(codes[status] ?? 'system', `${where}: ${statusText(status)}`);
  /** The watched thing as the two arguments that the library takes. */
  const pair = (what: Watched): unknown[] => ('server' in what ? [what.server, null] : [null, what.connection]);

  return {
    error,
    ...serverPart(native, results),
    ...connectionPart(native, results),
    watch: (what) => {
      const descriptor = [0];
      return call(native.watch, ...pair(what), descriptor) === Status.ok ? descriptor[0] : undefined;
    },
    arm: (what) => void call(native.arm, ...pair(what)),
  };
}

type ServerPart = Pick<
  Smipc,
  'listen' | 'closeServer' | 'nextEvent' | 'waitForServer' | 'waitForServerAside' | 'done' | 'drop' | 'connectionOf'
>;

function serverPart(native: Declared, results: Results): ServerPart {
  return {
    listen: (name, longest) => {
      const options = Buffer.alloc(OPTIONS_SIZE);
      options.writeUInt32LE(OPTIONS_SIZE, 0);
      options.writeBigUInt64LE(BigInt(longest), 8);
      options.writeUInt32LE(1, 16); // exclusive: an unread message holds back the client that sent it
      const server: [Handle | null] = [null];
      const failure: { status?: number; text?: string } = {};
      return opened(call(native.listen, name, options, server, failure), server, failure);
    },
    closeServer: (server) => void call(native.serverClose, server),
    nextEvent: (server, timeoutMicroseconds) => {
      const status = call(
        native.serverReceive,
        server,
        results.fields,
        results.room,
        results.roomLength,
        timeoutMicroseconds,
      );
      if (status !== Status.ok) return status;
      const { kind, client } = results;
      const message = kind === EventKind.message ? taken(native, results, EVENT_MESSAGE) : undefined;
      return { kind, status: results.status, client, message };
    },
    waitForServer: (server, timeoutMicroseconds) => call(native.serverWait, server, timeoutMicroseconds),
    waitForServerAside: (server, timeoutMicroseconds) => callAside(native.serverWait, server, timeoutMicroseconds),
    done: (server, client) => void call(native.serverDone, server, client),
    drop: (server, client) => void call(native.serverDrop, server, client),
    connectionOf: (server, client) => {
      const connection: [Handle | null] = [null];
      return opened(call(native.serverConnection, server, client, connection), connection, {});
    },
  };
}

type ConnectionPart = Pick<Smipc, 'connect' | 'close' | 'sendPart' | 'abandon' | 'receive' | 'wait' | 'waitAside'>;

function connectionPart(native: Declared, results: Results): ConnectionPart {
  return {
    connect: async (name, timeoutMicroseconds) => {
      const connection: [Handle | null] = [null];
      const failure: { status?: number; text?: string } = {};
      const status = await callAside(native.connect, name, 0, timeoutMicroseconds, connection, failure);
      return opened(status, connection, failure);
    },
    close: (connection) => void call(native.close, connection),
    sendPart: (connection, message, progress) => {
      results.size = progress.sent;
      const status = call(native.sendPart, connection, message, message.length, results.fields);
      progress.sent = results.size;
      return status;
    },
    abandon: (connection) => void call(native.abandon, connection),
    receive: (connection, timeoutMicroseconds) => {
      const { room, roomLength, fields } = results;
      const status = call(native.receiveInto, connection, room, roomLength, fields, timeoutMicroseconds);
      if (status === Status.ok) return results.copy(results.size);
      if (status !== Status.tooSmall) return status;
      const again = call(native.receive, connection, fields, 0);
      return again === Status.ok ? taken(native, results, 0) : again;
    },
    wait: (connection, timeoutMicroseconds) => call(native.wait, connection, timeoutMicroseconds),
    waitAside: (connection, timeoutMicroseconds) => callAside(native.wait, connection, timeoutMicroseconds),
  };
}

/** The smipc_message that begins with this word of the results, in memory of our own. */
function taken(native: Declared, results: Results, word: number): Buffer {
  const size = results.messageSize(word);
  const address = results.messageAddress(word);
  if (address === 0n) return results.copy(size);
  const copy = Buffer.copyBytesFrom(new Uint8Array(koffi.view(address, size)));
  call(native.free, address);
  return copy;
}

function opened(status: number, [handle]: [Handle | null], failure: { text?: string }): Handle {
  if (status === Status.ok && handle !== null) return handle;
  throw new TransportError(codes[status] ?? 'system', failure.text ?? 'shared memory: there is no such client');
}

/** koffi's functions take anything and return anything; those called through this return an int, or nothing. */
function call(native: unknown, ...args: unknown[]): number {
  return (native as (...args: unknown[]) => number)(...args);
}

/** The same on a thread of the pool. */
function callAside(native: unknown, ...args: unknown[]): Promise<number> {
  const { async: begin } = native as { async: (...args: unknown[]) => void };
  return new Promise((resolve, reject) => {
    begin(...args, (error: Error | null, status: number) => {
      if (error === null) resolve(status);
      else reject(error);
    });
  });
}
