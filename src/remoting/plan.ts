/**
 * What adding or removing remoting will do to an FMU: a value that can be shown without being carried out, and from
 * which everything else follows.
 */
import { FmuToolError } from '../fmu/error.js';
import { fmiFunctions } from '../fmu/binaries/fmi-functions.js';
import type { Platform } from '../fmu/platforms.js';
import type { RemotingKind } from '../fmu/remoting-file.js';
import { difference, isEmpty, type Difference } from './difference.js';
import type { Installed } from './installed.js';
import { layOut, type Layout, type Remoting } from './layout.js';
import { binariesFolder, displayName } from '../fmu/file-names.js';
import { setFlags } from './once-flag.js';
import type { Prebuilt } from '../prebuilt/prebuilt.js';
import { checkArchitecture, checkSupported, chooseRoute } from './route.js';
import type { Subject } from './subject.js';
import { chooseSubfolder } from './subfolder.js';

/** Add remoting for a platform. */
export interface AddRemoting {
  readonly action: 'add-remoting';
  /** The platform that importers load. */
  readonly platform: Platform;
  /** The platform that computes; undefined: what is there already, or what needs the fewest detours. */
  readonly via?: Platform | undefined;
  /** Keep the name of the model's library, in a sub-folder, also where nothing is seen that looks for it. */
  readonly keepName?: boolean | undefined;
  /** Clear canBeInstantiatedOnlyOncePerProcess in modelDescription.xml. */
  readonly allowMultipleInstances?: boolean | undefined;
  /**
   * Seconds a call may take before the model's process is ended, rounded up to whole ones; 0: no limit; undefined: as
   * it was, else no limit.
   */
  readonly timeout?: number | undefined;
}

/** Take out everything that fmutool has put in. */
export interface RemoveRemoting {
  readonly action: 'remove-remoting';
}

/** Something to be done to an FMU. */
export type Operation = AddRemoting | RemoveRemoting;

/** A planned operation. */
export interface Plan extends Difference {
  readonly action: Operation['action'];
  readonly changed: boolean;
  /** For add-remoting. */
  readonly platform: Platform | undefined;
  readonly via: Platform | undefined;
  readonly kind: RemotingKind | undefined;
  /** Path of the server inside the FMU. */
  readonly server: string | undefined;
  /** Why it is done this way, a sentence each. */
  readonly reasons: readonly string[];
  /** What the user should know before relying on the result. */
  readonly warnings: readonly string[];
  /** The FMU afterwards. */
  readonly layout: Layout;
  /** The remoting afterwards. */
  readonly remoting: Remoting;
}

/** An FMU at some point between operations. */
export interface Situation {
  readonly remoting: Remoting;
  readonly layout: Layout;
}

/**
 * Plans `operations`, each on `subject` as the one before leaves it; the first finds it in `start`.
 * @throws FmuToolError with a `remoting-` or `prebuilt-` code when one cannot be done
 */
export function planAll(
  subject: Subject,
  start: Situation,
  operations: readonly Operation[],
  prebuilt: Prebuilt,
): readonly Plan[] {
  const plans: Plan[] = [];
  for (const operation of operations) {
    const situation = plans.at(-1) ?? start;
    plans.push(
      operation.action === 'add-remoting'
        ? planAdding(subject, situation, operation, prebuilt)
        : planRemoving(subject, situation, prebuilt),
    );
  }
  const last = plans.at(-1);
  const promised = operations.some((each) => each.action === 'add-remoting' && each.allowMultipleInstances === true);
  if (last === undefined || !promised || !plans.some((each) => each.changed)) return plans;
  // Only the end tells: where one operation leaves a platform without remoting the next may add it.
  return [...plans.slice(0, -1), { ...last, warnings: [...last.warnings, ...promiseWarnings(subject, last.remoting)] }];
}

function planAdding(subject: Subject, situation: Situation, operation: AddRemoting, prebuilt: Prebuilt): Plan {
  checkSupported(subject);
  const { platform } = operation;
  const before = situation.remoting.installed.find((each) => each.platform === platform);
  const via = chooseRoute(subject, platform, operation.via ?? before?.via, prebuilt);
  checkArchitecture(subject, platform);
  checkArchitecture(subject, via);
  const nesting = chooseSubfolder(subject, platform, before, operation.keepName === true);
  const installed: Installed = {
    platform,
    via,
    subfolder: nesting.subfolder,
    timeout: Math.ceil(operation.timeout ?? before?.timeout ?? 0),
  };
  const others = situation.remoting.installed.filter((each) => each.platform !== platform);
  const cleared =
    operation.allowMultipleInstances === true ? setFlags(subject.description) : situation.remoting.cleared;
  const remoting: Remoting = { installed: [...others, installed], cleared };
  const layout = layOut(subject, remoting, prebuilt);
  checkCollisions(layout);
  const changes = difference(situation.layout, layout);
  return {
    action: 'add-remoting',
    ...changes,
    changed: !isEmpty(changes),
    platform,
    via,
    kind: platform === via ? 'isolate' : 'bridge',
    server: serverOf(subject, layout, installed),
    reasons: [
      routeReason(subject, installed),
      ...nesting.reasons,
      ...onceHints(subject, remoting),
      ...toolHints(subject),
    ],
    warnings: damageWarnings(subject, [platform, via]),
    layout,
    remoting,
  };
}

