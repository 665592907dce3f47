/** `fmutool info`: what is in an FMU. */
import type { Command } from 'commander';
import { errorItem, eachFmu } from '../each-fmu.js';
import type { ExitStatus } from '../exit-status.js';
import { addCommonOptions, limitsOf, type CommonOptions, optionsOf } from '../options.js';
import { Report } from '../output/report.js';
import type { Runner } from '../runner.js';

/** Declares the command. */
export function defineInfo(program: Command, runner: Runner): void {
  const command = program
    .command('info')
    .summary('what is in the FMU')
    .description(
      'Shows what is in each FMU: FMI version, interfaces, platforms and what each binary really is, ' +
        'variables by causality and type, default experiment, and the remoting it has.',
    )
    .argument('<fmu...>', 'FMUs to look at');
  addCommonOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  fmutool info model.fmu
  fmutool info --json *.fmu > fmus.json
  fmutool info --max-size 20G huge.fmu`,
    )
    .action((files: string[]) => runner(() => runInfo(files, optionsOf(command))));
}

/** Shows every one of `files`. */
export async function runInfo(files: readonly string[], options: CommonOptions): Promise<ExitStatus> {
  const report = await Report.create(options);
  const { status, items } = await collectInfo(files, report);
  report.document(items);
  return status;
}

/** The same without the JSON document, whose items are returned instead. */
export async function collectInfo(
  files: readonly string[],
  report: Report,
): Promise<{ status: ExitStatus; items: readonly object[] }> {
  const [{ Fmu }, { fmuInfo }, { infoText }] = await Promise.all([
    import('../../fmu/fmu.js'),
    import('../../fmu/info.js'),
    import('../formats/info-text.js'),
  ]);
  const { options } = report;
  const work = (file: string): ReturnType<typeof fmuInfo> => {
    const fmu = Fmu.open(file, { limits: limitsOf(options) });
    try {
      return fmuInfo(fmu);
    } finally {
      fmu.close();
    }
  };
  let first = true;
  const { status, outcomes } = await eachFmu(files, report, (file) => Promise.resolve().then(() => work(file)), {
    show: (_file, info) => {
      report.text([...(first ? [] : ['']), ...infoText(info, options.verbose === true)]);
      first = false;
    },
  });
  const items = outcomes.map((each) => ('error' in each ? errorItem(each.file, each.error) : each.value));
  return { status, items };
}
