// What comments and the titles of tests say is true and easy to read: the files that they name are there, and they do not
// speak of threads, peers and clients as of people.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isCheckout, root, trackedFiles } from './checkout.js';
import { remarksOf, type Remark } from './comments.js';

/** Names that look like files of the repository, and belong to others: of Node.js, Apple, users and tests. */
const OTHERS: ReadonlySet<string> = new Set([
  'Node.js',
  'mach-o/loader.h',
  'nlist.h',
  'fat.h',
  'remoteApiConnections.txt',
  'a.txt',
]);

const ENDINGS: ReadonlySet<string> = new Set('.ts .tsx .js .mjs .hpp .cpp .c .h .inc .sh .md .cmake .txt'.split(' '));

/** The names of source files and documents in `text` that no file of `files` has. A path may begin in any folder. */
function missingFiles(text: string, from: string, files: readonly string[]): readonly string[] {
  // What is in front of a name or behind it shows that it is only a part: of a URL, a pattern, a call, a longer name.
  const words = Array.from(text.matchAll(/(?<![\w./:*<>{}$-])[\w./-]+(?![\w(*{-])/g), ([word]) =>
    word.replace(/[.-]+$/, ''),
  );
  return words.filter((name) => {
    if (!ENDINGS.has(path.posix.extname(name)) || OTHERS.has(name)) return false;
    const wanted = name.startsWith('.') ? path.posix.join(path.posix.dirname(from), name) : name;
    return !files.some((file) => file === wanted || file.endsWith(`/${wanted}`));
  });
}

/** Words for people in `text`. A name of the code in backticks is none. */
function wordsForPeople(text: string): readonly string[] {
  return (
    text
      .replaceAll(/`[^`\n]*`/g, '')
      .match(/\b(?:who|whom|whoever|(?:some|any|every|no)body|(?:some|any|every)one)\b/gi) ?? []
  );
}

describe('a remark', () => {
  const files = ['src/fmu/fmu.ts', 'native/smipc/layout.hpp', 'docs/limits.md', 'CMakeLists.txt'];

  it.each([
    ['by its name', 'see layout.hpp.', []],
    ['by the end of its path', '(smipc/layout.hpp)', []],
    ['by its whole path', '`docs/limits.md`, 3', []],
    ['by the way to it', '../fmu/fmu.ts', []],
    ['that is not there', 'see layouts.hpp', ['layouts.hpp']],
    ['that is in another folder', 'in runner/layout.hpp', ['runner/layout.hpp']],
    ['of which there is only a longer name', 'out.hpp', ['out.hpp']],
    ['to which another way leads', './fmu.ts', ['./fmu.ts']],
    ['at the end of a sentence', 'It stands in gone.md.', ['gone.md']],
    ['of others', 'Node.js reads model.fmu, kernel32.dll and https://example.org/a.md', []],
    ['that is a pattern or a call', 'test/*.test.ts, <name>.cpp, this.c()', []],
  ])('may name a file %s', (_how, text, missing) => {
    expect(missingFiles(text, 'src/cli/help.ts', files)).toEqual(missing);
  });

  it.each([
    ['the thread whose turn it is', []],
    ['the uid is `nobody`', []],
    ['Who waits, and somebody else', ['Who', 'somebody']],
    ['told to whoever asks', ['whoever']],
    ['anyone; everybody', ['anyone', 'everybody']],
  ])('speaks of people or not: %s', (text, words) => {
    expect(wordsForPeople(text)).toEqual(words);
  });

  it.each([
    [
      'a.ts',
      "const a = '// no'; // one\n/** two */ it(`who`, () => { /* three */ });\n",
      ['1: // one', '2: /** two */', '2: `who`', '2: /* three */'],
    ],
    [
      'a.cpp',
      '// one\nTEST(it_is_two) { f("// no", \'"\'); /* three\n */ }\n',
      ['1: // one', '2: it is two', '2: /* three\n */'],
    ],
    ['a.sh', '#!/bin/sh\necho a#b # one\n', ['1: #!/bin/sh', '2: # one']],
    ['CMakeLists.txt', '# one\nset(a "#")\n', ['1: # one']],
  ])('is found in %s', (file, text, found) => {
    const remarks = remarksOf(file, text)?.map((each) => `${each.line}: ${each.text}`);
    expect(remarks?.sort()).toEqual(found.sort());
  });
});

describe.skipIf(!isCheckout)('comments and titles of tests (need a git checkout)', () => {
  const files = isCheckout ? trackedFiles() : [];
  const remarks = new Map<string, readonly Remark[]>();
  for (const file of files.filter((name) => /^(?:src|native|scripts|bench|test|fixtures)\//.test(name))) {
    // This file has the words and the names that it looks for.
    if (file === 'test/repository/comments.test.ts') continue;
    const found = remarksOf(file, readFileSync(path.join(root, file), 'utf8'));
    if (found !== undefined) remarks.set(file, found);
  }

  /** What `wrong` finds in them, with its place. */
  function findings(wrong: (text: string, file: string) => readonly string[]): readonly string[] {
    return [...remarks].flatMap(([file, all]) =>
      all.flatMap(({ line, text }) => wrong(text, file).map((what) => `${file}:${line}: ${what}`)),
    );
  }

  it('are found in every kind of source', () => {
    const found = [...remarks].filter(([, all]) => all.length > 0).map(([file]) => file);
    for (const ending of ['.ts', '.js', '.cpp', '.hpp', '.c', '.h', '.inc', '.sh', '.cmake', 'CMakeLists.txt'])
      expect(found.filter((file) => file.endsWith(ending)).length, ending).toBeGreaterThan(0);
  });

  it('name files that are there', () => {
    expect(findings((text, file) => missingFiles(text, file, files))).toEqual([]);
  });

  it('do not speak of threads, peers, clients and callers as of people', () => {
    expect(findings(wordsForPeople)).toEqual([]);
  });
});
