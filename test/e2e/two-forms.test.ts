// The two forms of the command line do the same, and keep to what every command keeps to.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fmu } from '../remoting/support/fmu.js';
import { zipNames } from '../remoting/support/read-zip.js';
import { listing, put, workspace } from '../remoting/support/workspace.js';
import { executable, fmutool } from './support/executable.js';

const win64Only = fmu(['win64']);
const both = fmu(['win32', 'win64']);

/** Runs fmutool on a fresh model.fmu; returns what it says and what became of the file. */
async function on(
  bytes: Buffer,
  ...args: string[]
): Promise<{ status: number | undefined; stdout: string; stderr: string; after: Buffer; folder: string }> {
  const folder = workspace();
  put(folder, 'model.fmu', bytes);
  const result = await fmutool(args, { cwd: folder });
  return { ...result, after: readFileSync(path.join(folder, 'model.fmu')), folder };
}

describe('flags and commands', () => {
  const same: [string[], string[]][] = [
    [
      ['add-remoting', 'win32', 'model.fmu'],
      ['--add-remoting-win32', 'model.fmu'],
    ],
    [
      ['add-remoting', 'win32', 'model.fmu'],
      ['model.fmu', '--add-remoting-win32'],
    ],
    [
      ['add-remoting', 'win32', 'model.fmu'],
      ['-input', 'model.fmu', '-add-remoting-win32'],
    ],
    [
      ['add-remoting', 'win64', 'model.fmu'],
      ['--add-remoting-x86_64-windows', '--input=model.fmu'],
    ],
    [
      ['add-remoting', 'x86-windows', 'model.fmu'],
      ['-add-remoting-x86-windows', 'model.fmu'],
    ],
    [
      ['add-remoting', 'WIN32', '--via', 'Win64', 'model.fmu'],
      ['--add-remoting-WIN32', '-via', 'X86_64-Windows', 'model.fmu'],
    ],
    [
      ['add-remoting', 'win64', '--keep-name', 'model.fmu'],
      ['-keep-name', '-add-remoting-win64', 'model.fmu'],
    ],
    [
      ['--quiet', 'add-remoting', 'win64', 'model.fmu'],
      ['--quiet', '--add-remoting-win64', 'model.fmu'],
    ],
    [
      ['add-remoting', 'win64', 'model.fmu', '--call-timeout', '30'],
      ['-call-timeout', '30', '-add-remoting-win64', 'model.fmu'],
    ],
    [
      ['remove-remoting', 'model.fmu'],
      ['-remove-remoting', 'model.fmu'],
    ],
    [
      ['info', 'model.fmu'],
      ['-info', 'model.fmu'],
    ],
    [
      ['info', '--json', 'model.fmu'],
      ['-json', '-info', 'model.fmu'],
    ],
    [
      ['add-remoting', '--json', 'win32', 'model.fmu'],
      ['--add-remoting-win32', '-json', 'model.fmu'],
    ],
  ];

  it.each(same)('%j is %j', async (command, flags) => {
    const first = await on(win64Only, ...command);
    const second = await on(win64Only, ...flags);
    expect(first.stderr).toBe('');
    expect(first.status).toBe(0);
    expect([second.status, second.stdout, second.stderr]).toEqual([first.status, first.stdout, first.stderr]);
    expect(second.after.equals(first.after)).toBe(true);
  });

  it('-output leaves the input alone', async () => {
    const { status, after, folder } = await on(
      win64Only,
      '-input',
      'model.fmu',
      '-add-remoting-win32',
      '-output',
      'patched.fmu',
    );
    expect(status).toBe(0);
    expect(after.equals(win64Only)).toBe(true);
    expect(listing(folder)).toEqual(['model.fmu', 'patched.fmu']);
    expect(zipNames(readFileSync(path.join(folder, 'patched.fmu')))).toContain('binaries/win32/model.remoting');
  });

  it('are carried out in the order given', async () => {
    const first = await on(both, '--add-remoting-win32', '--remove-remoting', '--add-remoting-win64', 'model.fmu');
    expect(zipNames(first.after).filter((name) => name.endsWith('.remoting'))).toEqual([
      'binaries/win64/model.remoting',
    ]);
    const second = await on(both, '--add-remoting-win64', '--remove-remoting', 'model.fmu');
    expect(second.after.equals(both)).toBe(true);
    expect(second.stdout.split('\n')[0]).toMatch(/added/);
    expect(second.stdout).toMatch(/taken out/);
  });

  it('--info shows the FMU before or after, where it stands', async () => {
    const before = await on(win64Only, '--json', '--info', '--add-remoting-win64', 'model.fmu');
    const after = await on(win64Only, '--json', '--add-remoting-win64', '--info', 'model.fmu');
    const shapes = ({ stdout }: { stdout: string }): string[] =>
      (JSON.parse(stdout) as object[]).map((item) => ('platforms' in item ? 'info' : 'change'));
    expect(shapes(before)).toEqual(['info', 'change']);
    expect(shapes(after)).toEqual(['change', 'info']);
  });
});

