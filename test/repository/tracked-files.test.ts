// What must not get into the repository: traces of the machine it was made on.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isCheckout, root, trackedFiles } from './checkout.js';

// Written so that this file does not match itself.
const forbidden = [
  { what: 'an absolute path of a machine', pattern: /(?<![\w.:~-])\/(?:work|root|home|Users|tmp)\/[\w.-]/ },
  {
    what: 'the host name of a registry',
    pattern: /registry\.(?:npmjs|yarnpkg|npmmirror)\.|\.pkg\.dev\b|deb\.debian\.[o]rg/,
  },
  {
    what: 'a word about how a text was written',
    pattern: /\b(?:assis[t]ant|chat[g]pt|co[p]ilot|cla[u]de|anth[r]opic|lang[u]age model)\b/i,
  },
];

describe.skipIf(!isCheckout)('tracked files (needs a git checkout)', () => {
  const files = isCheckout ? trackedFiles() : [];

  it.each(forbidden)('do not contain $what', ({ pattern }) => {
    const found: string[] = [];
    for (const file of files) {
      // Archives are compressed, so there is nothing to see in them from outside.
      if (file.endsWith('.fmu')) continue;
      const lines = readFileSync(path.join(root, file), 'latin1').split('\n');
      lines.forEach((line, index) => {
        const match = pattern.exec(line);
        if (match) found.push(`${file}:${index + 1}: ${match[0]}`);
      });
    }
    expect(found).toEqual([]);
  });

  it('have no lockfile that names where a package comes from', () => {
    const lockfile = readFileSync(path.join(root, 'package-lock.json'), 'utf8');
    expect(lockfile).not.toMatch(/"resolved":/);
  });

  it('are text with line feeds, or binary by their name', () => {
    const binary = /\.(?:fmu|dll|so|exe|png|bin)$|^prebuilt\/[^/]+\/server_sm$|^native\/.+\/corpus\//;
    const found = files.filter(
      (file) => !binary.test(file) && /\r|\0/.test(readFileSync(path.join(root, file), 'latin1')),
    );
    expect(found).toEqual([]);
  });
});
