// Faults of fmutool itself, thrown from everywhere that a session calls: they end that session at most. An exception that
// nothing catches, or a rejection, fails the whole run of the tests, as it would end the server.
import { afterEach, describe, expect, it } from 'vitest';
import { Connection } from '../../../src/rfmi/server/connection.js';
import type { Conversation } from '../../../src/rfmi/server/held-session.js';
import type { LogEntry } from '../../../src/rfmi/server/log.js';
import { safeLog } from '../../../src/transport/log.js';
import { SessionRegistry } from '../../../src/rfmi/server/registry.js';
import { RfmiServer } from '../../../src/rfmi/server/server.js';
import type { ServedFmu } from '../../../src/rfmi/session/catalogue.js';
import type { Command } from '../../../src/rfmi/wire/messages.js';
import type { Call, ModelInstance, Outcome, Soon } from '../../../src/runtime/calls.js';
import type { Endpoint } from '../../../src/transport/endpoint.js';
import { endpointPair } from '../../../src/transport/pair.js';
import { Integrator } from './integrator.js';
import { RawClient, stepCommand } from './raw-client.js';

const PURPOSE = 'thrown on purpose';
const fail = (): never => {
  throw new Error(PURPOSE);
};
const reject = (): Promise<never> => Promise.reject(new Error(PURPOSE));
const later = (): Promise<never> => new Promise((_, refuse) => setImmediate(() => refuse(new Error(PURPOSE))));

let server: RfmiServer | undefined;
let log: LogEntry[] = [];
const clients: RawClient[] = [];

