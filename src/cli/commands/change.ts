/** Carries out changes to FMUs, from whichever form of the command line they come, and reports them. */
import { nameProblemText } from '../../fmu/archive/portable-names.js';
import { changeFmu, type ChangeResult } from '../../remoting/change-fmu.js';
import type { Operation } from '../../remoting/plan.js';
import { destinations } from '../destination.js';
import { eachFmu, errorItem } from '../each-fmu.js';
import type { ExitStatus } from '../exit-status.js';
import { changeItems } from '../formats/change-json.js';
import { changeText } from '../formats/change-text.js';
import { interruptible } from '../interrupt.js';
import { limitsOf, type WritingOptions } from '../options.js';
import { Report } from '../output/report.js';

/** Changes every one of `files`. */
export async function runChange(
  files: readonly string[],
  operations: readonly Operation[],
  options: WritingOptions,
): Promise<ExitStatus> {
  const report = await Report.create(options);
  const { status, items } = await collectChanges(files, operations, options, report);
  report.document(items);
  return status;
}

/** The same without the JSON document, whose items are returned instead. */
export async function collectChanges(
  files: readonly string[],
  operations: readonly Operation[],
  options: WritingOptions,
  report: Report,
): Promise<{ status: ExitStatus; items: readonly object[]; outputs: readonly string[] }> {
  const outputs = destinations(files, options.output);
  const detailed = files.length === 1 || options.verbose === true || options.dryRun === true;
  const { status, outcomes } = await interruptible((signal) =>
    eachFmu(
      files,
      report,
      async (file) => {
        const progress = await report.progress(file);
        try {
          return await changeFmu(file, operations, {
            output: outputs.get(file),
            dryRun: options.dryRun,
            sync: options.sync,
            limits: limitsOf(options),
            signal,
          });
        } finally {
          progress.end();
        }
      },
      { jobs: options.jobs, signal, show },
    ),
  );
  const items = outcomes.flatMap((each) =>
    'error' in each ? [errorItem(each.file, each.error)] : changeItems(each.value),
  );
  return { status, items, outputs: outcomes.flatMap((each) => ('error' in each ? [] : [each.value.output])) };

  function show(file: string, result: ChangeResult): void {
    report.text(changeText(result, { detailed, dryRun: options.dryRun === true }));
    const [name, ...more] = result.nameProblems;
    if (name !== undefined) {
      const others = more.length === 0 ? '' : `, and ${more.length} more names are of that kind`;
      report.warning(file, `${nameProblemText(name)}${others}; readers there see another FMU (see fmutool info)`);
    }
    for (const warning of result.plans.flatMap((plan) => plan.warnings)) report.warning(file, warning);
  }
}