describe('several FMUs', () => {
  it('go to a folder with --output', async () => {
    const folder = workspace();
    for (const name of ['in/a.fmu', 'in/b.fmu']) put(folder, name, win64Only);
    mkdirSync(path.join(folder, 'out'));
    const { status, stdout } = await fmutool(
      ['add-remoting', 'win32', 'in/a.fmu', 'in/b.fmu', '-o', 'out', '--jobs', '2'],
      { cwd: folder },
    );
    expect(status).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(2);
    expect(listing(path.join(folder, 'out'))).toEqual(['a.fmu', 'b.fmu']);
    expect(readFileSync(path.join(folder, 'in/a.fmu')).equals(win64Only)).toBe(true);
  });

  it('the same one twice is refused with --output, because one result would replace the other', async () => {
    const folder = workspace();
    put(folder, 'a.fmu', win64Only);
    mkdirSync(path.join(folder, 'out'));
    for (const same of ['a.fmu', './a.fmu']) {
      const args = ['add-remoting', 'win32', 'a.fmu', same, '-o', 'out'];
      const { status, stdout, stderr } = await fmutool(args, { cwd: folder });
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/^fmutool: .*a\.fmu is named twice [^\n]*\n$/);
    }
    expect(listing(folder)).toEqual(['a.fmu', 'out']);
  });

  it('a single one goes to a folder whose name ends in a slash', async () => {
    const folder = workspace();
    put(folder, 'a.fmu', win64Only);
    mkdirSync(path.join(folder, 'out'));
    expect((await fmutool(['add-remoting', 'win32', 'a.fmu', '-o', 'out/'], { cwd: folder })).status).toBe(0);
    expect(listing(path.join(folder, 'out'))).toEqual(['a.fmu']);
  });

  it('the same one twice is changed once', async () => {
    const folder = workspace();
    put(folder, 'a.fmu', win64Only);
    const { status, stdout } = await fmutool(['--add-remoting-win32', 'a.fmu', './a.fmu'], { cwd: folder });
    expect(status).toBe(0);
    expect(stdout).toMatch(/added.*\n.*there already/);
  });
});

