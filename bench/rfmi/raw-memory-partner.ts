// The far side of the raw ping-pong over shared memory: `<channel> <bytes answered>`; says when it listens.
import { listen } from './built.js';

const [channel = 0, answered = 0] = process.argv.slice(2).map(Number);
const answer = Buffer.alloc(answered, 7);

const listener = await listen(channel);
process.stdout.write('listening\n');
// It ends with the process that started it.
process.stdin.resume();
process.stdin.once('end', () => process.exit());
const endpoint = await listener.accept();
endpoint?.handle({ message: () => void endpoint.post(answer), end: () => undefined });
