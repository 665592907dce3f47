/** Models of FMI 1.0, run: simulated, served and smoke-tested, co-simulation and model exchange, with remoting and without. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { RfmiClient } from '../../src/rfmi/client/client.js';
import { workspace } from '../remoting/support/workspace.js';
import { ServeProcess } from '../rfmi/server/started-process.js';
import { fmutool } from './support/executable.js';
import { tinyFmu } from './support/tiny-model.js';
import { whyNotRunnableAlone } from '../native/wine.js';

const reason = whyNotRunnableAlone('linux64');
const deadline = 120_000;

/** What both kinds of model need; `tiny_` is the model identifier. */
const STUB = `
  #include <stdlib.h>
  #include <string.h>
  typedef void (*Logger)(void *, const char *, int, const char *, const char *, ...);
  typedef struct {
    double real[8], time;
    int integer[8];
    char boolean[8];
    char text[80];
    Logger logger;
    int initialized;
  } Model;
  static Model *make(const char *name, const char *guid, Logger logger) {
    if (strcmp(guid, "tiny") != 0) {
      logger(NULL, name, 3, "error", "the GUID %s is not mine", guid);
      return NULL;
    }
    Model *model = calloc(1, sizeof *model);
    model->logger = logger;
    return model;
  }
  #define ACCESS(Type, type, field)                                                                 \\
    int tiny_fmiSet##Type(Model *m, const unsigned *r, size_t n, const type *v) {                   \\
      for (size_t i = 0; i < n; i++) m->field[r[i]] = v[i];                                         \\
      return 0;                                                                                     \\
    }                                                                                               \\
    int tiny_fmiGet##Type(Model *m, const unsigned *r, size_t n, type *v) {                         \\
      if (!m->initialized) return m->logger(m, "m", 3, "error", "not initialized"), 3;              \\
      for (size_t i = 0; i < n; i++) v[i] = m->field[r[i]];                                         \\
      return 0;                                                                                     \\
    }
  ACCESS(Real, double, real)
  ACCESS(Integer, int, integer)
  ACCESS(Boolean, char, boolean)
  int tiny_fmiSetString(Model *m, const unsigned *r, size_t n, const char *const *v) {
    strncpy(m->text, v[0], sizeof m->text - 1);
    return 0;
  }
  int tiny_fmiGetString(Model *m, const unsigned *r, size_t n, const char **v) { return v[0] = m->text, 0; }
  int tiny_fmiSetDebugLogging(Model *m, char on) { return 0; }
  const char *tiny_fmiGetVersion(void) { return "1.0"; }`;

/** Its output is twice its input, and one step later the stop time that it was told; it ends at 0.5 s if integer 2 is set. */
const SLAVE = `${STUB}
  typedef struct { Logger logger; void *allocate, *release, *finished; } Callbacks;
  const char *tiny_fmiGetTypesPlatform(void) { return "standard32"; }
  Model *tiny_fmiInstantiateSlave(const char *name, const char *guid, const char *location, const char *type,
                                  double timeout, char visible, char interactive, Callbacks callbacks, char on) {
    return strncmp(location, "file:///", 8) == 0 && strcmp(type, "application/x-fmu-sharedlibrary") == 0
               ? make(name, guid, callbacks.logger) : NULL;
  }
  int tiny_fmiInitializeSlave(Model *m, double start, char hasStop, double stop) {
    m->initialized = 1;
    m->time = start;
    m->real[3] = hasStop ? stop : -1;
    m->real[1] = 2 * m->real[0];
    return 0;
  }
  int tiny_fmiDoStep(Model *m, double time, double size, char newStep) {
    if (m->integer[2] && time >= 0.5) return 2;
    m->time = time + size;
    m->real[1] = 2 * m->real[0];
    m->integer[1] = newStep;
    m->boolean[1] = !m->boolean[0];
    return 0;
  }
  int tiny_fmiGetRealStatus(Model *m, int kind, double *value) { return *value = m->time, 0; }
  int tiny_fmiTerminateSlave(Model *m) { return 0; }
  int tiny_fmiResetSlave(Model *m) { return 0; }
  void tiny_fmiFreeSlaveInstance(Model *m) { free(m); }`;

