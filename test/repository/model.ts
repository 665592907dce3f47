// The FMU that stands for a user's own in the README and in the tests of an installation.
import AdmZip from 'adm-zip';
import path from 'node:path';
import { root } from './checkout.js';

/** An FMU for 64-bit Windows only, which is what people mostly have when they need fmutool. */
export function modelForReadme(): Buffer {
  const archive = new AdmZip(path.join(root, 'fixtures', 'fmus', 'everything.fmu'));
  for (const { entryName, isDirectory } of archive.getEntries()) {
    // With the entry of a folder adm-zip deletes what is in it.
    if (!isDirectory && entryName.startsWith('binaries/') && !entryName.startsWith('binaries/win64/'))
      archive.deleteFile(entryName);
  }
  return archive.toBuffer();
}
