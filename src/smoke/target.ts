/** Decides what of an FMU is tested: which platforms, which interfaces, and what each is compared with. */
import { posix } from 'node:path';
import { quote } from '../fmu/error.js';
import type { Fmu, FmuRemoting } from '../fmu/fmu.js';
import type { InterfaceKind, ModelDescription, ModelInterface } from '../fmu/model-description.js';
import { findPlatform, PLATFORMS, type Platform } from '../fmu/platforms.js';
import { REMOTING_EXTENSION, type RemotingKind } from '../fmu/remoting-file.js';
import { binariesFolder, displayName, libraryName } from '../fmu/file-names.js';

/** One interface of the FMU on one platform. */
export interface Target {
  readonly kind: InterfaceKind | undefined;
  /** The platform that importers load; undefined if none was found. */
  readonly platform: Platform | undefined;
  /** The platform that computes. */
  readonly computes: Platform | undefined;
  readonly remoting: RemotingKind | undefined;
  /** Why it cannot be tested; undefined: it can. */
  readonly reason: string | undefined;
}

/** What this machine is and can do. */
export interface Host {
  readonly own: Platform | undefined;
  /** Why models of a platform cannot run here; undefined: they can. */
  whyNot(platform: Platform): Promise<string | undefined>;
}

/** What clients use comes first. */
const KINDS: readonly InterfaceKind[] = ['coSimulation', 'modelExchange', 'scheduledExecution'];

/**
 * What is tested. Without `wanted`: the platforms that have remoting, this machine's own first, also those that cannot run
 * here; of an FMU without remoting its library for this machine, or another one that can run here.
 * @throws FmuToolError with an `archive-`, `model-description-` or `remoting-` code
 */
export async function chooseTargets(fmu: Fmu, wanted: readonly Platform[], host: Host): Promise<Target[]> {
  const description = fmu.modelDescription;
  const { interfaces } = description;
  const platforms = wanted.length > 0 ? wanted : await usualPlatforms(fmu, host);
  if (platforms.length === 0) return [nothing('it has no library for any platform (export it with binaries)')];
  const targets: Target[] = [];
  for (const platform of platforms) {
    for (const kind of KINDS) {
      const found = interfaces.find((each) => each.kind === kind);
      if (found !== undefined) targets.push(await targetOf(fmu, platform, found, host));
    }
  }
  return targets;
}

async function usualPlatforms(fmu: Fmu, host: Host): Promise<readonly Platform[]> {
  const { fmiMajor } = fmu.modelDescription;
  const ownFirst = [...(host.own === undefined ? [] : [host.own]), ...PLATFORMS.filter((each) => each !== host.own)];
  const remoted = new Set(fmu.remoting.map(({ path }) => posix.dirname(path)));
  const patched = ownFirst.filter((each) => remoted.has(binariesFolder(each, fmiMajor)));
  if (patched.length > 0) return patched;
  const candidates = ownFirst.filter((each) => hasLibrary(fmu, each));
  for (const each of candidates) if ((await host.whyNot(each)) === undefined) return [each];
  return candidates;
}

async function targetOf(
  fmu: Fmu,
  platform: Platform,
  { kind, modelIdentifier }: ModelInterface,
  host: Host,
): Promise<Target> {
  const { fmiMajor } = fmu.modelDescription;
  const folder = binariesFolder(platform, fmiMajor);
  const own = `${folder}/${libraryName(platform, modelIdentifier)}`;
  const remoting = fmu.remoting.find(({ path }) => path === `${folder}/${modelIdentifier}${REMOTING_EXTENSION}`);
  const computes = remoting === undefined ? platform : findPlatform(remoting.file.platform);
  const library = remoting === undefined ? own : modelOf(remoting);
  const target = { kind, platform, computes, remoting: remoting?.file.kind };
  const reason =
    whyNotDriven(kind) ??
    (await whyNotHere(platform, host)) ??
    (fmu.archive.has(own) ? undefined : missing(fmu, platform)) ??
    (computes === undefined
      ? `its remoting names the unknown platform ${quote(remoting?.file.platform ?? '')}`
      : await whyNotHere(computes, host)) ??
    (fmu.archive.has(library) ? undefined : `its remoting names ${quote(library)} as the model, which is not there`);
  return { ...target, reason };
}

/** The model's library, as the client finds it. */
function modelOf({ path, file }: FmuRemoting): string {
  return posix.join(posix.dirname(path), file.model);
}

async function whyNotHere(platform: Platform, host: Host): Promise<string | undefined> {
  const why = await host.whyNot(platform);
  return why === undefined ? undefined : `not testable here: ${why}`;
}

function whyNotDriven(kind: InterfaceKind): string | undefined {
  return kind === 'scheduledExecution'
    ? 'scheduled execution cannot be driven over RFMI, which has no command that activates a partition of a model'
    : undefined;
}

function missing(fmu: Fmu, platform: Platform): string {
  const there = PLATFORMS.filter((each) => hasLibrary(fmu, each)).map(displayName);
  const has = there.length === 0 ? 'none at all' : there.join(', ');
  return `it has no library for ${displayName(platform)}, but ${has} (--platform chooses one)`;
}

function hasLibrary(fmu: Fmu, platform: Platform): boolean {
  const { fmiMajor, interfaces }: ModelDescription = fmu.modelDescription;
  const folder = binariesFolder(platform, fmiMajor);
  return interfaces.some(({ modelIdentifier }) =>
    fmu.archive.has(`${folder}/${libraryName(platform, modelIdentifier)}`),
  );
}

function nothing(reason: string): Target {
  return { kind: undefined, platform: undefined, computes: undefined, remoting: undefined, reason };
}
