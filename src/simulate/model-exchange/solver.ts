/** The methods that a user may choose; apart, so that the command line need not load them to name them. */

/** `auto` begins with `dopri5`, which is explicit, and takes `rodas`, which is implicit, while the model is stiff. */
export const SOLVERS = ['auto', 'dopri5', 'rodas'] as const;
export type Solver = (typeof SOLVERS)[number];
