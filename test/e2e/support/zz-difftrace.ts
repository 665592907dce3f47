import { PatchedFmu } from '/work/main/test/e2e/support/patched.js';
import { runTracer } from '/work/main/test/native/tracer.js';
import { uriFor } from '/work/main/test/native/wine.js';
import { writeFileSync } from 'node:fs';
const [file, importer, computes, kind, ...options] = process.argv.slice(2) as any;
const p = await PatchedFmu.make(file, [computes], [importer]);
for (const [which, platform] of [
  ['original', computes],
  ['patched', importer],
] as any) {
  const t0 = Date.now();
  const r = await runTracer({
    library: p.library(which, platform, kind),
    description: p.description,
    kind,
    platform,
    scenario: { resources: uriFor(platform, p.resources) },
    options,
    deadline: 100000,
  }).catch((e) => ({ trace: String(e), errors: '', status: -1 }));
  writeFileSync(`/tmp/dy/${which}.txt`, r.trace);
  console.log(which, r.status, r.errors.slice(0, 300), Date.now() - t0, 'ms');
}
