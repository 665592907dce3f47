/** What a command's action hands its work to, so that every command gets its options and gives its status in one way. */
import type { Command } from 'commander';
import type { ExitStatus } from './exit-status.js';

/** Calls `work` with the options of `command` and keeps the exit status that it returns. */
export type Runner = <Options>(command: Command, work: (options: Options) => Promise<ExitStatus>) => Promise<void>;
