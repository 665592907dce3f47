/** The flag form, for users of the older tool: `fmutool --add-remoting-win32 model.fmu`. */
import { Option, type Command } from 'commander';
import { PLATFORMS } from '../fmu/platforms.js';
import type { Operation } from '../remoting/plan.js';
import { worst, type ExitStatus } from './exit-status.js';
import { addOperation, supportedPlatforms } from './operations.js';
import { addAddingOptions, addCommonOptions, addWritingOptions, optionsOf, type AllOptions } from './options.js';
import { Report } from './output/report.js';
import type { Runner } from './runner.js';
import { UsageError } from './usage-error.js';

/** A flag that does something; they are carried out in the order in which they were typed. */
type Action = { readonly add: string } | 'remove' | 'info';

/** Options that do nothing by themselves. */
const OF_ADDING = [
  ['--via', 'via'],
  ['--keep-name', 'keepName'],
  ['--allow-multiple-instances', 'allowMultipleInstances'],
  ['--call-timeout', 'callTimeout'],
] as const;

/** Declares the flags on the program itself. */
export function defineFlagForm(program: Command, runner: Runner): void {
  const actions: Action[] = [];
  // A line for each name that a platform may have would hide the rest of the help.
  const shown = new Set(supportedPlatforms());
  program.argument('[fmu...]');
  for (const platform of PLATFORMS.flatMap((each) => [each.fmi2Name ?? [], each.fmi3Name]).flat()) {
    const option = new Option(`--add-remoting-${platform}`, `like the command add-remoting ${platform}`);
    option.hideHelp(!shown.has(platform));
    program.addOption(option).on(`option:add-remoting-${platform}`, () => actions.push({ add: platform }));
  }
  program
    .option('--remove-remoting', 'like the command remove-remoting')
    .on('option:remove-remoting', () => actions.push('remove'))
    .option('--info', 'like the command info')
    .on('option:info', () => actions.push('info'))
    .option('--input <fmu>', 'an FMU, as the older tool names it', (file, all?: readonly string[]) => [
      ...(all ?? []),
      file,
    ]);
  addCommonOptions(addAddingOptions(addWritingOptions(program)));
  program
    .hook('preSubcommand', (_program, command) => {
      if (actions.length > 0) throw new UsageError(`use either the command '${command.name()}' or flags, not both`);
    })
    .action((files: string[]) =>
      runner(() => {
        const options = optionsOf(program);
        return runFlags(actions, [...(options.input ?? []), ...files], options);
      }),
    );
}

async function runFlags(
  actions: readonly Action[],
  files: readonly string[],
  options: AllOptions,
): Promise<ExitStatus> {
  requireSense(actions, files, options);
  const report = await Report.create(options);
  const operations = actions.flatMap((action): Operation[] => {
    if (action === 'info') return [];
    return [action === 'remove' ? { action: 'remove-remoting' } : addOperation(action.add, options)];
  });
  const statuses: ExitStatus[] = [];
  const items: object[] = [];
  let current = files;
  if (actions[0] === 'info') await show();
  if (operations.length > 0) {
    const { collectChanges } = await import('./commands/change.js');
    const changes = await collectChanges(files, operations, options, report);
    statuses.push(changes.status);
    items.push(...changes.items);
    current = changes.outputs;
    if (actions.at(-1) === 'info') await show();
  }
  report.document(items);
  return worst(statuses);

  async function show(): Promise<void> {
    const { collectInfo } = await import('./commands/info.js');
    const info = await collectInfo(current, report);
    statuses.push(info.status);
    items.push(...info.items);
  }
}

function requireSense(actions: readonly Action[], files: readonly string[], options: AllOptions): void {
  const [file] = files;
  if (file === undefined) {
    throw new UsageError(
      actions.length === 0
        ? 'nothing to do (see fmutool --help)'
        : 'no FMU is named (name one, as in: fmutool --add-remoting-win32 model.fmu)',
    );
  }
  if (actions.length === 0) {
    const idle = OF_ADDING.find(([, name]) => options[name] !== undefined)?.[0];
    if (idle !== undefined) {
      throw new UsageError(
        `${idle} belongs to adding remoting (say for which platform: fmutool --add-remoting-win64 ${idle} ...)`,
      );
    }
    throw new UsageError(`nothing to do with ${file} (name a command, as in: fmutool info ${file})`);
  }
  const inside = actions.slice(1, -1).includes('info');
  if (inside) throw new UsageError('--info comes first or last, not between changes');
}
