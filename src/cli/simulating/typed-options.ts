/** What may be typed for `fmutool simulate`. */
import type { Solver } from '../../simulate/model-exchange/solver.js';
import type { CommonOptions } from '../options.js';

export interface SimulateCommandOptions extends CommonOptions {
  readonly start?: number;
  readonly stop?: number;
  readonly step?: number;
  readonly outputInterval?: number;
  readonly tolerance?: number;
  readonly set?: readonly (readonly [name: string, value: string])[];
  readonly input?: string;
  readonly output?: string;
  readonly record?: readonly string[];
  readonly recordAll?: boolean;
  readonly plot?: string;
  readonly plotVariables?: readonly string[];
  readonly interface?: 'cs' | 'me';
  readonly solver?: Solver;
  readonly platform?: string;
  readonly pauseAt?: number;
  readonly saveState?: string;
  readonly loadState?: string;
  readonly timeout?: number;
  readonly wait?: number;
  readonly tlsCa?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}
