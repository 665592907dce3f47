// The program as it is declared, and what the spelling of arguments depends on of it.
import { knownOptions } from '../../src/cli/arguments.js';
import { buildProgram } from '../../src/cli/build-program.js';

export const program = buildProgram(() => Promise.reject(new Error('nothing is run here')));
export const known = knownOptions(program);