/** A ball that bounces, with a time event at 0.25 s that counts, and exchanges the states if integer 2 is set. */
const BALL = `${STUB}
  typedef struct { Logger logger; void *allocate, *release; } Callbacks;
  typedef struct { char converged, references, values, terminate, upcoming; double next; } Event;
  const char *tiny_fmiGetModelTypesPlatform(void) { return "standard32"; }
  Model *tiny_fmiInstantiateModel(const char *name, const char *guid, Callbacks callbacks, char on) {
    Model *m = make(name, guid, callbacks.logger);
    if (m) m->real[0] = 1, m->real[3] = 0.7;
    return m;
  }
  static void say(Model *m, Event *event, char values) {
    *event = (Event){1, 0, values, 0, m->time < 0.25, 0.25};
  }
  int tiny_fmiInitialize(Model *m, char controlled, double tolerance, Event *event) {
    m->initialized = 1;
    m->integer[1] = controlled;
    return say(m, event, 0), 0;
  }
  int tiny_fmiSetTime(Model *m, double time) { return m->time = time, 0; }
  /* Integer 3 says which state comes first. */
  #define STATE(i) m->real[(i) ^ m->integer[3]]
  int tiny_fmiSetContinuousStates(Model *m, const double *x, size_t n) { return STATE(0) = x[0], STATE(1) = x[1], 0; }
  int tiny_fmiGetContinuousStates(Model *m, double *x, size_t n) { return x[0] = STATE(0), x[1] = STATE(1), 0; }
  int tiny_fmiGetNominalContinuousStates(Model *m, double *x, size_t n) { return x[0] = x[1] = 1, 0; }
  int tiny_fmiGetDerivatives(Model *m, double *d, size_t n) {
    return d[m->integer[3]] = m->real[1], d[!m->integer[3]] = -9.81, 0;
  }
  int tiny_fmiGetEventIndicators(Model *m, double *z, size_t n) { return z[0] = m->real[0], 0; }
  int tiny_fmiCompletedIntegratorStep(Model *m, char *update) { return *update = 0, 0; }
  int tiny_fmiEventUpdate(Model *m, char intermediate, Event *event) {
    const char bounces = m->real[0] <= 0 && m->real[1] < 0;
    if (bounces) m->real[0] = 0, m->real[1] *= -m->real[3];
    else if (m->time == 0.25) m->integer[0]++;
    say(m, event, bounces);
    event->references = m->time == 0.25 && m->integer[2];
    if (event->references) m->integer[3] = 1;
    return 0;
  }
  int tiny_fmiGetStateValueReferences(Model *m, unsigned *r, size_t n) { return r[0] = 0, r[1] = 1, 0; }
  int tiny_fmiTerminate(Model *m) { return 0; }
  void tiny_fmiFreeModelInstance(Model *m) { free(m); }`;

