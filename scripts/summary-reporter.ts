// A vitest reporter that writes the outcome as data for scripts/test-all.ts. Unlike the JSON reporter it keeps the
// reason that a test gave for being skipped, and counts what went wrong outside of any test.
import { writeFileSync } from 'node:fs';
import type { SerializedError } from 'vitest';
import type { Reporter, TestModule } from 'vitest/node';
import type { Outcome } from './outcome.js';

/** Of a run of some tests the others count for nothing; vitest itself calls them skipped. */
const names = process.env['FMUTOOL_TEST_NAMES'];
const wanted = names === undefined ? undefined : new RegExp(names);

export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const file = process.env['FMUTOOL_TEST_SUMMARY'];
    if (file === undefined) throw new Error('FMUTOOL_TEST_SUMMARY must name the file to write');
    const outcomes: Outcome[] = unhandled.map((error) => ({
      name: `outside of any test: ${error.message}`,
      state: 'failed',
    }));
    for (const module of modules) outcomes.push(...ofModule(module));
    writeFileSync(file, JSON.stringify(outcomes));
  }
}

function ofModule(module: TestModule): Outcome[] {
  const outcomes: Outcome[] = [];
  const at = module.relativeModuleId;
  // A file that could not be loaded, and hooks that failed, have no test that would show it.
  const errors = [module, ...module.children.allSuites()].flatMap((suite) => suite.errors());
  for (const error of errors) outcomes.push({ name: `${at}: ${error.message}`, state: 'failed' });
  for (const test of module.children.allTests()) {
    if (wanted !== undefined && !wanted.test(test.fullName.replaceAll(' > ', ' '))) continue;
    const result = test.result();
    const [title, reason] = reasonIn(test.fullName);
    const name = `${at} > ${title}`;
    if (result.state === 'skipped') {
      outcomes.push({ name, state: 'skipped', reason: result.note ?? reason });
    } else {
      const secondTry = (test.diagnostic()?.retryCount ?? 0) > 0;
      outcomes.push(result.state === 'passed' ? { name, state: 'passed', secondTry } : { name, state: 'failed' });
    }
  }
  return outcomes;
}

/** A title, and the reason in it of a suite or test that is skipped as it is declared. */
function reasonIn(title: string): readonly [string, string] {
  const found = / ?\(skipped: (.+?)\)(?= > |$)/.exec(title);
  return found === null ? [title, 'see its title'] : [title.replace(found[0], ''), found[1] ?? ''];
}
