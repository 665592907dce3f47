// All that is measured, by subject.
import type { Group } from './workload.js';
import { commandLine } from './workloads/command-line.js';
import { plug } from './workloads/plug.js';
import { remoting } from './workloads/remoting.js';
import { rfmi } from './workloads/rfmi.js';
import { robustness } from './workloads/robustness.js';
import { sizes } from './workloads/sizes.js';

export const groups: Readonly<Record<string, Group>> = {
  remoting,
  rfmi,
  plug,
  sizes,
  'command-line': commandLine,
  robustness,
};
