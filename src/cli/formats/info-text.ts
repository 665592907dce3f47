/** `fmutool info` as people read it. */
import type { BinaryReport, FmuInfo, PlatformReport, RemotingReport } from '../../fmu/info.js';
import { atPlace } from '../../fmu/model-description/problem.js';
import { nameProblemText } from '../../fmu/archive/portable-names.js';
import { shortened } from '../../printable.js';
import { label, title, type Line } from '../output/line.js';

/** How many problems of a kind are shown without being asked for all of them. */
const SHOWN = 5;
/** How many lines on platforms and their binaries are shown without being asked for all of them. */
const PLATFORM_LINES = 100;
/** Characters of a text of the FMU. */
const TEXT = 300;

const FORMATS = { pe: 'PE', elf: 'ELF', macho: 'Mach-O' } as const;
const KINDS = {
  coSimulation: 'Co-Simulation',
  modelExchange: 'Model Exchange',
  scheduledExecution: 'Scheduled Execution',
} as const;

/** The text for one FMU; `verbose` names every exported function and imported library. */
export function infoText(info: FmuInfo, verbose: boolean): Line[] {
  return [
    title(info.file),
    ...rows([
      ['model', info.modelName],
      ['FMI', info.fmiVersion],
      ['made by', info.generationTool ?? 'not stated'],
      ['token', info.token],
      ['file', `${size(info.size)}, ${count(info.entries, 'entry', 'entries')}`],
    ]),
    ...section(
      'interfaces',
      info.interfaces.flatMap((each) => interfaceLines(each)),
    ),
    ...section(
      'platforms',
      firstOf(
        info.platforms.flatMap((each) => platformLines(each, verbose)),
        verbose ? Infinity : PLATFORM_LINES,
      ),
    ),
    ...rows([
      ['variables', String(info.variables.total)],
      ...(info.variables.total === 0
        ? []
        : ([
            ['', counts(info.variables.byCausality)],
            ['', counts(info.variables.byType)],
          ] as const)),
      ['experiment', experiment(info.defaultExperiment)],
    ]),
    ...problemSection('names', info.nameProblems.map(nameProblemText), verbose),
    ...problemSection(
      'problems',
      info.modelProblems.map((problem) => atPlace(problem, problem.message)),
      verbose,
    ),
  ];
}

function rows(pairs: readonly (readonly [string, string])[]): Line[] {
  return pairs.map(([name, text]) => ['  ', label(name.padEnd(12)), shortened(text, TEXT)]);
}

function section(name: string, lines: readonly string[]): Line[] {
  const [first = 'none', ...rest] = lines;
  return [...rows([[name, first]]), ...rest.map((line) => `${' '.repeat(14)}${shortened(line, TEXT)}`)];
}

function problemSection(name: string, problems: readonly string[], verbose: boolean): Line[] {
  if (problems.length === 0) return [];
  return section(name, firstOf(problems, verbose ? Infinity : SHOWN));
}

/** The first so many lines, and how many more there are. */
function firstOf(lines: readonly string[], most: number): readonly string[] {
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most), `and ${lines.length - most} more (--verbose shows all)`];
}

function interfaceLines({ kind, modelIdentifier, capabilities }: FmuInfo['interfaces'][number]): string[] {
  const can = Object.entries(capabilities)
    .filter(([, value]) => value !== false && value !== 0 && value !== '')
    .map(([name, value]) => (value === true ? name : `${name}=${value}`));
  return [`${KINDS[kind]} (${modelIdentifier})`, ...wrap(can).map((line) => `  ${line}`)];
}

function platformLines({ platform, folder, binaries, remoting }: PlatformReport, verbose: boolean): string[] {
  const name = folder === `binaries/${platform}` ? platform : `${platform} (${folder})`;
  return [
    remoting === null ? name : `${name}: remoting (${how(remoting)})`,
    ...binaries.flatMap((binary) => binaryLines(binary, folder, verbose)).map((line) => `  ${line}`),
    ...(binaries.length === 0 ? ['  no library'] : []),
  ];
}

function how({ kind, to, timeout, version }: RemotingReport): string {
  const limit = timeout === 0 ? '' : `, calls limited to ${timeout} s`;
  return `${kind}, computed by ${to}${limit}, added by fmutool ${version}`;
}

function binaryLines(binary: BinaryReport, folder: string, verbose: boolean): string[] {
  const name = binary.path.startsWith(`${folder}/`) ? binary.path.slice(folder.length + 1) : binary.path;
  const machine = binary.slices?.map((slice) => slice.arch).join(' + ') ?? `${binary.arch}, ${binary.bits} bit`;
  const functions = binary.role === 'server' ? '' : `, ${count(binary.fmiFunctions.length, 'FMI function')}`;
  const lines = [`${name}: ${binary.role}, ${FORMATS[binary.format]} for ${machine}${functions}`];
  if (!verbose) return lines;
  return [
    ...lines,
    ...wrap(binary.fmiFunctions).map((line) => `  ${line}`),
    ...wrap(binary.imports).map((line) => `  needs ${line}`),
  ];
}

function experiment(given: FmuInfo['defaultExperiment']): string {
  const { startTime, stopTime, stepSize, tolerance } = given ?? {};
  const parts = [
    startTime === undefined ? [] : `start ${startTime}`,
    stopTime === undefined ? [] : `stop ${stopTime}`,
    stepSize === undefined ? [] : `step ${stepSize}`,
    tolerance === undefined ? [] : `tolerance ${tolerance}`,
  ].flat();
  return parts.length === 0 ? 'none given' : parts.join(', ');
}

function counts(by: Readonly<Record<string, number>>): string {
  return Object.entries(by)
    .map(([name, number]) => `${number} ${name}`)
    .join(', ');
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const exponent = Math.min(3, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** exponent).toFixed(1)} ${['', 'KiB', 'MiB', 'GiB'][exponent] ?? ''}`;
}

/** Words in lines of a width that fits beside the labels. */
function wrap(words: readonly string[]): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line !== '' && line.length + 2 + word.length > 84) {
      lines.push(`${line},`);
      line = word;
    } else line = line === '' ? word : `${line}, ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}