function planRemoving(subject: Subject, situation: Situation, prebuilt: Prebuilt): Plan {
  const remoting: Remoting = { installed: [], cleared: new Map() };
  const layout = layOut(subject, remoting, prebuilt);
  const changes = difference(situation.layout, layout);
  return {
    action: 'remove-remoting',
    ...changes,
    changed: !isEmpty(changes),
    platform: undefined,
    via: undefined,
    kind: undefined,
    server: undefined,
    reasons: [],
    warnings: [],
    layout,
    remoting,
  };
}

/** Nothing of the FMU's own may be in the way: another tool's remoting would be, and must not be mixed with ours. */
function checkCollisions(layout: Layout): void {
  const own = new Set(layout.own.values());
  const taken = [...layout.put.map(({ name }) => name), ...layout.copies.keys()].find((name) => own.has(name));
  if (taken === undefined) return;
  throw new FmuToolError(
    'remoting-foreign',
    `${taken} is in the FMU already and not from this fmutool (use the FMU as it was before another tool changed it)`,
  );
}

function serverOf(subject: Subject, layout: Layout, { via }: Installed): string | undefined {
  const folder = `${binariesFolder(via, subject.major)}/`;
  return layout.put.find((file) => file.name.startsWith(folder) && /\/server_sm(?:\.exe)?$/.test(file.name))?.name;
}

function routeReason(subject: Subject, { platform, via }: Installed): string {
  const name = displayName(platform);
  if (platform === via) return `${name} has the model's own library, which is to run in a process of its own`;
  const own = subject.identifiers.some((id) => subject.has(subject.library(platform, id)));
  return own
    ? `the ${displayName(via)} library computes for ${name}, as --via asks; the one for ${name} is kept aside`
    : `${name} has no library of the model, the ${displayName(via)} one computes`;
}

/** Loaders forgive more than readers do, so this is no reason to refuse. */
function damageWarnings(subject: Subject, platforms: readonly Platform[]): string[] {
  const paths = platforms.flatMap((each) => subject.identifiers.map((id) => subject.library(each, id)));
  return [...new Set(paths)].flatMap((path) => {
    const info = subject.has(path) ? subject.binary(path) : undefined;
    if (info?.damage !== undefined) return [`${path} looks damaged: ${info.damage}`];
    if (info === undefined || fmiFunctions(info.exports, subject.major, subject.identifiers).length > 0) return [];
    const names = subject.major === 1 ? `${subject.identifiers.join(' or ')}_fmi...` : `fmi${subject.major}...`;
    return [`${path} exports no function called ${names}, so that no tool can use it`];
  });
}

function onceHints(subject: Subject, { cleared }: Remoting): string[] {
  if (cleared.size > 0 || setFlags(subject.description).size === 0) return [];
  return ['the FMU still says canBeInstantiatedOnlyOncePerProcess; --allow-multiple-instances withdraws that'];
}

/** Remoting brings the model's library to where it runs, and not the program that some libraries are only a link to. */
function toolHints(subject: Subject): string[] {
  const { interfaces } = subject.fmu.modelDescription;
  const needsTool = interfaces.some(
    ({ implementation, capabilities }) => implementation === 'tool' || capabilities['needsExecutionTool'] === true,
  );
  return needsTool ? ['the FMU says that it needs the tool that made it, which has to be where the model runs'] : [];
}

/** Platforms for which an FMU with `remoting` promises several instances per process though the model may allow one. */
function promiseWarnings(subject: Subject, { cleared, installed }: Remoting): string[] {
  if (cleared.size === 0) return [];
  const bare = subject.platforms.filter((each) => !installed.some(({ platform }) => platform === each));
  if (bare.length === 0) return [];
  const names = bare.map((each) => displayName(each)).join(', ');
  return [
    `--allow-multiple-instances is for all platforms, and for ${names} the model runs without remoting (add it there too)`,
  ];
}
