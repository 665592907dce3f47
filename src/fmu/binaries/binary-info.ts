/** What the headers of a shared library or an executable say, whatever its format. */
import type { PlatformArch } from '../platforms.js';

/** Container format of a binary. */
export type BinaryFormat = 'pe' | 'elf' | 'macho';

/** Machine a binary is for, in the words of FMI 3; `universal` is a Mach-O with several, `unknown` none we can name. */
export type BinaryArch = PlatformArch | 'universal' | 'unknown';

/** One architecture of a universal Mach-O. */
export interface BinarySlice {
  readonly arch: BinaryArch;
  /** Width of a pointer in bits. */
  readonly bits: 32 | 64;
  /**
   * Names of the exported symbols, sorted: functions only where the format tells them apart (ELF), and without the
   * underscore that Mach-O puts in front.
   */
  readonly exports: readonly string[];
  /** Libraries it needs, in the order of the file. */
  readonly imports: readonly string[];
}

/** What a binary is. */
export interface BinaryInfo extends BinarySlice {
  readonly format: BinaryFormat;
  /** The machine number as the file has it, for messages about `unknown` ones. */
  readonly machine: number;
  /** Whether it is a program, a shared library, or something else (an object file, say). */
  readonly kind: 'executable' | 'library' | 'other';
  /** What a universal Mach-O holds; otherwise the one architecture there is. */
  readonly slices: readonly BinarySlice[];
  /** What could not be read because the file is damaged, in a few words; its other tables are read all the same. */
  readonly damage: string | undefined;
}