describe('--json', () => {
  it('of add-remoting has the fields that scripts rely on', async () => {
    const { stdout, stderr, after, status } = await on(win64Only, 'add-remoting', 'win64', 'model.fmu', '--json');
    const [item, ...rest] = JSON.parse(stdout) as Record<string, unknown>[];
    expect([status, stderr, rest]).toEqual([0, '', []]);
    const { createHash } = await import('node:crypto');
    expect(item).toMatchObject({
      file: 'model.fmu',
      output: 'model.fmu',
      changed: true,
      fmiVersion: '2.0',
      added: ['binaries/win64/model.dll', 'binaries/win64/model.remoting', 'binaries/win64/server_sm.exe'],
      renamed: [{ from: 'binaries/win64/model.dll', to: 'binaries/win64/real-model.dll' }],
      platform: 'win64',
      kind: 'isolate',
      server: 'binaries/win64/server_sm.exe',
      sha256: createHash('sha256').update(after).digest('hex'),
    });
  });

  it('of info has the fields that scripts rely on', async () => {
    const { stdout } = await on(win64Only, 'info', 'model.fmu', '--json');
    expect(JSON.parse(stdout)).toEqual([
      {
        file: 'model.fmu',
        fmiVersion: '2.0',
        modelName: 'Model & more',
        generationTool: null,
        token: '{1}',
        interfaces: [expect.objectContaining({ kind: 'coSimulation', modelIdentifier: 'model' })],
        platforms: [
          {
            platform: 'win64',
            folder: 'binaries/win64',
            binaries: [
              expect.objectContaining({
                path: 'binaries/win64/model.dll',
                format: 'pe',
                arch: 'x86_64',
                bits: 64,
                role: 'model',
              }),
            ],
            remoting: null,
          },
        ],
        variables: { total: 1, byCausality: { output: 1 }, byType: { Real: 1 } },
        defaultExperiment: null,
        size: win64Only.length,
        entries: 7,
        nameProblems: [],
        modelProblems: [],
      },
    ]);
  });

  it('has an item with the error for an FMU that cannot be read, and the error is on stderr too', async () => {
    const folder = workspace();
    put(folder, 'good.fmu', win64Only);
    put(folder, 'bad.fmu', 'x');
    for (const args of [['info'], ['remove-remoting']]) {
      const { status, stdout, stderr } = await fmutool([...args, '--json', 'bad.fmu', 'good.fmu'], { cwd: folder });
      expect(status).toBe(2);
      expect(JSON.parse(stdout)).toEqual([
        { file: 'bad.fmu', error: { code: 'archive-not-zip', message: expect.any(String) as string } },
        expect.objectContaining({ file: 'good.fmu' }),
      ]);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    }
  });
});

