/** The FMUs made by other tools that tests use where they are there, and how to trace them. */
import { join } from 'node:path';
import { ROOT, type TestPlatform } from './wine.js';

/** Where they are, beside the checkout. */
export const REAL_FMU_FOLDER = process.env['FMUTOOL_TEST_FMUS'] ?? join(ROOT, '..', 'shared', 'fmus');

/** One of them. */
export interface RealFmu {
  readonly file: string;
  readonly options: readonly string[];
  /** Platforms whose library never returns from a step, without anything of ours. */
  readonly hangsOn?: readonly TestPlatform[];
}

/** FMI 2.0 only. The options mask what differs between two runs of the original. */
export const REAL_FMUS: readonly RealFmu[] = [
  {
    // The Linux library needs libm and does not say so; its states hold addresses; its statistics hold CPU times.
    file: 'dymola-controller-fmi2.fmu',
    options: ['--libm', '--mask', 'state-bytes', '--mask', 'cpu-time', '--mask', 'stray-arguments'],
  },
  { file: 'simulink-gain-fmi2.fmu', options: [] },
  { file: '20sim-controlledtemperature-fmi2.fmu', options: [], hangsOn: ['linux32'] },
];
