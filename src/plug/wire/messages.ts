/**
 * The messages of the plug remote protocol: one table for both dialects, from which the types, the codec and the framing
 * follow. In the dialect `fixed` sizes that both sides know are not sent.
 */
import type { Item, LayoutName } from './layouts.js';

export const DIALECTS = ['prefixed', 'fixed'] as const;
export type Dialect = (typeof DIALECTS)[number];

export function isDialect(text: string): text is Dialect {
  return (DIALECTS as readonly string[]).includes(text);
}

/** A field, its layout in each dialect (undefined: not sent), and the type of its value. */
export interface Field<Name extends string, Value> {
  readonly name: Name;
  /** What it means, for people. */
  readonly meaning: string;
  readonly prefixed: LayoutName | undefined;
  readonly fixed: LayoutName | undefined;
  /** Never there; carries the type. */
  readonly value?: Value;
}

type Layouts = readonly [prefixed: LayoutName | undefined, fixed: LayoutName | undefined];

/** A field by name, layouts, meaning; `Value` is what it is in a decoded message. */
const field =
  <Value>() =>
  <Name extends string>(name: Name, [prefixed, fixed]: Layouts, meaning: string): Field<Name, Value> => ({
    name,
    meaning,
    prefixed,
    fixed,
  });

const bytes = field<Uint8Array>();
const flags = field<readonly boolean[]>();

const known = {
  configuration: bytes('configuration', ['sized', 'configuration'], 'the configuration asked about'),
  transition: bytes('transition', ['sized', 'transition'], 'the transition'),
};
const sizedConfiguration = bytes('configuration', ['sized', 'sized'], 'the configuration asked about');
const configurations = field<readonly Uint8Array[]>()(
  'configurations',
  ['configurations', 'configurations'],
  'the configurations',
);
const valuations = flags('valuations', ['flags', 'flags'], 'whether each registered proposition holds, in their order');

/** What a client may ask. `kind` is the second byte of the request; the first is always 1. */
export const MESSAGES = {
  initial: { kind: 1, title: 'Initial configurations', request: [], answer: [configurations] },
  fireable: {
    kind: 2,
    title: 'Fireable transitions from',
    request: [known.configuration],
    answer: [field<readonly Uint8Array[]>()('transitions', ['transitions', 'uniform'], 'what can be fired')],
  },
  fire: {
    kind: 3,
    title: 'Fire transition',
    request: [sizedConfiguration, known.transition],
    answer: [
      configurations,
      field<Uint8Array | undefined>()('payload', ['sized', undefined], 'what firing has to say besides'),
    ],
  },
  register: {
    kind: 4,
    title: 'Register atomic propositions',
    request: [field<readonly string[]>()('atoms', ['texts', 'texts'], 'the propositions, UTF-8')],
    answer: [field<readonly number[] | undefined>()('indices', ['numbers', undefined], 'the place of each')],
  },
  valuations: {
    kind: 5,
    title: 'Atomic proposition valuations',
    request: [known.configuration],
    answer: [valuations],
  },
  extended: {
    kind: 6,
    title: 'Extended atomic proposition valuations',
    only: 'prefixed',
    request: [
      bytes('source', ['sized', undefined], 'the configuration before'),
      bytes('transition', ['sized', undefined], 'the transition'),
      bytes('payload', ['sized', undefined], 'what firing said besides'),
      bytes('target', ['sized', undefined], 'the configuration after'),
    ],
    answer: [valuations],
  },
  items: {
    kind: 10,
    title: 'Configuration items',
    request: [sizedConfiguration],
    answer: [field<readonly Item[]>()('items', ['items', 'items'], 'the configuration as a tree')],
  },
  description: {
    kind: 11,
    title: 'Fireable transition description',
    request: [known.transition],
    answer: [field<string>()('text', ['text', 'text'], 'the transition in words, UTF-8')],
  },
} as const;

export type RequestName = keyof typeof MESSAGES;

type Values<F extends readonly Field<string, unknown>[]> = {
  readonly [Each in F[number] as Each['name']]: Each extends Field<string, infer Value> ? Value : never;
};

/** A decoded request, with its name. */
export type Request = {
  [Name in RequestName]: { readonly name: Name } & Values<(typeof MESSAGES)[Name]['request']>;
}[RequestName];

/** The decoded answer to a request. */
export type Answer<Name extends RequestName> = Name extends RequestName
  ? Values<(typeof MESSAGES)[Name]['answer']>
  : never;
