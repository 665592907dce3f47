/** How much longer than usual everything may take: 1, and more where the whole machine is emulated. */
export const PATIENCE = Number(process.env['FMUTOOL_TEST_PATIENCE'] ?? 1);
