/** What a command's action hands its work to, so that every command gives its exit status in one way. */
import type { ExitStatus } from './exit-status.js';

/** Does `work` and keeps the exit status that it returns. */
export type Runner = (work: () => Promise<ExitStatus>) => Promise<void>;
