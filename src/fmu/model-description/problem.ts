/** What breaks the standard in a model description without keeping the model from being understood. */
import { quote, type TextPosition } from '../error.js';

/** A code that says all. */
type None = Readonly<Record<string, never>>;

/** The facts of each kind of problem, by its code. */
interface Facts {
  /** An attribute whose value is not of its type: the standard's default counts instead. */
  'attribute-value': {
    readonly element: string;
    readonly attribute: string;
    readonly value: string;
    readonly wanted: string;
  };
  'identifier-syntax': { readonly value: string };
  'structure-missing': None;
  'implementation-kind': None;
  'type-definition-type': { readonly element: string };
  'variable-type': { readonly element: string };
  'variable-element': { readonly element: string };
  'dimension-size': None;
  /** The problems after the last one that is told. */
  more: { readonly count: number };
}

export type ProblemCode = keyof Facts;

/** A problem without its place. */
export type ProblemFact = { [Code in ProblemCode]: { readonly code: Code; readonly args: Facts[Code] } }[ProblemCode];

/** A problem and where it is. */
export type ModelProblem = ProblemFact & { readonly position: TextPosition };

/** As many are said where they are not what was asked for. */
const SAID = 5;

const TEXTS: { readonly [Code in ProblemCode]: (args: Facts[Code]) => string } = {
  'attribute-value': (args) => `${attributeValueText(args)}; it does not count`,
  'identifier-syntax': ({ value }) => `the modelIdentifier ${quote(value, 60)} is no C identifier`,
  'structure-missing': () => 'there is no <ModelStructure>',
  'implementation-kind': () => '<Implementation> has neither CoSimulation_StandAlone nor CoSimulation_Tool',
  'type-definition-type': ({ element }) => `<${element}> does not say which type it is`,
  'variable-type': ({ element }) => `<${element}> is no type of variable`,
  'variable-element': ({ element }) => `<${element}> stands where only <ScalarVariable> may`,
  'dimension-size': () => '<Dimension> has neither a start nor a valueReference that is a number from 0',
  more: ({ count }) => `and ${count} more problems`,
};

/** An attribute that is not of its type, in words. */
export function attributeValueText({ element, attribute, value, wanted }: Facts['attribute-value']): string {
  return `the attribute ${quote(attribute)} of <${element}> is ${quote(value, 60)} and not ${wanted}`;
}

/** What is to be said of a place in the model description, after that place: `modelDescription.xml:<line>:<column>: ...`. */
export function atPlace({ line, column }: TextPosition, text: string): string {
  return `modelDescription.xml:${line}:${column}: ${text}`;
}

/** The problem in words, without its place. */
export function problemText({ code, args }: ProblemFact): string {
  // The compiler does not see that both are of one kind.
  return (TEXTS[code] as (args: ProblemFact['args']) => string)(args);
}

/** The problem in words, after the place where it is. */
export function problemLine(problem: ModelProblem): string {
  return atPlace(problem.position, problemText(problem));
}

/** The lines that are shown where a model is used and its problems were not asked for: the first ones and the number of the rest. */
export function problemWarnings(problems: readonly ModelProblem[]): readonly string[] {
  const said = problems.slice(0, SAID).map(problemLine);
  const last = problems.at(-1);
  const untold = last?.code === 'more' ? last.args.count - 1 : 0;
  const left = problems.length + untold - said.length;
  return left === 0
    ? said
    : [...said, `${left} more problems of modelDescription.xml (fmutool info --verbose shows them)`];
}
