// Whatever the command line is given: exit status 2, one line that says what is wrong, the input untouched, nothing left.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fmu, linuxLibrary, modelLibrary } from '../remoting/support/fmu.js';
import { put, workspace } from '../remoting/support/workspace.js';
import { zip, type ZipFile } from '../remoting/support/zip.js';
import { executable, fmutool } from './support/executable.js';
import { addWin32, expectRefusal, files, whole, withEntry, type Attempt } from './support/refusal.js';

interface Case extends Attempt {
  readonly what: string;
}

function changed(name: string, change: Partial<ZipFile>): Buffer {
  return zip(files.map((file) => (file.name === name ? { ...file, ...change } : file)));
}

function without(name: string): Buffer {
  return zip(files.filter((file) => file.name !== name));
}

/** One bit of the compressed library is other than it was. */
function damagedLibrary(): Buffer {
  const bytes = Buffer.from(whole);
  const at = bytes.indexOf('binaries/win64/model.dll') + 'binaries/win64/model.dll'.length + 40;
  bytes.writeUInt8(bytes.readUInt8(at) ^ 0x10, at);
  return bytes;
}

function xml(text: string): Buffer {
  return changed('modelDescription.xml', { data: text });
}

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';
const REST = '<ModelVariables/><ModelStructure/></fmiModelDescription>';
const cosimulation = '<CoSimulation modelIdentifier="model"/>';

const archives: Case[] = [
  { what: 'an empty file', bytes: Buffer.alloc(0), says: /empty/ },
  { what: 'text', bytes: Buffer.from('this is not a zip archive'), says: /not a zip/ },
  { what: 'an empty zip archive', bytes: zip([]), says: /empty/ },
  { what: 'another kind of archive', bytes: Buffer.from('377abcaf271c00041234567812345678', 'hex'), says: /not a zip/ },
  {
    what: 'an archive cut short',
    bytes: whole.subarray(0, whole.length / 2),
    says: /not a zip|damaged|cut|truncated/i,
  },
  {
    what: 'an archive without its last bytes',
    bytes: whole.subarray(0, -20),
    says: /not a zip|damaged|cut|truncated/i,
  },
  { what: 'an archive without its first bytes', bytes: whole.subarray(100), says: /damaged|match|header/i },
  { what: 'an archive that claims more entries', bytes: zip(files, { claimedEntries: 500 }), says: /damaged|entries/ },
  { what: 'two entries of one name', bytes: withEntry({ name: 'resources/data.bin', data: 'x' }), says: /two entries/ },
  { what: 'a name with ..', bytes: withEntry({ name: 'resources/../../evil.txt', data: 'x' }), says: /\.\./ },
  { what: 'an absolute name', bytes: withEntry({ name: '/etc/evil', data: 'x' }), says: /\/etc\/evil/ },
  { what: 'a drive letter', bytes: withEntry({ name: 'C:/evil.txt', data: 'x' }), says: /C:/ },
  { what: 'a backslash in a name', bytes: withEntry({ name: 'resources\\evil.txt', data: 'x' }), says: /\\\\/ },
  { what: 'an encrypted entry', bytes: changed('resources/data.bin', { flags: 1 }), says: /encrypted/ },
  {
    what: 'an unknown compression',
    bytes: changed('resources/data.bin', { claimedMethod: 14 }),
    says: /LZMA|method|compress/i,
  },
  {
    what: 'a symbolic link',
    bytes: withEntry({ name: 'resources/link', data: '/etc/passwd', mode: 0o120777 }),
    says: /link/,
  },
  {
    what: 'zip64 sizes',
    bytes: changed('resources/data.bin', { claimedSize: 0xffffffff }),
    says: /zip64|damaged|claims/,
  },
  {
    what: 'an entry that claims to be a terabyte',
    bytes: withEntry({ name: 'big', data: 'x'.repeat(1000), claimedSize: 0xfffffff0 }),
    says: /bomb|big|large/,
  },
  {
    what: 'a bomb by a limit that the user sets',
    bytes: withEntry({ name: 'resources/big', data: Buffer.alloc(5_000_000) }),
    args: [...addWin32, '--max-size', '1M'],
    says: /bomb/,
  },
  {
    what: 'an entry over the limit that the user sets',
    bytes: withEntry({ name: 'resources/big', data: Buffer.alloc(5_000_000) }),
    args: [...addWin32, '--max-entry-size=4M'],
    says: /bomb/,
  },
  {
    what: 'a model description with a wrong checksum',
    bytes: changed('modelDescription.xml', { claimedCrc: 1 }),
    says: /checksum/,
  },
  {
    what: 'a library that unpacks to more than it claims',
    bytes: changed('binaries/win64/model.dll', { claimedSize: 100 }),
    says: /win64\/model\.dll" is damaged: it does not unpack to the 100 bytes it claims; get the FMU again/,
  },
  {
    what: 'a library with broken compressed data',
    bytes: damagedLibrary(),
    says: /win64\/model\.dll" is damaged: [^(]*; get the FMU again$/m,
  },
  { what: 'no model description', bytes: without('modelDescription.xml'), says: /no modelDescription\.xml/ },
  {
    what: 'a folder zipped instead of its contents',
    bytes: zip(files.map((file) => ({ ...file, name: `model/${file.name}` }))),
    says: /zip the contents/,
  },
  {
    what: 'a model description in other letters',
    bytes: changed('modelDescription.xml', { name: 'ModelDescription.xml' }),
    says: /spelling/,
  },
];

