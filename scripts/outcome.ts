// What became of one check or test, as the whole-suite run counts them.
export type Outcome =
  | { readonly name: string; readonly state: 'passed' | 'failed'; readonly secondTry?: boolean }
  | { readonly name: string; readonly state: 'skipped'; readonly reason: string };

/** The line that a run of everything ends with. */
export function totals(outcomes: readonly Outcome[]): string {
  const count = (state: Outcome['state']): number => outcomes.filter((outcome) => outcome.state === state).length;
  const skipped = count('skipped');
  return `${count('passed')} passed, ${count('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** What was skipped and why: each by its name, or by number where a file skips many for the same reason. */
export function skippedLines(outcomes: readonly Outcome[]): string[] {
  const groups = new Map<string, { file: string; reason: string; names: string[] }>();
  for (const outcome of outcomes) {
    if (outcome.state !== 'skipped') continue;
    const { name, reason } = outcome;
    const [file = name] = name.split(' > ');
    const group = groups.get(`${file}\0${reason}`) ?? { file, reason, names: [] };
    group.names.push(name);
    groups.set(`${file}\0${reason}`, group);
  }
  return [...groups.values()].flatMap(({ file, reason, names }) =>
    names.length > 5
      ? [`skipped: ${file}, ${names.length} tests (${reason})`]
      : names.map((name) => `skipped: ${name} (${reason})`),
  );
}

/** The outcomes in a JUnit file as CTest writes it. */
export function fromCtest(prefix: string, xml: string): Outcome[] {
  const outcomes: Outcome[] = [];
  for (const [, attributes = ''] of xml.matchAll(/<testcase ([^>]*)>/g)) {
    const name = `${prefix} > ${/\bname="([^"]*)"/.exec(attributes)?.[1] ?? 'without a name'}`;
    const status = /\bstatus="([^"]*)"/.exec(attributes)?.[1];
    if (status === 'run') outcomes.push({ name, state: 'passed' });
    else if (status === 'fail') outcomes.push({ name, state: 'failed' });
    else outcomes.push({ name, state: 'skipped', reason: status ?? 'no status' });
  }
  return outcomes;
}
