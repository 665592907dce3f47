// How models end: freed, their library unloaded, their process gone. What goes wrong on the way is said.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findPlatform } from '../../src/fmu/platforms.js';
import { changeFmu } from '../../src/remoting/change-fmu.js';
import type { ModelInstance } from '../../src/runtime/calls.js';
import { FMI2_STUB, fmuOf } from '../e2e/support/tiny-model.js';
import { workspace } from '../remoting/support/workspace.js';
import { closeModels, fixture, good, openModel, said, start, step } from './models.js';

afterEach(async () => {
  vi.unstubAllEnvs();
  await closeModels();
});

/** The fixture `misbehaving`, as it is and with remoting. */
async function misbehaving(patched: boolean): Promise<string> {
  if (!patched) return fixture('misbehaving');
  const output = path.join(workspace(), 'misbehaving.fmu');
  const platform = findPlatform('linux64')!;
  await changeFmu(fixture('misbehaving'), [{ action: 'add-remoting', platform }], { output, sync: false });
  return output;
}

/** An instance that has made a step. */
async function stepped(file: string): Promise<ModelInstance> {
  const instance = await (await openModel(file)).instantiate({ kind: 'coSimulation' });
  expect(await instance.run([...start, step(0, 0.1)])).toMatchObject(good);
  return instance;
}

const failed = { status: 'fatal', failed: 'free', results: [] };

describe.each([
  ['without remoting', false],
  ['with remoting', true],
])('%s a model', (_title, patched) => {
  it('that ends as it should has nothing to say', async () => {
    const instance = await stepped(await misbehaving(patched));
    expect(await instance.close()).toMatchObject(good);
    expect(await instance.close()).toMatchObject(good);
  });

  it.each([
    ['crash', /was ended by signal 11 \(SIGSEGV/],
    ['abort', /was ended by signal 6 \(SIGABRT/],
    ['exit', /ended with exit status 3/],
    ['stack-overflow', /was ended by signal 11/],
  ])('says that it does this while it is freed, and while its library is unloaded: %s', async (action, how) => {
    const file = await misbehaving(patched);
    vi.stubEnv('FMUTOOL_FIXTURE_ACTION', `fmi2FreeInstance:${action}`);
    const freed = await (await stepped(file)).close();
    expect(freed).toMatchObject(failed);
    expect(said(freed)).toMatch(how);
    expect(said(freed)).not.toContain('unloaded');
    vi.stubEnv('FMUTOOL_FIXTURE_ACTION', `unload:${action}`);
    const unloaded = await (await stepped(file)).close();
    expect(unloaded).toMatchObject(failed);
    expect(said(unloaded)).toMatch(how);
    expect(said(unloaded)).toContain(', after fmi2FreeInstance, while its library was unloaded.');
    expect(said(unloaded), 'not where it was unpacked').toContain('(binaries/linux64/');
  });

  it('says what it complains of while it is freed, which is no failure', async () => {
    vi.stubEnv('FMUTOOL_FIXTURE_ACTION', 'fmi2FreeInstance:complain');
    const outcome = await (await stepped(await misbehaving(patched))).close();
    expect(outcome).toMatchObject({ status: 'ok', failed: undefined });
    expect(outcome.log).toMatchObject([{ status: 'warning', text: 'fmi2FreeInstance: the model complains' }]);
  });

  it('is ended where its library cannot be unloaded, and says so', async () => {
    vi.stubEnv('FMUTOOL_FIXTURE_ACTION', 'unload:hang');
    const outcome = await (await stepped(await misbehaving(patched))).close();
    expect(outcome).toMatchObject(failed);
    expect(said(outcome)).toMatch(
      /did not end within 5 s and has been ended, after fmi2FreeInstance, while its library was unloaded\./,
    );
  }, 30_000);

  it('is ended where it cannot be freed, and says so', async () => {
    vi.stubEnv('FMUTOOL_FIXTURE_ACTION', 'fmi2FreeInstance:hang');
    const outcome = await (await stepped(await misbehaving(patched))).close();
    expect(outcome).toMatchObject(failed);
    expect(said(outcome)).toBe('It was not freed within 10 s, so its process was ended.');
  }, 30_000);

  it('that is aborted while it is freed, or has failed before, has nothing more to say', async () => {
    const file = await misbehaving(patched);
    vi.stubEnv('FMUTOOL_FIXTURE_ACTION', 'fmi2FreeInstance:hang');
    const hanging = await stepped(file);
    const closing = hanging.close();
    hanging.abort();
    expect(await closing).toMatchObject(good);
    hanging.abort();
    vi.stubEnv('FMUTOOL_FIXTURE_ACTION', 'fmi2Terminate:crash');
    const dead = await stepped(file);
    expect(await dead.run([{ call: 'terminate' }])).toMatchObject({ status: 'fatal', failed: 'fmi2Terminate' });
    expect(await dead.close()).toMatchObject(good);
  });
});

describe.skipIf(!existsSync('/usr/bin/gcc'))('a model with a library of its own making (needs gcc)', () => {
  const value = 'static double value(unsigned reference) { return reference; }';

  it.each([
    [
      'calls exit(0) while its library is unloaded',
      '__attribute__((destructor)) static void gone(void) { exit(0); }',
      /ended with exit status 0, after fmi2FreeInstance, while its library was unloaded/,
    ],
    [
      'leaves a status other than 0 to the end of the process',
      'static void gone(void) { _exit(4); } __attribute__((constructor)) static void come(void) { keep(); atexit(gone); }',
      /ended with exit status 4, after fmi2FreeInstance/,
    ],
  ])('that %s', async (_title, code, how) => {
    const file = await fmuOf(`
      #define _GNU_SOURCE
      #include <dlfcn.h>
      #include <stdlib.h>
      #include <unistd.h>
      ${FMI2_STUB}
      ${value}
      __attribute__((used)) static void keep(void) {
        Dl_info info;
        dladdr((void *)fmi2GetVersion, &info);
        dlopen(info.dli_fname, RTLD_NOW | RTLD_NODELETE);
      }
      ${code}`);
    const outcome = await (await stepped(file)).close();
    expect(outcome).toMatchObject(failed);
    expect(said(outcome)).toMatch(how);
  });

  it('that logs while its library is unloaded is heard', async () => {
    const file = await fmuOf(`
      typedef void (*Logger)(void *, const char *, int, const char *, const char *, ...);
      static struct { Logger logger; void *a, *b, *c, *environment; } kept;
      #define fmi2Instantiate unused
      ${FMI2_STUB}
      #undef fmi2Instantiate
      ${value}
      Instance fmi2Instantiate(const char *n, int k, const char *g, const char *r, const void *f, int v, int l) {
        kept = *(__typeof__(kept) *)f;
        return &steps;
      }
      __attribute__((destructor)) static void gone(void) {
        kept.logger(kept.environment, "tiny", 1, "late", "%d last words", 2);
      }`);
    const outcome = await (await stepped(file)).close();
    expect(outcome).toMatchObject({
      status: 'ok',
      log: [{ status: 'warning', category: 'late', text: '2 last words' }],
    });
  });
});
