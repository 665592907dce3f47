// A second process for tests: begins one simulation after the other with the server at the port that is given, until it is
// killed. Says so when the first has ended.
import { simulation } from './well-behaved.js';

const port = Number(process.argv[2]);
for (let count = 0; ; count += 1) {
  await simulation(port);
  if (count === 0) process.stdout.write('running\n');
}
