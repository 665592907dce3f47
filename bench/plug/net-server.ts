// A server of the plug remote protocol in a process of its own, as it is compiled, whose state space does next to nothing: what
// is measured is the protocol. Arguments: bytes of a configuration, bytes of a transition, dialect. Prints its port.
import type { StateSpace } from '../../src/plug/space.js';
import { isDialect } from '../../src/plug/wire/messages.js';
import { PlugServer } from './built.js';

const [configurationBytes = 0, transitionBytes = 0] = process.argv.slice(2, 4).map(Number);
const dialect = process.argv[4] ?? '';
if (!isDialect(dialect)) throw new Error(`no dialect: ${dialect}`);
const target = Buffer.alloc(configurationBytes, 7);
const firing = Promise.resolve({ targets: [target], payload: Buffer.alloc(0) });
const nothing = (): Promise<never> => Promise.reject(new Error('this is not measured'));

const space: StateSpace = {
  knownSizes: { configuration: configurationBytes, transition: transitionBytes },
  initialConfigurations: () => Promise.resolve([target]),
  fireableTransitions: () => Promise.resolve([Buffer.alloc(transitionBytes, 1)]),
  fire: () => firing,
  atom: (text) => ({ text }),
  valuations: nothing,
  extendedValuations: nothing,
  items: nothing,
  describe: nothing,
  close: () => Promise.resolve(),
};
const server = await PlugServer.start({ space, port: 0, dialect });
process.stdout.write(`${server.port}\n`);
// It ends with the process that started it.
process.stdin.resume();
process.stdin.once('end', () => process.exit());
