/** What changes in an FMU between two layouts, and how to tell the archive. */
import type { AddedEntry, ArchiveChanges } from '../fmu/archive/entry.js';
import { MODEL_DESCRIPTION } from '../fmu/fmu.js';
import type { Layout, PutFile } from './layout.js';
import type { Subject } from './subject.js';

/** Paths inside the FMU, sorted as they stand in the archive. */
export interface Difference {
  readonly added: readonly string[];
  /** Put in by another version of fmutool, or meant for another place of the model's library. */
  readonly replaced: readonly string[];
  readonly removed: readonly string[];
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
  /** Own entries with other contents: modelDescription.xml or nothing. */
  readonly modified: readonly string[];
}

/** The layout that the FMU has now, read from its archive. */
export function currentLayout(subject: Subject): Layout {
  const { archive } = subject.fmu;
  const { own, ours, copies } = subject.inventory;
  const put = archive.entries.filter((entry) => ours.has(entry.name));
  return {
    own: new Map(own.map(({ original, current }) => [original, current])),
    copies,
    put: put.map((entry): PutFile => ({ name: entry.name, data: archive.read(entry.name), mode: entry.mode & 0o777 })),
    description: subject.writtenDescription,
  };
}

/** What is different in `after`. */
export function difference(before: Layout, after: Layout): Difference {
  const old = new Map(before.put.map((file) => [file.name, file.data]));
  const [had, has] = [namesBesideOwn(before), namesBesideOwn(after)];
  return {
    added: [...has].filter((name) => !had.has(name)),
    replaced: after.put.filter((file) => old.get(file.name)?.equals(file.data) === false).map((file) => file.name),
    removed: [...had].filter((name) => !has.has(name)),
    renamed: [...after.own].flatMap(([original, to]) => {
      const from = before.own.get(original) ?? original;
      return from === to ? [] : [{ from, to }];
    }),
    modified: before.description.equals(after.description) ? [] : [MODEL_DESCRIPTION],
  };
}

/** Names of what fmutool has put in, in the order in which it stands in the archive. */
function namesBesideOwn({ copies, put }: Layout): Set<string> {
  return new Set([...copies.keys(), ...put.map((file) => file.name)]);
}

/** Whether nothing is different. */
export function isEmpty(difference: Difference): boolean {
  return Object.values(difference).every((list: readonly unknown[]) => list.length === 0);
}

/** The changes that turn the archive, which has the layout `before`, into one with the layout `after`. */
export function archiveChanges(before: Layout, after: Layout): ArchiveChanges {
  const { renamed, modified } = difference(before, after);
  return {
    rename: new Map(renamed.map(({ from, to }) => [from, to])),
    replace: new Map(modified.map((name) => [name, after.description])),
    // Taken out and put in anew, so that their order does not tell which platform was added first.
    remove: namesBesideOwn(before),
    copy: new Map([...after.copies].map(([name, original]) => [name, before.own.get(original) ?? original])),
    add: after.put.map(({ name, data, mode }): AddedEntry => ({ name, data, mode })),
  };
}
