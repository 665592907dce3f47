// `npm prepare`: compiles src/ into dist/ wherever a checkout of this repository is installed from.
//
// Plain JavaScript, because it also runs where the development dependencies are missing: `npm install -g git+...`, which
// is how pre-commit installs a hook, has npm 11 prepare a git checkout with the setting `global` still on, and then the
// checkout gets none. So they are fetched here, into the checkout, which npm throws away afterwards.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const compiler = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');

/** Runs a JavaScript program in the checkout; ends this one with its exit status when it fails. */
function node(script, ...args) {
  const { status, error } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

if (!existsSync(compiler)) {
  const npm = process.env.npm_execpath;
  if (npm === undefined) throw new Error('TypeScript is not installed: run `npm ci` first');
  node(npm, 'ci', '--location=project', '--no-global', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund');
}
node(compiler, '-p', 'tsconfig.build.json');
