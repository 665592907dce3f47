// `npm run build:docs`: writes those tables of docs/ that follow from the code.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { plugPage } from './plug-page.js';
import { rfmiPage } from './rfmi-page.js';

const PAGES = { 'docs/rfmi.md': rfmiPage, 'docs/plug.md': plugPage };

for (const [name, fresh] of Object.entries(PAGES)) {
  const file = fileURLToPath(new URL(`../${name}`, import.meta.url));
  const page = await readFile(file, 'utf8');
  const text = await fresh(page, file);
  if (text !== page) await writeFile(file, text);
  console.log(text === page ? `${name} is as it should be` : `${name} is written`);
}
