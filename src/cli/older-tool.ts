/**
 * The flags of the older Python `fmutool` that this one does not have, each with the answer to a user that still types
 * it. If the flag were merely unknown, the user would look for a typing mistake.
 */

interface OlderFlag {
  /** What to do instead. */
  readonly answer: string;
  /** A command that has an option of this name. */
  readonly except?: string;
}

const RENAMING = 'variables are not renamed or removed by this fmutool; keep the older one for that';
const FILTER =
  'it only narrowed the renaming of variables, which this fmutool does not do; keep the older one for that';

const OLDER_FLAGS: Readonly<Record<string, OlderFlag>> = {
  '--remove-toplevel': { answer: RENAMING },
  '--merge-toplevel': { answer: RENAMING },
  '--trim-until': { answer: RENAMING },
  '--remove-regexp': { answer: RENAMING },
  '--keep-only-regexp': { answer: RENAMING },
  '--remove-all': { answer: RENAMING },
  '--rename-from-csv': { answer: RENAMING },
  '--only-parameters': { answer: FILTER },
  '--only-inputs': { answer: FILTER },
  '--only-outputs': { answer: FILTER },
  '--only-locals': { answer: FILTER },
  '--dump-csv': { answer: 'for the numbers of variables use: fmutool info model.fmu' },
  '--summary': { answer: 'use: fmutool info model.fmu' },
  '--check': { answer: 'this version does not validate FMUs yet; for what is in one use: fmutool info model.fmu' },
  '--add-frontend-win32': { answer: 'use --add-remoting-win32, which isolates a model that has a win32 library' },
  '--add-frontend-win64': { answer: 'use --add-remoting-win64, which isolates a model that has a win64 library' },
  '--extract-descriptor': { answer: 'use: unzip -p model.fmu modelDescription.xml' },
  '--remove-sources': {
    answer: 'use: zip -d model.fmu "sources/*", and take <SourceFiles> out of modelDescription.xml',
  },
  '--debug': { answer: 'use --verbose', except: 'serve' },
};

/**
 * What to tell a user that typed `flag` (with two dashes) after `command`, or undefined if it is not one of them.
 * Without a command the first argument is a flag or a file.
 */
export function answerToOlderFlag(flag: string, command?: string): string | undefined {
  const found = Object.hasOwn(OLDER_FLAGS, flag) ? OLDER_FLAGS[flag] : undefined;
  if (found?.except !== undefined && found.except === command) return undefined;
  return found && `${flag.slice(1)} of the older fmutool is not supported (${found.answer})`;
}
