/** The version of this fmutool, which every `.remoting` file names so that a later one can upgrade it. */
import { readFileSync } from 'node:fs';

let known: string | undefined;

/** The version in package.json. */
export function fmutoolVersion(): string {
  if (known === undefined) {
    const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
    known = (JSON.parse(text) as { version: string }).version;
  }
  return known;
}