function description(variables: string, rest: string, sizes = [0, 0]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
    <fmiModelDescription fmiVersion="1.0" modelName="tiny" modelIdentifier="tiny" guid="tiny"
      numberOfContinuousStates="${sizes[0]}" numberOfEventIndicators="${sizes[1]}">
      <DefaultExperiment startTime="0" stopTime="1"/>
      <ModelVariables>${variables}</ModelVariables>${rest}
    </fmiModelDescription>`;
}

function variable(name: string, reference: number, causality: string, type: string): string {
  return `<ScalarVariable name="${name}" valueReference="${reference}" causality="${causality}">${type}</ScalarVariable>`;
}

/** Its value is that of the reference with the other sign. */
function negated(...args: Parameters<typeof variable>): string {
  return variable(...args).replace(' causality', ' alias="negatedAlias" causality');
}

const slaveXml = description(
  [
    variable('u', 0, 'input', '<Real start="1"/>'),
    variable('on', 0, 'input', '<Boolean start="false"/>'),
    variable('ends', 2, 'input', '<Integer start="0"/>'),
    variable('name', 0, 'input', '<String start=""/>'),
    variable('y', 1, 'output', '<Real/>'),
    variable('stop', 3, 'output', '<Real/>'),
    variable('new', 1, 'output', '<Integer/>'),
    variable('off', 1, 'output', '<Boolean/>'),
    negated('down', 0, 'input', '<Real/>'),
    negated('minus y', 1, 'internal', '<Real/>'),
    negated('still on', 1, 'internal', '<Boolean/>'),
  ].join(''),
  `<Implementation><CoSimulation_StandAlone><Capabilities canHandleVariableCommunicationStepSize="true"
    canBeInstantiatedOnlyOncePerProcess="false"/></CoSimulation_StandAlone></Implementation>`,
);
const ballXml = description(
  [
    variable('h', 0, 'output', '<Real start="1" fixed="true"/>'),
    variable('v', 1, 'output', '<Real start="0" fixed="true"/>'),
    variable('events', 0, 'output', '<Integer/>'),
    variable('controlled', 1, 'output', '<Integer/>'),
    variable('exchanges', 2, 'internal', '<Integer start="0"/>'),
    negated('depth', 0, 'internal', '<Real/>'),
    `<ScalarVariable name="e" valueReference="3" variability="parameter" causality="internal"><Real start="0.7"/></ScalarVariable>`,
  ].join(''),
  '',
  [2, 1],
);

const slave = (): string => tinyFmu(SLAVE, 'slave.fmu', slaveXml);
const ball = (): string => tinyFmu(BALL, 'ball.fmu', ballXml);

describe.skipIf(reason !== undefined)(`FMI 1.0${reason === undefined ? '' : ` (skipped: ${reason})`}`, () => {
  it('a slave is simulated', { timeout: deadline }, async () => {
    const set = ['--set', 'u=2.5', '--set', 'on=true', '--set', 'name=x'];
    const run = await fmutool(['simulate', slave(), '--step', '0.5', ...set, '-o', '-']);
    expect(run).toEqual({
      status: 0,
      stdout: 'time,y,stop,new,off\n0,5,1,0,0\n0.5,5,1,1,0\n1,5,1,1,0\n',
      stderr: '',
    });
  });

  it(
    'a slave that discards a step ends the simulation with the time until which it came',
    { timeout: deadline },
    async () => {
      const run = await fmutool(['simulate', slave(), '--step', '0.25', '--set', 'ends=1', '-o', '-']);
      expect([run.status, run.stdout.trim().split('\n').at(-1)]).toEqual([1, '0.5,0,1,1,1']);
      expect(run.stderr).toMatch(/ended at 0\.5 s, after 2 steps: .*fmiDoStep/);
    },
  );

  it(
    'what is the negated value of another variable has the other sign, set, as an input and recorded',
    { timeout: deadline },
    async () => {
      const simulate = async (...args: readonly string[]): Promise<string> => {
        const record = ['--record', 'y', '--record', 'minus y', '--record', 'off', '--record', 'still on'];
        const run = await fmutool(['simulate', slave(), '--step', '0.5', ...record, ...args, '-o', '-']);
        expect(run.stderr).toBe('');
        return run.stdout;
      };
      const head = 'time,y,minus y,off,still on\n';
      expect(await simulate('--set', 'down=2')).toBe(`${head}0,-4,4,0,1\n0.5,-4,4,1,0\n1,-4,4,1,0\n`);
      const input = path.join(workspace(), 'down.csv');
      writeFileSync(input, 'time,down\n0,1\n1,3\n');
      expect(await simulate('--input', input)).toBe(`${head}0,-2,2,0,1\n0.5,-2,2,1,0\n1,-4,4,1,0\n`);
    },
  );

  it.each([
    ['fmiInstantiateSlave', /does not export tiny_fmiInstantiateSlave/],
    ['fmiDoStep', /ended at 0 s.*fmiDoStep/],
  ])('a slave without %s is a problem that is named', { timeout: deadline }, async (name, said) => {
    const source = SLAVE.replace(`tiny_${name}`, `tiny_not_${name}`);
    const run = await fmutool(['simulate', tinyFmu(source, 'partial.fmu', slaveXml)]);
    expect(run.status).not.toBe(0);
    expect(run.stderr).toMatch(said);
  });

  it('a slave that refuses to be instantiated says why', { timeout: deadline }, async () => {
    const other = tinyFmu(SLAVE, 'other.fmu', slaveXml.replace('guid="tiny"', 'guid="other"'));
    const run = await fmutool(['simulate', other]);
    expect(run.status).toBe(2);
    expect(run.stderr).toContain('the GUID other is not mine');
  });

  it('a model is integrated, with state events and time events', { timeout: deadline }, async () => {
    const run = await fmutool(['simulate', ball(), '--output-interval', '0.5', '-o', '-']);
    const rows = run.stdout
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    const last = rows.at(-1)!.map(Number);
    // Falls for t1, bounces with 0.7 of its speed, falls again until t1 (1 + 2 * 0.7).
    const fall = Math.sqrt(2 / 9.81);
    const since = 1 - fall;
    expect(run.status).toBe(0);
    expect(last[0]).toBe(1);
    expect(last[1]).toBeCloseTo(0.7 * 9.81 * fall * since - (9.81 / 2) * since ** 2, 5);
    expect(last[3]).toBe(1);
  });

  it('states that are exchanged by an event are integrated as they are now', { timeout: deadline }, async () => {
    const last = async (...args: readonly string[]): Promise<number[]> => {
      const record = ['--record', 'h', '--record', 'v', '--record', 'depth'];
      const run = await fmutool(['simulate', ball(), '--output-interval', '0.5', ...record, ...args, '-o', '-']);
      expect(run.status).toBe(0);
      return run.stdout.trim().split('\n').at(-1)!.split(',').map(Number);
    };
    const [, height = NaN, speed = NaN, depth] = await last();
    expect(depth).toBe(-height);
    const exchanged = await last('--set', 'exchanges=1');
    expect(exchanged[1]).toBeCloseTo(height, 6);
    expect(exchanged[2]).toBeCloseTo(speed, 6);
  });

  it.each([
    ['slave', slave],
    ['model', ball],
  ])(
    'a %s is equal to the original when it is served, with remoting and without',
    { timeout: deadline },
    async (_, make) => {
      const file = make();
      for (const how of [[], ['--add-remoting-linux64']]) {
        if (how.length > 0) expect((await fmutool([...how, '--quiet', file])).status).toBe(0);
        const run = await fmutool(['smoke', file]);
        expect(run.stdout).toMatch(/pass, .*equal to the original bit for bit/);
        expect(run.stdout).not.toMatch(/PROBLEM|DIFFERENT/);
        expect(run.status).toBe(0);
      }
    },
  );

  it('a slave is simulated over the network with the same results', { timeout: deadline }, async () => {
    const file = slave();
    const served = await ServeProcess.start([file, '--port', '0']);
    try {
      const here = await fmutool(['simulate', file, '--step', '0.1', '--set', 'u=3', '-o', '-']);
      const there = await fmutool([
        'simulate',
        `rfmi://127.0.0.1:${served.ports[0]}/slave`,
        '--stop',
        '1',
        '--step',
        '0.1',
        '--set',
        'u=3',
        '-o',
        '-',
      ]);
      expect([there.status, there.stdout]).toEqual([0, here.stdout]);
    } finally {
      await served.process.end();
    }
  });

  it('a slave is served as RFMI says of FMI 1.0', { timeout: deadline }, async () => {
    const served = await ServeProcess.start([slave(), '--port', '0']);
    const client = await RfmiClient.connect({ port: served.ports[0]! });
    try {
      expect(await client.listFmus()).toMatchObject([{ name: 'slave', fmiMajor: 1, fmiMinor: 0 }]);
      const { variables } = await client.selectFmu('slave');
      expect(variables.filter(({ name }) => ['u', 'on', 'minus y'].includes(name))).toEqual([
        { name: 'u', kind: 0x0003, type: 0x31, reference: 0 },
        { name: 'on', kind: 0x0003, type: 0x11, reference: 0 },
        { name: 'minus y', kind: 0x0203, type: 0x31, reference: 1 },
      ]);
      await client.beginInitialization();
      await expect(client.setupExperiment(0)).rejects.toMatchObject({ kind: 'unsp' });
      await client.set({ u: 1.5, on: true });
      await client.beginSimulation(0, 4);
      expect(await client.get(['y', 'stop', 'minus y'])).toEqual([3, 4, 3]);
      // An event iteration: time stands still, and the step is none that is new.
      await client.set({ u: 2 });
      expect(await client.step({ time: 0, size: 0, newStep: false })).toMatchObject({ time: 0 });
      expect(await client.get(['y', 'new', 'off'])).toEqual([4, 0, false]);
      await client.step({ time: 0, size: 0.5, newStep: true });
      expect(await client.get(['new'])).toEqual([1]);
      await client.reset();
      await client.beginSimulation(0);
      expect(await client.get(['stop'])).toEqual([-1]);
      await client.shutdownSimulation();
    } finally {
      await client.close();
      await served.process.end();
    }
  });
});
