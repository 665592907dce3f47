/** What people read about a change. */
import type { ChangeResult } from '../../remoting/change-fmu.js';
import { displayName } from '../../fmu/file-names.js';
import type { Plan } from '../../remoting/plan.js';
import { faint, good, title, type Line, type Part } from '../output/line.js';

/** How much to say. */
export interface ChangeTextOptions {
  /** Every entry that changes, and why. */
  readonly detailed: boolean;
  readonly dryRun: boolean;
}

/** A line for each operation, with `detailed` followed by what it does to the FMU. */
export function changeText(result: ChangeResult, options: ChangeTextOptions): Line[] {
  const where = result.output === result.file ? result.file : `${result.file} -> ${result.output}`;
  return result.plans.flatMap((plan): Line[] => [
    [title(where), ': ', ...summary(plan, options)],
    ...(options.detailed ? details(plan) : []),
  ]);
}

function summary(plan: Plan, { dryRun }: ChangeTextOptions): Part[] {
  if (plan.action === 'remove-remoting') {
    if (!plan.changed) return ['has no remoting, nothing to do'];
    return [dryRun ? 'would take the remoting out' : good('remoting taken out')];
  }
  const name = plan.platform === undefined ? '' : displayName(plan.platform);
  if (!plan.changed) return [`remoting for ${name} is there already, nothing to do`];
  const renewed = plan.added.length === 0 && plan.replaced.length > 0;
  const how =
    plan.kind === 'isolate'
      ? 'isolate: the model runs in a process of its own'
      : `bridge: the ${plan.via === undefined ? '' : displayName(plan.via)} library computes`;
  if (dryRun) return [`would ${renewed ? 'renew' : 'add'} remoting for ${name} (${how})`];
  return [good(`remoting for ${name} ${renewed ? 'renewed' : 'added'}`), ` (${how})`];
}

function details(plan: Plan): Line[] {
  const renamed = plan.action === 'remove-remoting' ? 'restored' : 'renamed ';
  // In this order, because a name is free only once what has it is removed or renamed.
  const lines = [
    ...plan.removed.map((name) => `  removed   ${name}`),
    ...plan.renamed.map(({ from, to }) => `  ${renamed}  ${from} -> ${to}`),
    ...plan.added.map((name) => `  added     ${name}`),
    ...plan.replaced.map((name) => `  replaced  ${name}`),
    ...plan.modified.map((name) => `  modified  ${name}`),
  ];
  const reasons = plan.changed ? plan.reasons.map((reason) => `  because   ${reason}`) : [];
  return [...lines, ...reasons].map(faint);
}
