/** The command line itself is wrong: reported as one line with what to type instead, exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
