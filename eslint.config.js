import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';
import { layersPlugin } from './eslint.layers.js';

const ofProcess = (properties, message) => properties.map((property) => ({ object: 'process', property, message }));
const STREAMS = ofProcess(['stdout', 'stderr'], 'Only src/cli/output writes to the standard streams.');
const EXITS = ofProcess(['exit', 'exitCode'], 'Only src/cli sets the exit status.');

const inTests = ['test/**/*.ts', 'bench/**/*.ts', 'fixtures/**/*.ts'];

export default tseslint.config(
  { ignores: ['build/', 'coverage/', 'dist/', 'prebuilt/', 'native/', '**/*.tmp/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: ['error', 'always'],
      'no-param-reassign': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Numbers print the same everywhere; only objects and undefined in a message are mistakes.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // `() => stream.end()` is clear, and braces would not make it clearer.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // `while (true)` is the clearest form of a loop that leaves from its middle, as readers of byte formats do.
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      // A leading underscore says "not used here, but the signature asks for it".
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { layers: layersPlugin, regexp },
    rules: {
      'layers/downwards-only': 'error',
      // Nearly every text here comes from outside. What these refuse is written as a walk over the text
      // (docs/limits.md).
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential', ignoreSticky: true }],
    },
  },
  {
    // Text of others has to be made printable, which src/cli/output does with everything that it is given.
    files: ['src/**/*.ts'],
    ignores: ['src/cli/output/**'],
    rules: {
      'no-console': 'error',
      'no-restricted-properties': ['error', ...STREAMS],
      'no-restricted-imports': ['error', ...['process', 'node:process', 'console', 'node:console']],
    },
  },
  {
    // The library prints nothing and sets no exit status; only the command line does.
    files: ['src/**/*.ts'],
    ignores: ['src/cli/**'],
    rules: { 'no-restricted-properties': ['error', ...STREAMS, ...EXITS] },
  },
  {
    files: inTests,
    rules: {
      // A test that indexes past the end fails with a clear message anyway.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: inTests,
    ignores: ['test/random.ts'],
    rules: {
      'no-restricted-imports': ['error', { name: 'fast-check', message: 'test/random.ts has it, with the seed.' }],
    },
  },
  {
    // Plain JavaScript: the executable's launcher and configuration files. No types to check against.
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    extends: [tseslint.configs.base],
    rules: { eqeqeq: ['error', 'always'], 'prefer-const': 'error', 'no-unused-vars': 'error' },
  },
);