afterEach(async () => {
  for (const { endpoint } of clients.splice(0)) endpoint.abort();
  await server?.close();
  server = undefined;
});

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`it does not come about: ${String(condition)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** What is thrown by an FMU of the name `faulty`, which is an integrator otherwise. */
interface Faults {
  readonly fmu?: PropertyDescriptorMap;
  readonly instance?: Partial<ModelInstance>;
}

class Faulty extends Integrator {
  readonly #faults: Faults;

  constructor(faults: Faults) {
    super('faulty');
    this.#faults = faults;
    Object.defineProperties(this, faults.fmu ?? {});
  }

  override async instantiate(): Promise<ModelInstance> {
    return Object.assign(await super.instantiate(), this.#faults.instance);
  }
}

/** Throws in the list of calls that has such a call. */
function running(kind: Call['call'], fault: () => Soon<Outcome>): Faults {
  const well = new Integrator().instantiate();
  let inner: ModelInstance | undefined;
  void well.then((instance) => (inner = instance));
  const run = (calls: readonly Call[]): Soon<Outcome> =>
    calls.some(({ call }) => call === kind) ? fault() : inner!.run(calls);
  return { instance: { run } };
}

const whenRead = (name: string): PropertyDescriptorMap => ({ [name]: { get: fail } });
const nonsense = { status: 'ok', results: ['no bytes'], failed: undefined, lastTime: undefined, log: [] };
const SIMS: Command = { code: 'SIMS', startTime: 0, stopTime: 0, stopTimeDefined: false };
const SELECT: readonly Command[] = [{ code: 'FSEL', name: 'faulty' }];
const BEGIN: readonly Command[] = [...SELECT, { code: 'INIT' }, SIMS];
const GETV: Command = { code: 'GETV', frame: 2 };

/** What is thrown, and the commands up to the one that it is thrown by. */
const PLACES: readonly (readonly [string, Faults, readonly Command[]])[] = [
  ['the description of an FMU, for the list', { fmu: whenRead('description') }, [{ code: 'LFMU' }]],
  ['the description of an FMU, for its frames', { fmu: whenRead('description') }, SELECT],
  ['the file of an FMU', { fmu: whenRead('xml') }, [...SELECT, { code: 'FXML' }]],
  [
    'the codec, which cannot write the answer',
    { fmu: { xml: { value: Object.create(null, whenRead('length')) as unknown } } },
    [...SELECT, { code: 'FXML' }],
  ],
  ['making an instance', { fmu: { instantiate: { value: fail } } }, [...SELECT, { code: 'INIT' }]],
  ['making an instance, rejected', { fmu: { instantiate: { value: reject } } }, [...SELECT, { code: 'INIT' }]],
  ['making an instance, rejected late', { fmu: { instantiate: { value: later } } }, [...SELECT, { code: 'INIT' }]],
  ['the initialization', running('exitInitialization', fail), BEGIN],
  ['a step', running('step', fail), [...BEGIN, stepCommand(0, 1)]],
  ['a step, rejected', running('step', reject), [...BEGIN, stepCommand(0, 1)]],
  ['a step, rejected late', running('step', later), [...BEGIN, stepCommand(0, 1)]],
  ['values that are none', running('get', () => nonsense as unknown as Outcome), [...BEGIN, GETV]],
  [
    'values that are none, late',
    running('get', () => Promise.resolve(nonsense as unknown as Outcome)),
    [...BEGIN, GETV],
  ],
  ['an outcome that is none', running('get', () => undefined as unknown as Outcome), [...BEGIN, GETV]],
  ['a reset', running('reset', later), [...BEGIN, { code: 'SRST' }]],
  ['the end of the simulation', running('terminate', later), [...BEGIN, { code: 'SDWN' }]],
  ['the end of the instance', { instance: { close: fail } }, [...BEGIN, { code: 'SDWN' }]],
  ['the end of the instance, rejected', { instance: { close: reject } }, [...BEGIN, { code: 'SOFF' }]],
];

async function start(faulty: ServedFmu, onLog = (entry: LogEntry): unknown => log.push(entry)): Promise<Integrator> {
  const good = new Integrator();
  log = [];
  server = await RfmiServer.start({
    catalogue: [faulty, good],
    endpoints: [{ port: 0 }],
    sessionTimeout: 0.05,
    onLog: (entry) => void onLog(entry),
  });
  return good;
}

async function join(): Promise<RawClient> {
  const client = await RawClient.connect(server?.addresses[0]?.port ?? 0);
  clients.push(client);
  return client;
}

describe('an exception in a session', () => {
  it.each(PLACES)('from %s ends it with an answer, and no other', async (_what, faults, commands) => {
    const good = await start(new Faulty(faults));
    const [other, client] = [await join(), await join()];
    await other.begin();
    await client.hello();
    let answer;
    for (const command of commands) answer = await client.ask(command);
    expect(answer).toMatchObject({ code: 'eror', errorCode: 8 });
    expect(await client.receive()).toBeUndefined();
    const session = client.session.toString(16).padStart(8, '0');
    const bug = log.find(({ event }) => event === 'bug');
    expect(bug).toMatchObject({ level: 'error', session, stack: expect.stringContaining('    at ') as string });
    // There is nothing to come back to, and the others go on.
    expect(await (await join()).hello(client.session)).not.toBe(client.session);
    expect(await other.step(0, 2)).toBe(1);
    await other.ask({ code: 'SOFF' });
    await until(() => good.alive === 0);
  });

  it('from the end of an instance whose client has gone is said, and nothing else', async () => {
    await start(new Faulty({ instance: { close: reject } }));
    const client = await join();
    await client.begin('faulty');
    client.endpoint.abort();
    await until(() => log.some(({ event, text }) => event === 'bug' && text.includes(PURPOSE)));
    await (await join()).begin();
  });

  it('from ending a model that computes leaves nothing of the session', async () => {
    const hanging = (): Promise<Outcome> => new Promise(() => undefined);
    const faulty = new Faulty({ instance: { ...running('step', hanging).instance, abort: fail } });
    await start(faulty);
    const client = await join();
    await client.begin('faulty');
    await client.send(stepCommand(0, 1));
    client.endpoint.abort();
    await until(() => log.some(({ event, text }) => event === 'bug' && text.includes(PURPOSE)));
    await until(() => faulty.alive === 0);
  });

  it('is the answer to the command that is repeated after the connection was lost', async () => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    await start(new Faulty(running('step', () => gate.then(fail))));
    const first = await join();
    await first.begin('faulty');
    await first.send(stepCommand(0, 1));
    const second = await join();
    await second.hello(first.session);
    await second.send(stepCommand(0, 1));
    open();
    expect(await second.receive()).toMatchObject({ code: 'eror', errorCode: 8 });
    expect(await second.receive()).toBeUndefined();
  });
});

describe('a log that throws', () => {
  it('every time makes no session the worse', async () => {
    const good = await start(new Faulty(running('step', fail)), fail);
    const [client, other] = [await join(), await join()];
    await client.begin('faulty');
    expect(await client.ask(stepCommand(0, 1))).toMatchObject({ code: 'eror', errorCode: 8 });
    await other.begin();
    expect(await other.step(0, 2)).toBe(1);
    other.endpoint.abort();
    await until(() => good.alive === 0); // the session has expired, which is said too
  });

  it('once says so', () => {
    const said: string[] = [];
    const safe = safeLog(({ event, text }) => {
      if (event === 'connected') fail();
      said.push(`${event} ${text}`);
    });
    safe({ level: 'info', event: 'connected', text: '' });
    safe({ level: 'info', event: 'disconnected', text: 'x' });
    expect(said).toEqual([
      `bug the entry 'connected' could not be written: ${PURPOSE} (this is a bug in fmutool)`,
      'disconnected x',
    ]);
  });
});

describe('an endpoint that throws', () => {
  /** A connection to a server in this process whose endpoint has these faults, once `armed` is called. */
  async function attached(faults: Partial<Endpoint>): Promise<{ client: RawClient; arm: () => void }> {
    await start(new Faulty(running('step', later)));
    const [here, there] = endpointPair();
    let armed = false;
    const faulty = new Proxy(there, {
      get(target, name: keyof Endpoint) {
        if (armed && name in faults) return faults[name];
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
      },
    });
    server?.attach(faulty);
    return { client: new RawClient(here), arm: () => void (armed = true) };
  }

  it.each([
    ['post', { post: fail }],
    ['pause', { pause: fail }],
    ['resume', { resume: fail, pause: () => undefined }],
    ['close', { close: fail }],
    ['close, rejected', { close: reject }],
    ['post and close', { post: fail, close: reject }],
  ] as [string, Partial<Endpoint>][])('from %s ends its own connection only', async (_what, faults) => {
    const { client, arm } = await attached(faults);
    await client.begin('faulty');
    arm();
    await client.send(stepCommand(0, 1));
    await until(() => log.some(({ event, text }) => event === 'bug' && text.includes(PURPOSE)));
    await (await join()).begin();
    client.endpoint.abort();
  });
});

describe('a registry whose conversations throw', () => {
  const HELLO = Buffer.from('52464d49 00000000 1800000000000000 0100 0000 00000000'.replaceAll(' ', ''), 'hex');
  const LIST = Buffer.from('4c464d55 00000000 1000000000000000'.replaceAll(' ', ''), 'hex');

  function connect(converse: () => Conversation): {
    client: RawClient;
    connection: Connection;
    registry: SessionRegistry;
  } {
    log = [];
    const note = (entry: LogEntry): void => void log.push(entry);
    const registry = new SessionRegistry({ converse, timeoutMilliseconds: 1, most: 9, answers: 0, log: note });
    const [here, there] = endpointPair();
    const context = {
      number: 1,
      registry,
      log: note,
      longestBytes: 1024,
      idleMilliseconds: 0,
      debug: false,
      ended: (): void => undefined,
    };
    return { client: new RawClient(here), connection: new Connection(there, context), registry };
  }

  it('when they are made says so to the client', async () => {
    const { client, registry } = connect(fail);
    expect(await client.ask(HELLO)).toMatchObject({ code: 'eror', errorCode: 8 });
    expect(await client.receive()).toBeUndefined();
    expect(registry.size).toBe(0);
    expect(log).toContainEqual(expect.objectContaining({ event: 'bug', connection: 1 }));
  });

  it('when they end, in a timer, is said', async () => {
    const { client } = connect(() => ({
      lasting: true,
      extended: false,
      handle: () => ({ code: 'lfmu', fmus: [] }),
      close: reject,
    }));
    await client.ask(HELLO);
    await client.ask(LIST);
    client.endpoint.abort();
    await until(() => log.some(({ event }) => event === 'bug'));
  });

  it.each([
    ['when it is asked whether it lasts', { lasting: 'throws' }],
    ['when it is looked how long the peer is silent', { check: 'throws' }],
  ])('%s ends the connection', async (_what, how) => {
    const conversation: Conversation = {
      get lasting(): boolean {
        return 'lasting' in how ? fail() : true;
      },
      get extended(): boolean {
        return false;
      },
      handle: () => ({ code: 'lfmu', fmus: [] }),
      close: () => Promise.resolve(),
    };
    const { client, connection } = connect(() => conversation);
    await client.ask(HELLO);
    if ('check' in how) {
      connection.check({ valueOf: fail } as unknown as number);
      connection.check({ valueOf: fail } as unknown as number);
    } else client.endpoint.abort();
    await until(() => log.some(({ event }) => event === 'bug'));
  });
});
