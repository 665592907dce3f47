// A Node.js process for the tests that brings models to life, says so, and waits to be killed.
import { ValueType } from '../../src/runtime/frames.js';
import { fixture, openModel, set, start, step } from './models.js';

const model = await openModel(fixture('misbehaving'));
const idle = await model.instantiate({ kind: 'coSimulation' });
await idle.run(start);
const busy = await model.instantiate({ kind: 'coSimulation' });
const hang = set([{ type: ValueType.Integer, references: [1] }], [4]);
void busy.run([...start, hang, step(0, 1)]);
process.stdout.write('ready\n');
if (process.argv[2] === 'exit') process.exit(0);
