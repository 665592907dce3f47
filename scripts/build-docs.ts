// `npm run build:docs`: writes those tables of docs/ that follow from the code.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { rfmiPage } from './rfmi-page.js';

const file = fileURLToPath(new URL('../docs/rfmi.md', import.meta.url));
const page = await readFile(file, 'utf8');
const fresh = await rfmiPage(page, file);
if (fresh !== page) await writeFile(file, fresh);
console.log(fresh === page ? 'docs/rfmi.md is as it should be' : 'docs/rfmi.md is written');
