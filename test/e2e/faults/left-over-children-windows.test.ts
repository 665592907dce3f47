// On Windows, too, programs that a model has started end with it: they are in a job that they cannot leave. After a good end
// they have a moment to end by themselves. left-over-children.test.ts is about Linux.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { pathFor } from '../../native/wine.js';
import { workspace } from '../../remoting/support/workspace.js';
import { PatchedFmu } from '../support/patched.js';
import { FMI2_STUB, windowsFile, windowsFmu } from '../support/tiny-model.js';
import { Fixtures, WINE, describeRoutes, type Route } from './support/fixture.js';
import { Importer } from './support/importer.js';
import { marked, until } from './support/processes.js';

const fixtures = new Fixtures();

/**
 * A program that waits for ever; with a number, after it has started itself with one less; with a process and a file, until
 * the process has ended, and then writes the file.
 */
const PROGRAM = `
  #include <stdio.h>
  #include <stdlib.h>
  #include <windows.h>
  int main(int count, char **words) {
    if (count == 3) {
      HANDLE parent = OpenProcess(SYNCHRONIZE, FALSE, atoi(words[1]));
      WaitForSingleObject(parent, INFINITE);
      return fclose(fopen(words[2], "w"));
    }
    if (count == 2 && atoi(words[1]) > 0) {
      char line[1000];
      STARTUPINFOA start = {sizeof start};
      PROCESS_INFORMATION made;
      snprintf(line, sizeof line, "\\"%s\\" %d", getenv("FMUTOOL_TEST_PROGRAM"), atoi(words[1]) - 1);
      CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &start, &made);
    }
    Sleep(INFINITE);
    return 0;
  }`;

/** A model that does this in its first step; it may start the program with an argument and flags. */
const model = (code: string): string => `
  #include <stdio.h>
  #include <stdlib.h>
  #include <windows.h>
  #define fmi2DoStep stubDoStep
  ${FMI2_STUB}
  #undef fmi2DoStep
  static double value(unsigned reference) { return 0; }
  static void start(const char *arguments, unsigned flags) {
    char line[1000];
    STARTUPINFOA start = {sizeof start};
    PROCESS_INFORMATION made;
    snprintf(line, sizeof line, "\\"%s\\" %s", getenv("FMUTOOL_TEST_PROGRAM"), arguments);
    /* A job that cannot be left refuses to start what wants to leave it. */
    if (CreateProcessA(NULL, line, NULL, NULL, FALSE, flags, NULL, NULL, &start, &made))
      return;
    flags &= ~CREATE_BREAKAWAY_FROM_JOB;
    if (!CreateProcessA(NULL, line, NULL, NULL, FALSE, flags, NULL, NULL, &start, &made))
      exit(100);
  }
  int fmi2DoStep(Instance i, double time, double size, int final) {
    if (steps++ == 0) { ${code} }
    return 0;
  }`;

const NAME = 'started-by-model.exe';

/** An importer of the model, whose instance "a" is initialized. */
async function importing(code: string, { importer, computes }: Route): Promise<Importer> {
  const platform = computes as 'win64' | 'win32';
  const program = windowsFile(PROGRAM, platform, NAME);
  const fmu = await PatchedFmu.make(windowsFmu(model(code), platform), [computes], [importer]);
  onTestFinished(() => fmu.remove());
  const started = await Importer.start({
    platform: importer,
    library: fmu.patched.library(importer, 'coSimulation'),
    guid: 'tiny',
    env: { FMUTOOL_TEST_PROGRAM: pathFor(platform, program) },
  });
  fixtures.keep(started);
  await started.all('new a', 'init a');
  return started;
}

const programsOf = ({ mark }: Importer): number => marked(mark).filter(({ command }) => command.includes(NAME)).length;

const untilThereAre = (importer: Importer, count: number): Promise<number> =>
  until(
    () => programsOf(importer),
    (found) => found === count,
  );

describeRoutes(WINE, (route) => {
  describe('what a model leaves running', { timeout: 120_000 }, () => {
    describe.each([
      ['children', 'start("", 0);', 1],
      ['two children', 'start("", 0); start("", 0);', 2],
      ['children that want to leave the job', 'start("", CREATE_BREAKAWAY_FROM_JOB);', 1],
      ['children without a console', 'start("", DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP);', 1],
      ['a chain of generations', 'start("9", 0);', 10],
    ])('%s', (_what, code, count) => {
      it('is ended with it', async () => {
        const importer = await importing(code, route);
        expect(await importer.ask('step a')).toBe('0');
        await untilThereAre(importer, count);
        await importer.ask('free a');
        await untilThereAre(importer, 0);
      });

      it('is ended when the importer is gone', async () => {
        const importer = await importing(code, route);
        expect(await importer.ask('step a')).toBe('0');
        await untilThereAre(importer, count);
        importer.signal('SIGKILL');
        await importer.untilNothingIsLeft();
      });
    });

    it('is ended when the model crashes', async () => {
      const importer = await importing('start("", 0); *(volatile int *)0 = 0;', route);
      await importer.ask('step a');
      expect(importer.fatalLogs().join()).toContain('ended by exception');
      await untilThereAre(importer, 0);
    });

    it('may end by itself when the model has ended well', async () => {
      const file = path.join(workspace(), 'written');
      const written = pathFor(route.computes, file).replaceAll('\\', '/');
      const code = `char words[900]; snprintf(words, sizeof words, "%lu ${written}", GetCurrentProcessId()); start(words, 0);`;
      const importer = await importing(code, route);
      expect(await importer.ask('step a')).toBe('0');
      await untilThereAre(importer, 1);
      await importer.ask('free a');
      await untilThereAre(importer, 0);
      expect(existsSync(file)).toBe(true);
    });
  });
});
