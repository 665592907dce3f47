// Makes libraries to link against that have the names of glibc's own and, of each symbol, the newest version that
// glibc 2.17 has. What is linked with them runs on every Linux since 2012; what 2.17 does not have is an undefined
// reference when linking, so that nothing newer can slip in. Nothing is in them: the loader takes the machine's own.
//
//   node stubs.mjs <folder for the libraries> <C compiler> [flags of the compiler ...]
//
// Plain JavaScript: a build machine has Node.js, but perhaps not what package.json lists.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ceiling = 17; // of 2.17
const [folder, compiler, ...flags] = process.argv.slice(2);
const run = (program, ...args) =>
  execFileSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 26, env: { ...process.env, LC_ALL: 'C' } });
const ask = (question) => run(compiler, ...flags, question).trim();
const readelf = ask('-print-prog-name=readelf');

/** Until glibc 2.34 these were in libraries of their own, and older systems still have them there only. */
const formerHomes = [
  { library: 'libdl.so.2', names: /^dl(?:open|mopen|sym|vsym|addr1?|info|error|close)$/ },
  { library: 'libpthread.so.0', names: /^(?:_*pthread|sem)_/ },
  { library: 'librt.so.1', names: /^(?:aio|lio|__mq|mq|timer)_|^shm_(?:open|unlink)$/ },
];

/** What a library defines; a version is the numbers after the 2 of GLIBC_2.3.4. */
function definedBy(library) {
  const symbols = new Map();
  for (const line of run(readelf, '-W', '--dyn-syms', ask(`-print-file-name=${library}`)).split('\n')) {
    const [, , size, type, binding, , section, versioned = ''] = line.trim().split(/\s+/);
    const [, name, at, version] = /^(\w+)(@@?)GLIBC_2\.([\d.]+)$/.exec(versioned) ?? [];
    if (name === undefined || section === 'UND' || section === 'ABS' || binding === 'LOCAL' || type === 'TLS') continue;
    const symbol = symbols.get(name) ?? { name, versions: [], data: type === 'OBJECT', size, usable: false };
    const [minor, patch = 0] = version.split('.').map(Number);
    symbol.usable ||= at === '@@';
    symbol.versions.push({ minor, patch, text: `GLIBC_2.${version}` });
    symbols.set(name, symbol);
  }
  // What no new program can use today was mostly there for very old ones even in glibc 2.17, and is not what its name
  // promises: pthread_atfork, for one, forgets which library it was called from.
  return [...symbols.values()].filter(({ usable }) => usable);
}

/** Where glibc 2.17 has a symbol that is in `library` today; undefined where that is none of the libraries here. */
function home(library, { name, versions }) {
  if (library !== 'libc.so.6') return library;
  const former = formerHomes.find(({ names }) => names.test(name));
  if (former !== undefined) return former.library;
  // Others that moved into libc then got a new version beside the old one (from libutil, libresolv and libanl).
  const moved = versions.some(({ minor }) => minor >= 32) && name !== '__libc_start_main';
  return moved ? undefined : library;
}

function make(soname, symbols) {
  const name = soname.startsWith('ld-') ? 'libld' : soname.slice(0, soname.indexOf('.'));
  const file = (ending) => path.join(folder, `${name}.${ending}`);
  const code = [];
  const byVersion = new Map();
  for (const symbol of symbols.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const section = symbol.data ? '.bss' : '.text';
    const type = symbol.data ? 'object' : 'function';
    code.push(section, `.globl ${symbol.name}`, `.type ${symbol.name},%${type}`, `${symbol.name}:`);
    code.push(symbol.data ? `.zero ${symbol.size}` : '.long 0', `.size ${symbol.name},.-${symbol.name}`);
    byVersion.set(symbol.version, [...(byVersion.get(symbol.version) ?? []), symbol.name]);
  }
  code.push('.section .note.GNU-stack,"",%progbits');
  const nodes = [...byVersion].map(([version, names]) => `${version} { global: ${names.join('; ')}; };\n`);
  writeFileSync(file('s'), `${code.join('\n')}\n`);
  writeFileSync(file('map'), nodes.join(''));
  const linker = [`-soname,${soname}`, `--version-script,${file('map')}`, '--build-id=none'].map((o) => `-Wl,${o}`);
  run(compiler, ...flags, '-shared', '-nostdlib', ...linker, file('s'), '-o', file('so'));
}

mkdirSync(folder, { recursive: true });
const loader = /\[(ld-[^\]]+)\]/.exec(run(readelf, '-dW', ask('-print-file-name=libc.so.6')))[1];
const installed = ['libc.so.6', 'libm.so.6', ...formerHomes.map(({ library }) => library), loader];
const libraries = new Map(installed.map((library) => [library, new Map()]));
for (const library of installed) {
  for (const symbol of definedBy(library)) {
    const old = symbol.versions.filter(({ minor }) => minor <= ceiling);
    const newest = old.sort((a, b) => a.minor - b.minor || a.patch - b.patch).at(-1);
    if (newest === undefined) continue;
    libraries.get(home(library, symbol))?.set(symbol.name, { ...symbol, version: newest.text });
  }
}
for (const [library, symbols] of libraries) make(library, [...symbols.values()]);
