/** The state space that a user names: that of a file, or one that is served somewhere. */
import type { FmuSpace } from '../../explore/fmu-space.js';
import { openFmuSpace, type FmuSpaceOptions } from '../../explore/open-fmu-space.js';
import type { BoundedSpace } from '../../explore/search/search.js';
import { PlugClient } from '../../plug/client/client.js';
import { isPlugUrl } from '../../plug/client/url.js';
import type { Report } from '../output/report.js';
import { UsageError } from '../usage-error.js';
import { spaceOptionsOf, typedSpaceOptions, type SpaceCommandOptions } from './space-options.js';

/** A state space, and what is known of it besides. */
export interface OpenedSpace {
  readonly space: BoundedSpace;
  /** The same, if it is that of a file, with the options that it was opened with. */
  readonly ofFmu: { readonly space: FmuSpace; readonly options: FmuSpaceOptions } | undefined;
  /** What is to be known of all answers, in one line each. */
  readonly findings: readonly string[];
}

/** A server has no other answer. */
const NO_ERRORS = 'a proposition that the server does not understand is false for it, which only its log says';

/** @throws UsageError; FmuToolError why it cannot be opened */
export async function openSpace(
  target: string,
  options: SpaceCommandOptions,
  report: Report,
  signal: AbortSignal,
): Promise<OpenedSpace> {
  if (isPlugUrl(target)) {
    const [unfit] = typedSpaceOptions(options);
    if (unfit !== undefined) throw new UsageError(`${unfit} is for FMU files; at an address the server decides that`);
    const space = await PlugClient.connect(target);
    return { space, ofFmu: undefined, findings: [NO_ERRORS] };
  }
  const spaceOptions = await spaceOptionsOf(options, signal);
  const space = await openFmuSpace(target, {
    ...spaceOptions,
    onLog: (text, status, printed) => {
      if (options.verbose !== true) return;
      if (printed === true) report.note(target, text);
      else report.warning(target, `${status}: ${text}`);
    },
  });
  return { space, ofFmu: { space, options: spaceOptions }, findings: space.findings };
}