describe('what is said', () => {
  it('--dry-run shows the plan and changes nothing', async () => {
    const { stdout, after, folder } = await on(win64Only, 'add-remoting', 'win64', 'model.fmu', '--dry-run');
    expect(stdout).toMatch(/^model\.fmu: would add remoting for win64/);
    expect(stdout).toContain('binaries/win64/model.dll -> binaries/win64/real-model.dll');
    expect(after.equals(win64Only)).toBe(true);
    expect(listing(folder)).toEqual(['model.fmu']);
  });

  it('taking the remoting out removes first what has the names of the old files', async () => {
    const { folder } = await on(win64Only, 'add-remoting', 'win64', 'model.fmu');
    const { stdout } = await fmutool(['remove-remoting', 'model.fmu'], { cwd: folder });
    expect(stdout.trimEnd().split('\n')).toEqual([
      'model.fmu: remoting taken out',
      '  removed   binaries/win64/model.dll',
      '  removed   binaries/win64/model.remoting',
      '  removed   binaries/win64/server_sm.exe',
      '  restored  binaries/win64/real-model.dll -> binaries/win64/model.dll',
    ]);
  });

  it('doing it twice says that it was done already, and does not touch the file', async () => {
    const { folder } = await on(win64Only, 'add-remoting', 'win64', 'model.fmu');
    const file = path.join(folder, 'model.fmu');
    const before = statSync(file);
    const { status, stdout } = await fmutool(['add-remoting', 'win64', file]);
    expect([status, stdout]).toEqual([0, `${file}: remoting for win64 is there already, nothing to do\n`]);
    expect([statSync(file).ino, statSync(file).mtimeMs]).toEqual([before.ino, before.mtimeMs]);
  });

  it('--quiet says nothing, errors excepted', async () => {
    const good = await on(win64Only, 'add-remoting', 'win64', 'model.fmu', '--quiet');
    expect([good.status, good.stdout, good.stderr]).toEqual([0, '', '']);
    const bad = await on(Buffer.from('x'), 'info', 'model.fmu', '-q');
    expect([bad.status, bad.stdout]).toEqual([2, '']);
    expect(bad.stderr).toMatch(/^fmutool: .+\n$/);
  });

  it('--verbose adds a stack trace to an error, and nothing else does', async () => {
    expect((await on(Buffer.from('x'), 'info', 'model.fmu', '--verbose')).stderr).toMatch(/\n\s+at /);
    expect((await on(Buffer.from('x'), 'info', 'model.fmu')).stderr).not.toMatch(/\n\s+at /);
  });

  it('there are colours on a terminal, unless NO_COLOR or --no-color forbids them', () => {
    const folder = workspace();
    put(folder, 'model.fmu', win64Only);
    const onTerminal = (args: string, env: Record<string, string> = {}): string => {
      const command = `${process.execPath} ${executable} info model.fmu ${args}`;
      const run = spawnSync('script', ['-qec', command, '/dev/null'], {
        cwd: folder,
        env: { ...process.env, TERM: 'xterm-256color', FORCE_COLOR: '', NO_COLOR: '', CI: '', ...env },
        encoding: 'utf8',
      });
      expect(run.stdout).toContain('Model & more');
      return run.stdout;
    };
    expect(onTerminal('')).toContain('\u001b[');
    expect(onTerminal('--no-color')).not.toContain('\u001b[');
    expect(onTerminal('', { NO_COLOR: '1' })).not.toContain('\u001b[');
    expect(onTerminal('--json')).not.toContain('\u001b[');
  });

  it('a reader that goes away is no error, and the work is done all the same', async () => {
    const folder = workspace();
    const files = Array.from({ length: 20 }, (_, index) => path.basename(put(folder, `${index}.fmu`, win64Only)));
    const child = spawn(process.execPath, [executable, 'add-remoting', 'win32', '--verbose', ...files], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect([status, stderr]).toEqual([0, '']);
    for (const file of files)
      expect(zipNames(readFileSync(path.join(folder, file)))).toContain('binaries/win32/model.dll');
  });

  it('names of files cannot play tricks on the terminal', async () => {
    const folder = workspace();
    put(folder, 'a\u001b[31m.fmu', win64Only);
    const { stdout } = await fmutool(['add-remoting', 'win32', 'a\u001b[31m.fmu'], { cwd: folder });
    expect(stdout).toMatch(/^a\\u001b\[31m\.fmu: /);
  });
});

describe('help', () => {
  it('shows both forms and only commands that exist', async () => {
    const { status, stdout, stderr } = await fmutool(['--help']);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('fmutool <command> [options] <fmu...>');
    expect(stdout).toContain('fmutool --add-remoting-win32 model.fmu');
    expect(stdout).toContain('fmutool -input model.fmu -add-remoting-win32 -output patched.fmu');
    const commands = Array.from(stdout.matchAll(/^ {2}([a-z][a-z-]+) (?:\[options\] )?/gm), ([, name]) => name);
    for (const name of ['check', 'doctor', 'host', 'tunnel']) expect(commands).not.toContain(name);
    expect(commands).toContain('explore');
    // The flags that are listed are those that this fmutool has programs for.
    const listed = Array.from(stdout.matchAll(/^ {2}--add-remoting-(\S+) /gm), ([, name]) => name);
    expect(listed).toEqual(['win32', 'win64', 'linux32', 'linux64', 'aarch64-linux']);
    expect(stdout).not.toContain('darwin');
    expect((await fmutool(['-help'])).stdout).toBe(stdout);
  });

  it.each(['info', 'add-remoting', 'remove-remoting'])(
    'of %s ends with examples that can be typed',
    async (command) => {
      const { status, stdout } = await fmutool([command, '--help']);
      expect(status).toBe(0);
      const examples = stdout.split('Examples:\n')[1]?.trim().split('\n') ?? [];
      expect(examples.length).toBeGreaterThanOrEqual(2);
      const flag = command === 'add-remoting' ? '--add-remoting-win32' : `--${command}`;
      for (const args of [
        ['help', command],
        ['--help', command],
        [flag, '--help'],
        ['-help', flag.slice(1)],
      ]) {
        expect(await fmutool(args)).toEqual({ status: 0, stdout, stderr: '' });
      }
      for (const example of examples) {
        const folder = workspace();
        for (const name of ['model.fmu', 'patched.fmu', 'huge.fmu']) put(folder, name, win64Only);
        const line = example.trim().replace(/^fmutool/, `${process.execPath} ${executable}`);
        const run = spawnSync('bash', ['-c', line], { cwd: folder, encoding: 'utf8' });
        expect([example, run.status, run.stderr]).toEqual([example, 0, '']);
      }
    },
  );

  it('--version is the version in package.json', async () => {
    const text = readFileSync(path.join(path.dirname(executable), '..', 'package.json'), 'utf8');
    const { version } = JSON.parse(text) as { version: string };
    for (const flag of ['--version', '-V', '-version']) {
      expect(await fmutool([flag])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
    }
  });
});
