/** The items of `add-remoting --json` and `remove-remoting --json`: their fields keep name and meaning. */
import type { ChangeResult } from '../../remoting/change-fmu.js';
import type { Plan } from '../../remoting/plan.js';
import { displayName } from '../../fmu/file-names.js';

/** One item for each operation on the FMU. */
export function changeItems(result: ChangeResult): object[] {
  return result.plans.map((plan) => item(result, plan));
}

function item(result: ChangeResult, plan: Plan): object {
  const { action, added, replaced, removed, renamed, modified, reasons, warnings } = plan;
  return {
    file: result.file,
    output: result.output,
    action,
    changed: plan.changed,
    written: result.written,
    fmiVersion: result.fmiVersion,
    added,
    replaced,
    removed,
    renamed,
    modified,
    ...(plan.platform !== undefined && {
      platform: displayName(plan.platform),
      kind: plan.kind,
      via: plan.via === undefined ? null : displayName(plan.via),
      server: plan.server ?? null,
    }),
    reasons,
    warnings,
    sha256: result.sha256,
  };
}
