// Models that look for what belongs to them, in the ways that models do, in FMUs whose libraries keep their names.
import AdmZip from 'adm-zip';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { whyNotRunnable } from '../native/wine.js';
import { workspace } from '../remoting/support/workspace.js';
import { fmutool } from './support/executable.js';
import type { SmokeItem } from './support/smoke-fmu.js';
import { FMI2_STUB, fmuOf, libraryOf, type TinyOptions } from './support/tiny-model.js';

const no64 = whyNotRunnable('linux64') ?? (existsSync('/usr/bin/gcc') ? undefined : 'there is no gcc');
const title = no64 === undefined ? '' : ` (skipped: ${no64})`;

/** Ways to find `libhelper.so`: code that sets `path`, which has room for 4096 characters. */
const WAYS: Readonly<Record<string, string>> = {
  'in the folder of its platform, beside the resources':
    'snprintf(path, sizeof path, "%s/../binaries/linux64/libhelper.so", resources + 7);',
  'beside its own library': `
    Dl_info own;
    dladdr((void *)fmi2GetVersion, &own);
    snprintf(path, sizeof path, "%s", own.dli_fname);
    strcpy(strrchr(path, '/'), "/libhelper.so");`,
  'by its name alone': 'snprintf(path, sizeof path, "libhelper.so");',
};

/** A model whose output is what its helper says; it is there only if the helper is found. */
function source(way: string): string {
  return `
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <stdio.h>
    #include <string.h>
    #define fmi2Instantiate unused
    ${FMI2_STUB}
    #undef fmi2Instantiate
    static double (*helper)(void);
    double own(void) { return steps; }
    static double value(unsigned reference) { return reference == 0 ? helper() + steps : 0; }
    Instance fmi2Instantiate(const char *n, int k, const char *g, const char *resources, const void *f, int v, int l) {
      static char path[4096];
      ${way}
      void *library = dlopen(path, RTLD_NOW);
      helper = library ? (double (*)(void))dlsym(library, "helper") : 0;
      return helper ? &steps : 0;
    }`;
}

const HELPER = 'double helper(void) { return 42; }';

function fmu(way: string, options: TinyOptions = {}): Promise<string> {
  const files = { 'binaries/linux64/libhelper.so': libraryOf(HELPER, 'libhelper') };
  return fmuOf(source(way), { files, ...options });
}

async function smoke(file: string) {
  const { status, stdout } = await fmutool(['smoke', '--json', file]);
  return { status, items: JSON.parse(stdout) as SmokeItem[] };
}

const passes = [
  { transport: 'tcp', verdict: 'pass', problems: [] },
  { transport: 'shm', verdict: 'pass', problems: [] },
];

describe.skipIf(no64 !== undefined)(`a helper that a model finds${title}`, { timeout: 180_000 }, () => {
  it.each(Object.keys(WAYS))('%s is found with remoting, whether or not the name is kept', async (how) => {
    for (const keepName of [false, true]) {
      expect((await smoke(await fmu(WAYS[how]!, { remoting: { keepName } }))).items, `${keepName}`).toMatchObject(
        passes,
      );
    }
  });

  it.each(['--enable-new-dtags', '--disable-new-dtags'])(
    'beside its own library, and that imports the model by its name, finds the model (%s)',
    async (tags) => {
      const folder = workspace();
      const model = libraryOf(source(WAYS['beside its own library']!), 'tiny');
      writeFileSync(path.join(folder, 'tiny.so'), model);
      const code = 'extern double own(void); double helper(void) { return own(); }';
      const flags = [`-Wl,-rpath,$ORIGIN,${tags},--no-as-needed`, `-L${folder}`, '-l:tiny.so'];
      const files = { 'binaries/linux64/libhelper.so': libraryOf(code, 'libhelper', flags) };
      const file = await fmuOf(model, { files });
      expect(new AdmZip(file).getEntry('binaries/linux64/real/tiny.so'), 'keeps its name').not.toBeNull();
      expect((await smoke(file)).items).toMatchObject(passes);
    },
  );

  it('is missed by remoting of the older layout, and the original is not blamed', async () => {
    const file = await fmu(WAYS['in the folder of its platform, beside the resources']!, {
      remoting: { keepName: true },
    });
    // It moved everything into the sub-folder and left nothing behind.
    const zip = new AdmZip(file);
    zip.deleteFile('binaries/linux64/libhelper.so');
    writeFileSync(file, zip.toBuffer());
    const { status, items } = await smoke(file);
    expect(status).toBe(1);
    expect(items).toHaveLength(2);
    for (const { problems } of items) {
      expect(problems).toMatchObject([{ side: 'tested' }]);
      expect(problems[0]?.['message']).toMatch(/^the patched FMU .*[^.]; the original came to its end$/);
    }
    expect(await fmutool(['--add-remoting-linux64', '--quiet', file])).toMatchObject({ status: 0, stderr: '' });
    expect((await smoke(file)).items).toMatchObject(passes);
  });
});
