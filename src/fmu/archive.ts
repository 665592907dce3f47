/** An FMU's zip archive. */
import type { ArchiveChanges, ArchiveEntry, ArchiveLimits } from './archive/entry.js';
import type { EditedArchive } from './archive/edit.js';

export class Archive {
  declare readonly path: string;
  declare readonly size: number;
  declare readonly entries: readonly ArchiveEntry[];
  static open(path: string, options: { limits?: Partial<ArchiveLimits> } = {}): Archive {
    throw new Error(path + String(options));
  }
  static fromBuffer(bytes: Buffer, name: string, options: { limits?: Partial<ArchiveLimits> } = {}): Archive {
    throw new Error(name + String(options) + String(bytes));
  }
  has(name: string): boolean {
    return name === '';
  }
  /** Undefined if there is none. */
  entry(name: string): ArchiveEntry | undefined {
    throw new Error(name);
  }
  read(name: string): Buffer {
    throw new Error(name);
  }
  /** Whether an entry here and one in another archive have the same compressed bytes, CRC, time, mode, method, flags. */
  sameEntry(name: string, other: Archive, otherName: string): boolean {
    throw new Error(name + otherName + other.path);
  }
  edit(changes: ArchiveChanges): EditedArchive {
    throw new Error(String(changes));
  }
  close(): void {
    return;
  }
}
