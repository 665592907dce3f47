/** Whether a 64-bit Linux runs 32-bit programs too, which some kernels, containers and virtual machines refuse. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The reason as users read it. */
export const NO_32_BIT_PROGRAMS = 'this kernel runs no 32-bit programs';

/**
 * The smallest program for x86 that ends with status 7. It needs neither loader nor library, so nothing but the kernel can
 * be in its way.
 */
const PROGRAM = Buffer.from(
  [
    // ELF of 32 bits, for x86, begins at 0x08048054; one program header, at 0x34.
    '7f454c46010101000000000000000000',
    '02000300010000005480040834000000',
    '00000000000000003400200001000000',
    '00000000',
    // All 96 bytes are loaded to 0x08048000, to be read and executed.
    '01000000000000000080040800800408',
    '60000000600000000500000000100000',
    // mov eax, 1 (exit); mov ebx, 7; int 0x80
    'b801000000bb07000000cd80',
  ].join(''),
  'hex',
);
const STATUS = 7;

/** A program of two instructions that takes longer is not run. */
const LIMIT_MILLISECONDS = 10_000;

/**
 * Finds out by running one. Undefined: it cannot be tried, because programs in the temporary folder may not be executed.
 * Never throws.
 */
export async function runs32BitPrograms(): Promise<boolean | undefined> {
  let folder: string | undefined;
  try {
    folder = mkdtempSync(path.join(tmpdir(), 'fmutool-32-bit-'));
    const program = path.join(folder, 'program');
    writeFileSync(program, PROGRAM, { mode: 0o700 });
    return await endsAsItShould(program);
  } catch {
    return undefined;
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Why a 32-bit program that needs the C library does not start: the kernel refuses it, or the loader, which comes with that
 * library, is missing. `outcome` says what has not started, `runs` is what {@link runs32BitPrograms} has found out.
 */
export function whyNo32BitProgram(outcome: string, runs: boolean | undefined): string {
  if (runs === false) return NO_32_BIT_PROGRAMS;
  const advice = 'install the 32-bit C library, on Debian the package libc6:i386';
  return `${outcome} (${runs === true ? advice : `${advice}, if the kernel runs 32-bit programs`})`;
}

/**
 * A kernel that does not know the format says ENOEXEC; the C library then hands the file to a shell, which ends with
 * another status.
 */
function endsAsItShould(program: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [], { stdio: 'ignore' });
    const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MILLISECONDS);
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      if (error.code === 'ENOEXEC') resolve(false);
      else reject(error);
    });
    child.on('exit', (status) => {
      clearTimeout(timer);
      resolve(status === STATUS);
    });
  });
}
