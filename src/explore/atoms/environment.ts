/**
 * CEL as propositions about a model speak it (docs/explore.md): all numbers are reals, whole ones that functions of CEL give,
 * such as `size`, among them.
 */
import { Environment } from '@marcbachmann/cel-js';

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
};

const OF_ONE: Readonly<Record<string, (value: number) => number>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  exp: Math.exp,
  floor: Math.floor,
  log: Math.log,
  round: Math.round,
  sign: Math.sign,
  sqrt: Math.sqrt,
  cos: Math.cos,
  sin: Math.sin,
  tan: Math.tan,
};

const OF_TWO: Readonly<Record<string, (a: number, b: number) => number>> = {
  atan2: Math.atan2,
  max: Math.max,
  min: Math.min,
  pow: Math.pow,
};

let shared: Environment | undefined;

/** An environment without variables, of its caller's own. */
export function newEnvironment(): Environment {
  shared ??= withReals();
  return shared.clone();
}

function withReals(): Environment {
  const environment = new Environment();
  for (const [sign, compute] of Object.entries(ARITHMETIC)) {
    // What CEL has of these is for two reals, but for the remainder.
    const mixed = [['int', 'double'] as const, ['double', 'int'] as const];
    for (const [left, right] of sign === '%' ? [...mixed, ['double', 'double'] as const] : mixed) {
      environment.registerOperator(`${left} ${sign} ${right}: double`, (a: number | bigint, b: number | bigint) =>
        compute(Number(a), Number(b)),
      );
    }
  }
  environment.registerOperator('double == int', (a: number, b: bigint) => a === Number(b));
  for (const [name, compute] of Object.entries(OF_ONE)) {
    environment.registerFunction(`${name}(double): double`, (value: number) => compute(value));
  }
  for (const [name, compute] of Object.entries(OF_TWO)) {
    environment.registerFunction(`${name}(double, double): double`, (a: number, b: number) => compute(a, b));
  }
  environment.registerFunction('isNaN(double): bool', (value: number) => Number.isNaN(value));
  environment.registerFunction('isFinite(double): bool', (value: number) => Number.isFinite(value));
  return environment;
}
