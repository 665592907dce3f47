// The fixture `misbehaving` really does what later tests want the remoting to survive.
import { afterAll, describe, expect, it } from 'vitest';
import { HeldTracer } from './held-tracer.js';
import { PLATFORMS, titleFor, whyNot } from './platforms.js';
import { UnpackedFmu, fixtureFmu } from './unpacked-fmu.js';

const fmu = UnpackedFmu.at(fixtureFmu('misbehaving'), 'misbehaving');
const once = UnpackedFmu.at(fixtureFmu('once'), 'once');
afterAll(() => {
  fmu.remove();
  once.remove();
});

const kind = 'coSimulation';

describe.each(PLATFORMS)('misbehaving on %s', (platform) => {
  describe.skipIf(whyNot(platform))(titleFor(platform), () => {
    const act = (action: number, ...more: readonly string[]) =>
      fmu.run({
        platform,
        kind,
        options: ['--script'],
        scenario: {
          script: ['instantiate', 'initialize', ...more, `set integer 1 ${action}`, 'step', 'get real 2', 'free'],
        },
      });

    it.each([
      [1, 'crash'],
      [2, 'abort'],
      [12, 'stack overflow'],
    ])('action %i ends the process: %s', async (action) => {
      const { trace, status } = await act(action);
      expect(trace).toMatch(/fmi2DoStep [^\n]*\n$/);
      expect(status).not.toBe(0);
    });

    it('action 3 ends the process with status 3', async () => {
      const { trace, status } = await act(3);
      expect(status).toBe(3);
      expect(trace).toMatch(/fmi2DoStep [^\n]*\n$/);
    });

    it.each([
      [6, 'Warning'],
      [7, 'Discard'],
      [8, 'Error'],
      [9, 'Fatal'],
    ])('action %i returns %s', async (action, status) => {
      const { trace } = await act(action);
      expect(trace).toContain(
        `"fmi2DoStep: returns ${['OK', 'Warning', 'Discard', 'Error', 'Fatal'].indexOf(status)} on demand"`,
      );
      expect(trace).toContain(`  = ${status}\nfmi2GetReal [2]\n`);
    });

    it('does it in the function that it is told, after as many calls', async () => {
      const { trace } = await act(8, 'set string 1 fmi2GetReal', 'set integer 3 1', 'get real 2', 'get real 2');
      expect(trace.match(/fmi2GetReal \[2\]\n {2}= OK/g)).toHaveLength(3);
      const late = await act(8, 'set string 1 fmi2GetReal');
      expect(late.trace).toContain('"fmi2GetReal: returns 3 on demand"\n  = Error [untouched]');
    });

    it.each(['load', 'fmi2Instantiate', 'fmi2Terminate', 'fmi2FreeInstance'])('crashes in %s', async (where) => {
      const env = { FMUTOOL_FIXTURE_ACTION: `${where}:crash` };
      const { trace, status } = await fmu.run({ platform, kind, env });
      expect(status).not.toBe(0);
      expect(trace).not.toContain('blocks held');
    });

    it('hangs until it is killed', async () => {
      const request = fmu.request({ platform, kind, env: { FMUTOOL_FIXTURE_ACTION: 'fmi2DoStep:hang' } });
      const held = await HeldTracer.start(request);
      held.go();
      await held.until(/^fmi2DoStep /m);
      held.kill();
      expect(await held.ended()).toBe('SIGKILL');
      await held.close();
    });

    it('gives texts of 8 MB', async () => {
      const { trace } = await act(0, 'set integer 5 8388608', 'get string 2');
      expect(trace).toContain('  = OK [(8388608 bytes, hash ');
    });

    it('prints on standard output', async () => {
      const { trace, errors } = await act(11);
      expect(trace).toMatch(/fmi2DoStep [^\n]*\nfmi2DoStep prints this\r?\n {2}= OK/);
      expect(errors).toContain('fmi2DoStep prints this on stderr');
    });

    it('once refuses a second instance in the process', async () => {
      const trace = await once.trace({ platform, kind, options: ['--three'] });
      expect(trace.match(/= instance/g)).toHaveLength(1);
      expect(trace).toContain(
        'b:   log "b" Error "logStatusError" "there is an instance in this process"\nb:   = null',
      );
    });
  });
});
