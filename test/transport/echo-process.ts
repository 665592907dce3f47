// A second Node.js process for the tests of transports. `serve PORT`: sends everything back until "quit" comes.
// `ask PORT ROUNDS`: sends messages of many lengths and expects each back. Exit status 0 when all was well.
import { connect, listen } from '../../src/transport/ports.js';
import type { Endpoint } from '../../src/transport/endpoint.js';
import { pattern } from './pattern.js';
import { library } from './native.js';

const [role, port = '', rounds = '100'] = process.argv.slice(2);

if (role === 'serve') {
  const listener = await listen(Number(port), { library });
  process.stdout.write(`${listener.port}\n`);
  const echo = async (client: Endpoint): Promise<void> => {
    for (let message; (message = await client.receive().catch(() => undefined)) !== undefined;) {
      if (message.toString('latin1') === 'quit') {
        await listener.close();
        return;
      }
      await client.send(message);
    }
  };
  for (let client; (client = await listener.accept()) !== undefined;) void echo(client);
} else {
  const endpoint = await connect(Number(port), { library });
  for (let i = 0; i < Number(rounds); ++i) {
    const message = pattern(i % 20 === 19 ? 300_000 : (i * 37) % 9000, i);
    await endpoint.send(message);
    const answer = await endpoint.receive();
    if (answer?.equals(message) !== true) throw new Error(`round ${i}: not what was sent`);
  }
  await endpoint.close();
}
