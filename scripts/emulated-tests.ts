// The part of the test command that runs in the emulated machine, by itself: tsx scripts/emulated-tests.ts.
import { EMULATED_PART, emulatedPart, whyNoEmulatedPart } from './emulated-part.js';
import { failedLines, skippedLines, totals, type Outcome } from './outcome.js';

const why = whyNoEmulatedPart(process.env);
const outcomes: Outcome[] =
  why === undefined ? await emulatedPart() : [{ name: EMULATED_PART, state: 'skipped', reason: why }];
for (const line of [...skippedLines(outcomes), ...failedLines(outcomes), totals(outcomes)]) console.log(line);
process.exitCode = outcomes.some(({ state }) => state === 'failed') ? 1 : 0;
