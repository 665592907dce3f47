// What became of one check or test, as the whole-suite run counts them.
export type Outcome =
  | { readonly name: string; readonly state: 'passed'; readonly secondTry?: boolean }
  /** With a reason where the output above does not say it. */
  | { readonly name: string; readonly state: 'failed'; readonly reason?: string | undefined }
  | { readonly name: string; readonly state: 'skipped'; readonly reason: string };

/** All outcomes, where what was skipped at first and run elsewhere later counts as what became of it there. */
export function withLater(first: readonly Outcome[], later: readonly Outcome[]): Outcome[] {
  const ran = new Set(later.filter(({ state }) => state !== 'skipped').map(({ name }) => name));
  return [...first.filter(({ name, state }) => state !== 'skipped' || !ran.has(name)), ...later];
}

/** A failure for each part of a name that none of the outcomes has in its own: a test that was to be run and is not there. */
export function unseen(parts: readonly string[], outcomes: readonly Outcome[]): Outcome[] {
  const names = outcomes.map(({ name }) => name.replaceAll(' > ', ' '));
  return parts
    .filter((part) => !names.some((name) => name.includes(part)))
    .map((part) => ({ name: part, state: 'failed', reason: 'there is no such test' }));
}

/** The line that a run of everything ends with. */
export function totals(outcomes: readonly Outcome[]): string {
  const count = (state: Outcome['state']): number => outcomes.filter((outcome) => outcome.state === state).length;
  const skipped = count('skipped');
  return `${count('passed')} passed, ${count('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** What failed, each by its name, and what passed at the second try only. */
export function failedLines(outcomes: readonly Outcome[]): string[] {
  return outcomes.flatMap((outcome) => {
    if (outcome.state === 'failed') {
      return [`failed: ${outcome.name}${outcome.reason === undefined ? '' : ` (${outcome.reason})`}`];
    }
    return outcome.state === 'passed' && outcome.secondTry === true ? [`at the second try: ${outcome.name}`] : [];
  });
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

/** All tests in what `ctest --show-only=json-v1` prints, skipped for one reason. */
export function skippedInCtest(prefix: string, json: string, reason: string): Outcome[] {
  const { tests } = JSON.parse(json) as { readonly tests: readonly { readonly name: string }[] };
  return tests.map(({ name }) => ({ name: `${prefix} > ${name}`, state: 'skipped', reason }));
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
