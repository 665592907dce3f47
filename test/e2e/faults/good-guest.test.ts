/** What remoting must not do to its importer: good_guest looks at itself before and after an instance. */
import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Fixtures, LINUX, WINE, describeRoutes } from './support/fixture.js';
import { guestProgram } from './support/importer.js';
import { MARK, marked, serversOf, supervisorsOf, until } from './support/processes.js';

const fixtures = new Fixtures();

interface Ended {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs a program to its end; its pipes must close with it, whatever it has started. */
function run(words: readonly string[], mark: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(words[0]!, words.slice(1), { env: { ...process.env, [MARK]: mark }, timeout: 30_000 });
    let [output, errors] = ['', ''];
    child.stdout.on('data', (data: Buffer) => (output += data.toString('utf8')));
    child.stderr.on('data', (data: Buffer) => (errors += data.toString('utf8')));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, output, errors }));
  });
}

/** Where the importer's children may be counted otherwise than before: while the instance lives. */
const ways: readonly [string, readonly string[], readonly string[]][] = [
  ['a common process', [], []],
  ['a common process whose server is killed', [], ['crash']],
  ['a subreaper', [], ['subreaper']],
  ['a subreaper whose server is killed', [], ['subreaper', 'crash']],
  ['process 1 of a container', ['unshare', '-p', '-f', '--mount-proc'], []],
  ['process 1 of a container whose server is killed', ['unshare', '-p', '-f', '--mount-proc'], ['crash']],
];

describeRoutes(LINUX, (route) => {
  const program = guestProgram(route.importer, 'good_guest');
  const missing = existsSync(program) ? undefined : `${program} has not been built`;

  describe.skipIf(missing !== undefined)(
    `an importer that is${missing === undefined ? '' : ` (skipped: ${missing})`}`,
    () => {
      it.for(ways)('%s', async ([, before, options], context) => {
        const isPermitted = before.length === 0 || spawnSync(before[0]!, [...before.slice(1), 'true']).status === 0;
        if (!isPermitted) return context.skip('namespaces of processes are not permitted here');
        const { library, guid } = await fixtures.request('misbehaving', route);
        const mark = randomUUID();
        const { status, output, errors } = await run([...before, program, library, guid, ...options], mark);
        expect(errors.split('\n').filter((line) => line.includes('logStatusFatal'))).toHaveLength(
          options.includes('crash') ? 1 : 0,
        );
        expect(status).toBe(0);
        const lines = output.trim().split('\n');
        expect(lines.length).toBeGreaterThan(10);
        for (const line of lines) {
          const [name, first, , last] = line.split(' ');
          expect(`${name} ${last}`).toBe(`${name} ${first}`);
        }
        expect(output).toContain('child-signals 0 0 0');
        expect(output).toContain('zombies 0 0 0');
        await until(
          () => marked(mark),
          (left) => left.length === 0,
        );
      });
    },
  );

  it('gives the server its working directory and environment, and no descriptor of its own', async () => {
    const importer = await fixtures.importer('misbehaving', route, {
      cwd: '/usr',
      env: { LD_LIBRARY_PATH: '/nowhere', FMUTOOL_TEST_WORD: 'a word' },
    });
    await importer.all('new a', 'init a');
    const { model, supervisor } = importer;
    for (const pid of [model, supervisor]) {
      expect(readlinkSync(`/proc/${pid}/cwd`)).toBe('/usr');
      const files = readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
      const own = files.filter((file) => file !== '/dev/null').map((file) => file.replace(/[:[].*/, ''));
      // What the model prints goes into a pipe that its supervisor reads.
      expect(own.sort()).toEqual(pid === model ? ['pipe', 'pipe'] : ['anon_inode', 'pipe', 'socket']);
      expect(files.filter((file) => file === '/dev/null').length).toBeGreaterThanOrEqual(pid === model ? 1 : 3);
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      expect(/SigBlk:\s*([0-9a-f]+)/.exec(status)?.[1], 'blocked signals').toMatch(/^0+$/);
    }
    expect(readFileSync(`/proc/${model}/environ`, 'utf8')).toContain('FMUTOOL_TEST_WORD=a word');
  });

  it('may have closed its standard streams', async () => {
    const importer = await fixtures.importer('misbehaving', route);
    expect(await importer.ask('close-streams')).toBe('closed');
    expect(await importer.all('new a', 'init a', 'step a')).toBe('0');
    // Nothing has taken the numbers that belong to them.
    for (const stream of [0, 1, 2]) expect(existsSync(`/proc/${importer.pid}/fd/${stream}`)).toBe(false);
    process.kill(importer.model, 'SIGKILL');
    expect(await importer.ask('step a')).toBe('4');
    expect(await importer.ask('free a')).toBe('freed');
  });
});

describeRoutes([...LINUX, ...WINE], (route) => {
  it("what the model prints does not get into the importer's output", async () => {
    const importer = await fixtures.importer('misbehaving', route);
    await importer.all('new a', 'init a', 'set a integer 1 11');
    expect(await importer.ask('step a')).toBe('0');
    expect(await importer.ask('free a')).toBe('freed');
    expect(importer.lines.filter((line) => line.includes('prints'))).toEqual([]);
    expect(importer.errors).toBe('');
  });

  it('another process that the importer starts inherits nothing of the session', async () => {
    const importer = await fixtures.importer('misbehaving', route);
    const before = await importer.ask('inheritable');
    await importer.all('new a', 'init a');
    expect(await importer.ask('inheritable')).toBe(before);
  });

  it('a thread that has made an instance may end before it', async () => {
    const importer = await fixtures.importer('misbehaving', route);
    expect(await importer.ask('apart new a')).toBe('instance');
    expect(await importer.ask('init a')).toBe('0');
    expect(serversOf(importer.mark).length).toBeGreaterThan(0);
    expect(supervisorsOf(importer.mark)).toHaveLength(1);
    expect(await importer.all('step a', 'free a')).toBe('freed');
  });
});