const descriptions: Case[] = [
  { what: 'an empty model description', bytes: xml(''), says: /modelDescription\.xml/ },
  {
    what: 'broken XML',
    bytes: xml(`${HEAD}<fmiModelDescription fmiVersion="2.0"><oops></fmiModelDescription>`),
    says: /2:\d+|line 2/,
  },
  { what: 'a second root', bytes: xml(`${HEAD}<a/><b/>`), says: /modelDescription\.xml/ },
  {
    what: 'another root',
    bytes: xml(`${HEAD}<fmiBuildDescription fmiVersion="2.0"/>`),
    says: /fmiBuildDescription|fmiModelDescription/,
  },
  {
    what: 'an undefined entity',
    bytes: xml(`${HEAD}<fmiModelDescription fmiVersion="2.0" modelName="&who;" guid="g">${cosimulation}${REST}`),
    says: /entity|who/,
  },
  { what: 'an unknown encoding', bytes: xml('<?xml version="1.0" encoding="klingon"?><a/>'), says: /encoding/ },
  {
    what: 'bytes that are not in the declared encoding',
    bytes: changed('modelDescription.xml', { data: Buffer.from(`${HEAD}<a b="\xff"/>`, 'latin1') }),
    says: /UTF-8|encod/i,
  },
  {
    what: 'no fmiVersion',
    bytes: xml(`${HEAD}<fmiModelDescription modelName="m" guid="g">${cosimulation}${REST}`),
    says: /fmiVersion/,
  },
  {
    what: 'an fmiVersion of the future',
    bytes: xml(`${HEAD}<fmiModelDescription fmiVersion="9.0" modelName="m" guid="g">${cosimulation}${REST}`),
    says: /9\.0/,
  },
  {
    what: 'no modelIdentifier',
    bytes: xml(`${HEAD}<fmiModelDescription fmiVersion="2.0" modelName="m" guid="g"><CoSimulation/>${REST}`),
    says: /modelIdentifier/,
  },
  {
    what: 'a modelIdentifier that leads out of the folder',
    bytes: xml(
      `${HEAD}<fmiModelDescription fmiVersion="2.0" modelName="m" guid="g"><CoSimulation modelIdentifier="../../model"/>${REST}`,
    ),
    says: /modelIdentifier|model/,
  },
  {
    what: 'no interface',
    bytes: xml(`${HEAD}<fmiModelDescription fmiVersion="2.0" modelName="m" guid="g">${REST}`),
    says: /interface|CoSimulation/,
  },
  {
    what: 'FMI 3.0, with folders of FMI 2.0',
    bytes: xml(
      `${HEAD}<fmiModelDescription fmiVersion="3.0" modelName="m" instantiationToken="g">${cosimulation}${REST}`,
    ),
    says: /no library/,
  },
];

const binaries: Case[] = [
  { what: 'no binaries', bytes: without('binaries/win64/model.dll'), says: /no library/ },
  { what: 'only a Linux library', bytes: fmu(['linux64']), says: /libraries for linux64/ },
  {
    what: 'a library of the wrong machine',
    bytes: changed('binaries/win64/model.dll', { data: modelLibrary(32) }),
    says: /for x86/,
  },
  {
    what: 'a library of another system',
    bytes: changed('binaries/win64/model.dll', { data: linuxLibrary() }),
    says: /ELF/,
  },
  {
    what: 'text instead of a library',
    bytes: changed('binaries/win64/model.dll', { data: 'MZ' }),
    says: /not a library/,
  },
  {
    what: 'a library of another name',
    bytes: changed('binaries/win64/model.dll', { name: 'binaries/win64/other.dll' }),
    says: /lacks model\.dll/,
  },
  {
    what: "another tool's remoting",
    bytes: withEntry({ name: 'binaries/win64/server_sm.exe', data: 'x' }),
    says: /server_sm\.exe/,
  },
  {
    what: 'a damaged .remoting file',
    bytes: withEntry({ name: 'binaries/win32/model.remoting', data: 'kind' }),
    says: /\.remoting/,
  },
  {
    what: 'a .remoting file of the future',
    bytes: withEntry({ name: 'binaries/win32/model.remoting', data: 'format=2\n' }),
    says: /format 2/,
  },
];

