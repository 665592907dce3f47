/** Names that the user may have meant, for messages about a name that does not exist. */

/** How many are worth reading. */
const SUGGESTIONS = 3;
/** Comparing with more names than this would take too long for an error message. */
const COMPARED = 20_000;

/** The names most like `name`, best first: those that differ in case or in a few letters, or contain it. */
export function similarNames(name: string, names: readonly string[]): string[] {
  const wanted = name.toLowerCase();
  const allowed = Math.ceil(wanted.length / 3);
  const scored: { each: string; score: number }[] = [];
  for (const each of names.slice(0, COMPARED)) {
    const candidate = each.toLowerCase();
    const contained = wanted.length > 2 && (candidate.includes(wanted) || wanted.includes(candidate));
    const score = Math.min(distance(wanted, candidate, allowed), contained ? allowed : Infinity);
    if (score <= allowed) scored.push({ each, score });
  }
  return scored
    .sort((a, b) => a.score - b.score)
    .slice(0, SUGGESTIONS)
    .map(({ each }) => each);
}

/** How many letters have to be put in, left out or changed; Infinity if more than `limit`. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return Infinity;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    if (Math.min(...next) > limit) return Infinity;
    row = next;
  }
  return row[b.length] ?? Infinity;
}
