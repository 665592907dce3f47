// The puzzle of fixtures/models/jugs, written again: what can be reached, by a search of its own.

export const ACTIONS = ['fill_small', 'fill_large', 'empty_small', 'empty_large', 'pour_into_large', 'pour_into_small'];
export const CHOICES = [['action', ACTIONS]] as const;

export interface Jugs {
  readonly small: number;
  readonly large: number;
}

/** What an action makes of the jugs; undefined: it changes nothing. */
export function act({ small, large }: Jugs, action: string): Jugs | undefined {
  const into = Math.min(small, 5 - large);
  const back = Math.min(large, 3 - small);
  const after: Readonly<Record<string, Jugs>> = {
    fill_small: { small: 3, large },
    fill_large: { small, large: 5 },
    empty_small: { small: 0, large },
    empty_large: { small, large: 0 },
    pour_into_large: { small: small - into, large: large + into },
    pour_into_small: { small: small + back, large: large - back },
  };
  const found = after[action];
  return found === undefined || (found.small === small && found.large === large) ? undefined : found;
}

/** Everything that can be reached, where the action that led there is a part of it or is not. */
export function reachable(withAction: boolean): { states: number; edges: number; refused: number } {
  const seen = new Set<string>();
  const waiting: Jugs[] = [];
  let edges = 0;
  let refused = 0;
  const visit = (jugs: Jugs, action: string): void => {
    const key = `${jugs.small} ${jugs.large} ${withAction ? action : ''}`;
    if (seen.size < seen.add(key).size) waiting.push(jugs);
  };
  visit({ small: 0, large: 0 }, 'fill_small');
  for (let jugs = waiting.pop(); jugs !== undefined; jugs = waiting.pop()) {
    for (const action of ACTIONS) {
      const after = act(jugs, action);
      if (after === undefined) refused += 1;
      else {
        edges += 1;
        visit(after, action);
      }
    }
  }
  return { states: seen.size, edges, refused };
}
