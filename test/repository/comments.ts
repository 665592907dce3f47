// What the sources say to their readers: comments and the titles of tests, each with the line where it begins.
import path from 'node:path';
import ts from 'typescript';

export interface Remark {
  readonly line: number;
  readonly text: string;
}

/** How comments are found, by the ending of the file. Strings are matched first, so that a `//` in one is no comment. */
const C = /"(?:\\.|[^"\\\n])*"|(?<!\w)'(?:\\.|[^'\\\n])*'|(\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/)/g;
const HASH = /(?<=^|\s)(#[ !][^\n]*)/gm;
const PATTERNS: Readonly<Record<string, RegExp>> = {
  c: C,
  cpp: C,
  h: C,
  hpp: C,
  inc: C,
  cmake: HASH,
  sh: HASH,
  txt: HASH,
};

/** The comments of a source, and the titles of its tests; undefined for a file that is no source. */
export function remarksOf(file: string, text: string): readonly Remark[] | undefined {
  const ending = path.extname(file).slice(1);
  if (['ts', 'tsx', 'js', 'mjs'].includes(ending)) return remarksOfScript(file, text);
  const pattern = PATTERNS[ending];
  if (pattern === undefined) return undefined;
  const remarks: Remark[] = [];
  for (const { 1: comment, index } of text.matchAll(pattern)) {
    if (comment !== undefined) remarks.push({ line: lineAt(text, index), text: comment });
  }
  for (const { 1: title = '', index } of text.matchAll(/^TEST\((\w+)\)/gm))
    remarks.push({ line: lineAt(text, index), text: title.replaceAll('_', ' ') });
  return remarks;
}

function remarksOfScript(file: string, text: string): readonly Remark[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const remarks: Remark[] = [];
  const add = (start: number, end: number): void => {
    const { line } = source.getLineAndCharacterOfPosition(start);
    remarks.push({ line: line + 1, text: text.slice(start, end) });
  };

  function visit(node: ts.Node): void {
    if (ts.isCallExpression(node) && /^(?:it|describe)\b/.test(node.expression.getText(source))) {
      const [title] = node.arguments;
      if (title !== undefined && (ts.isStringLiteralLike(title) || ts.isTemplateExpression(title)))
        add(title.getStart(source), title.end);
    }
    // Comments stand before the tokens, and a comment with tags is a node besides.
    const children = node.getChildren(source).filter((child) => !ts.isJSDoc(child));
    if (children.length > 0) children.forEach(visit);
    else {
      const start = node.getFullStart();
      const before = text.slice(start, node.getStart(source));
      for (const { 0: comment, index } of before.matchAll(C)) add(start + index, start + index + comment.length);
    }
  }
  visit(source);
  return remarks;
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