const usage: Case[] = [
  { what: 'nothing at all', args: [], says: /--help/ },
  { what: 'an FMU and nothing to do', args: ['model.fmu'], says: /nothing to do with model\.fmu/ },
  {
    what: 'an option of adding and nothing added',
    args: ['--allow-multiple-instances', 'model.fmu'],
    says: /--allow-multiple-instances belongs to adding remoting \(say for which platform: /,
  },
  { what: 'a flag and no FMU', args: ['--add-remoting-win32'], says: /no FMU/ },
  { what: 'a command and no FMU', args: ['add-remoting', 'win32'], says: /missing required argument 'fmu'/ },
  { what: 'info of nothing', args: ['info'], says: /missing required argument 'fmu'/ },
  { what: 'an unknown platform', args: ['add-remoting', 'amiga', 'model.fmu'], says: /unknown platform 'amiga'/ },
  {
    what: 'a platform that looks like one',
    args: ['add-remoting', 'win128', 'model.fmu'],
    says: /unknown platform 'win128' \(use win32, win64, linux32, linux64, aarch64-linux, or a name of FMI 3/,
  },
  {
    what: 'an unknown platform as a flag',
    args: ['--add-remoting-amiga', 'model.fmu'],
    says: /unknown platform 'amiga'/,
  },
  {
    what: 'the platform forgotten',
    args: ['add-remoting', 'model.fmu', 'model.fmu'],
    says: /unknown platform 'model\.fmu'/,
  },
  { what: 'an unknown platform for --via', args: [...addWin32, '--via', 'amiga'], says: /amiga/ },
  { what: 'a platform that cannot compute', args: [...addWin32, '--via', 'linux64'], says: /win64 can/ },
  {
    what: 'macOS',
    args: ['add-remoting', 'darwin64', 'model.fmu'],
    says: /macOS \(possible for this FMU: win32 and win64\)/,
  },
  { what: 'macOS in the words of FMI 3', args: ['--add-remoting-aarch64-darwin', 'model.fmu'], says: /macOS/ },
  { what: 'a platform that is not built', args: ['add-remoting', 'riscv64-linux', 'model.fmu'], says: /not supported/ },
  { what: 'Linux for an FMU for Windows', args: ['add-remoting', 'linux64', 'model.fmu'], says: /not supported yet/ },
  { what: 'remoting over TCP', args: ['add-remoting', 'tcp', 'model.fmu'], says: /TCP is not supported yet/ },
  {
    what: 'an unknown option',
    args: [...addWin32, '--vai', 'win64'],
    says: /unknown option '--vai' \(did you mean --via\?\)/,
  },
  { what: 'an unknown flag', args: ['--frobnicate', 'model.fmu'], says: /unknown option '--frobnicate'/ },
  { what: 'an option without its value', args: [...addWin32, '--output'], says: /argument missing/ },
  { what: 'a size that is none', args: [...addWin32, '--max-size', 'huge'], says: /'huge' is invalid/ },
  { what: 'a number that is none', args: [...addWin32, '--jobs', '0'], says: /'0' is invalid/ },
  { what: 'seconds that are none', args: [...addWin32, '--call-timeout', 'soon'], says: /'soon' is invalid/ },
  { what: 'an unknown command', args: ['inof', 'model.fmu'], says: /unknown command 'inof'/ },
  { what: 'a command that is to come', args: ['check', 'model.fmu'], says: /does not exist in this version yet/ },
  {
    what: 'help for an unknown command',
    args: ['help', 'frob'],
    says: /unknown command 'frob' \(see fmutool --help\)/,
  },
  { what: 'the same as an option', args: ['--help', 'frob'], says: /unknown command 'frob'/ },
  {
    what: 'help for a command that is to come',
    args: ['help', 'check'],
    says: /'check' does not exist in this version/,
  },
  { what: 'a command and flags', args: ['--add-remoting-win32', 'info', 'model.fmu'], says: /not both/ },
  {
    what: 'a flag that only the older tool has',
    args: ['-input', 'model.fmu', '-dump-csv', 'names.csv'],
    says: /-dump-csv of the older fmutool is not supported/,
  },
  { what: 'the same with two dashes', args: ['--rename-from-csv', 'names.csv', 'model.fmu'], says: /-rename-from-csv/ },
];

const places: Case[] = [
  { what: 'a file that is not there', args: ['add-remoting', 'win32', 'gone.fmu'], says: /gone\.fmu: no such file/ },
  { what: 'info of a file that is not there', args: ['info', 'gone.fmu'], says: /gone\.fmu: no such file/ },
  {
    what: 'a folder as FMU',
    prepare: (folder) => mkdirSync(path.join(folder, 'folder.fmu')),
    args: ['info', 'folder.fmu'],
    says: /folder/,
  },
  { what: 'a device as FMU', args: ['info', '/dev/null'], says: /not a regular file/ },
  {
    what: 'a link to nothing',
    prepare: (folder) => symlinkSync('nowhere', path.join(folder, 'link.fmu')),
    args: ['info', 'link.fmu'],
    says: /no such file/,
  },
  {
    what: 'a link in a circle',
    prepare: (folder) => symlinkSync('loop.fmu', path.join(folder, 'loop.fmu')),
    args: ['info', 'loop.fmu'],
    says: /circle/,
  },
  { what: 'a name with a line break', args: ['info', 'two\nlines.fmu'], says: /two\\nlines\.fmu/ },
  {
    what: 'an output that is a folder',
    prepare: (folder) => mkdirSync(path.join(folder, 'out')),
    args: [...addWin32, '-o', 'out'],
    says: /output is a folder/,
  },
  { what: 'an output in a folder that is not there', args: [...addWin32, '-o', 'no/out.fmu'], says: /does not exist/ },
  { what: 'an output in a file', args: [...addWin32, '-o', 'model.fmu/out.fmu'], says: /not a folder/ },
  { what: 'an output folder that is not there', args: [...addWin32, '-o', 'out/'], says: /does not exist/ },
  { what: 'one output file for two FMUs', args: [...addWin32, 'model.fmu', '-o', 'out.fmu'], says: /folder/ },
  {
    what: 'two FMUs that would get one output',
    prepare: (folder) => {
      put(folder, 'a/x.fmu', whole);
      put(folder, 'b/x.fmu', whole);
      mkdirSync(path.join(folder, 'out'));
    },
    args: ['add-remoting', 'win32', 'a/x.fmu', 'b/x.fmu', '-o', 'out'],
    says: /both/,
  },
  { what: 'a device as output', args: [...addWin32, '-o', '/dev/full'], says: /the output is a device/ },
  {
    what: 'a place where nothing can be written',
    args: [...addWin32, '-o', '/proc/out.fmu'],
    says: /out\.fmu: cannot be written/,
  },
];

const all: [string, Case[]][] = [
  ['the archive', archives],
  ['the model description', descriptions],
  ['the binaries', binaries],
  ['the command line', usage],
  ['the places of files', places],
];

it('there are more than 40 of them', () => {
  expect(all.flatMap(([, cases]) => cases).length).toBeGreaterThan(40);
});

describe.each(all)('%s', (_name, cases) => {
  it.concurrent.each(cases)('$what', async (each) => {
    // Concurrent tests cannot use workspace(), which asks for the running test.
    const folder = mkdtempSync(path.join(tmpdir(), 'fmutool-test-'));
    try {
      await expectRefusal(each, folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('several FMUs', () => {
  it('are all attempted, and the worst exit status counts', async () => {
    const folder = workspace();
    for (const name of ['a.fmu', 'c.fmu']) put(folder, name, whole);
    put(folder, 'b.fmu', 'broken');
    const { status, stdout, stderr } = await fmutool(['add-remoting', 'win32', 'a.fmu', 'b.fmu', 'c.fmu'], {
      cwd: folder,
    });
    expect(status).toBe(2);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split(':')[0]),
    ).toEqual(['a.fmu', 'c.fmu']);
    expect(stderr).toMatch(/^fmutool: b\.fmu: [^\n]+\n$/);
  });
});

describe('an fmutool that is incomplete', () => {
  let copy = '';
  beforeAll(() => {
    copy = mkdtempSync(path.join(tmpdir(), 'fmutool-test-copy-'));
    put(copy, 'bin/fmutool.js', readFileSync(executable));
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it('says that it is not built', () => {
    const run = spawnSync(process.execPath, [path.join(copy, 'bin', 'fmutool.js'), 'info', 'x.fmu'], {
      encoding: 'utf8',
    });
    expect(run.stderr).toMatch(/^fmutool: [^\n]*npm run build[^\n]*\n$/);
    expect(run.status).toBe(2);
    expect(existsSync(path.join(copy, 'dist'))).toBe(false);
    truncateSync(path.join(copy, 'bin', 'fmutool.js'));
  });
});
