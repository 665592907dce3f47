/** The major versions of FMI. */
export type FmiMajor = 1 | 2 | 3;
