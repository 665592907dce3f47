// Links and paths in the documents lead somewhere, and the map of the house is true.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isCheckout, root, trackedFiles } from './checkout.js';

describe.skipIf(!isCheckout)('documents (need a git checkout)', () => {
  const tracked = isCheckout ? trackedFiles() : [];
  const documents = tracked.filter((file) => file.endsWith('.md'));

  it.each(documents)('%s links to what is there', (document) => {
    const broken: string[] = [];
    for (const [, target = ''] of prose(document).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [file = '', anchor] = target.split('#');
      const absolute = file === '' ? path.join(root, document) : path.join(root, path.dirname(document), file);
      if (!existsSync(absolute)) broken.push(target);
      else if (anchor !== undefined && !anchors(absolute).includes(anchor)) broken.push(target);
    }
    expect(broken).toEqual([]);
  });

  it.each(documents)('%s names only paths of the repository that are there', (document) => {
    const inRepository = /^(?:src|native|prebuilt|fixtures|test|bench|scripts|docs|bin|\.ci)\/[\w./-]*$/;
    const broken: string[] = [];
    for (const [, code = ''] of prose(document).matchAll(/`([^`\n]+)`/g)) {
      if (inRepository.test(code) && !existsSync(path.join(root, code))) broken.push(code);
    }
    expect(broken).toEqual([]);
  });

  it('ARCHITECTURE.md names every folder that holds something', () => {
    const text = readFileSync(path.join(root, 'ARCHITECTURE.md'), 'utf8');
    const folders = new Set<string>();
    for (const file of tracked) {
      const parts = file.split('/');
      const depth = ['src', 'native'].includes(parts[0] ?? '') ? 2 : 1;
      const [first = ''] = parts;
      if (parts.length > 1 && !first.startsWith('.'))
        folders.add(parts.slice(0, Math.min(depth, parts.length - 1)).join('/'));
    }
    const unnamed = [...folders].filter((folder) => !text.includes(`${folder}/`) && !namedUnder(text, folder));
    expect(unnamed).toEqual([]);
  });
});

describe('the changelog', () => {
  it('has a section for what the package calls its version', () => {
    const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
    const changelog = readFileSync(path.join(root, 'CHANGELOG.md'), 'utf8');
    expect(changelog).toMatch(new RegExp(`^## \\[(${version.replaceAll('.', '\\.')}|Unreleased)\\]`, 'm'));
  });
});

describe('decision records', () => {
  it('are numbered without gap or double', () => {
    const folder = path.join(root, 'docs', 'decisions');
    const files = existsSync(folder) ? readdirSync(folder).sort() : [];
    expect(files.map((file) => Number(file.slice(0, 3)))).toEqual(files.map((_, index) => index + 1));
    for (const file of files) expect(file).toMatch(/^\d{3}-[a-z0-9-]+\.md$/);
  });
});

/** The text of a document without its fenced blocks. */
function prose(document: string): string {
  return readFileSync(path.join(root, document), 'utf8').replaceAll(/^( *)```[\s\S]*?^\1```$/gm, '');
}

/** The anchors that the headings of a document give. */
function anchors(file: string): string[] {
  const headings = readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm);
  return Array.from(headings, ([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Whether the map has a folder on an indented line under its parent: `native/` and then `  smipc/`. */
function namedUnder(text: string, folder: string): boolean {
  const [parent = '', child = ''] = folder.split('/');
  return new RegExp(`^${parent}/.*\\n(?: .*\\n)* +${child}/`, 'm').test(text);
}
