// Starting npm and what it installed, from tests that npm may have started themselves.
import { execa } from 'execa';
import type { TestContext } from 'vitest';

/** Where a program runs, and what is different in its environment. */
export interface Place {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
}

const deadline = 240_000;

/** What npm leaves in the environment of the scripts that it runs must not reach another run of it. */
function environment(changes: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const leftByNpm =
    /^(?:npm_(?:lifecycle|package|command|execpath|node_execpath|config_(?:local_|global_)?prefix)|INIT_CWD)/;
  const kept = Object.entries(process.env).filter(([name]) => !leftByNpm.test(name));
  return { ...Object.fromEntries(kept), ...changes };
}

/** The standard output of a program; throws with everything that it printed when it fails. */
export async function run(program: string, args: readonly string[], { cwd, env }: Place): Promise<string> {
  const options = { cwd, env: environment(env), extendEnv: false, stdin: 'ignore', timeout: deadline } as const;
  const { stdout } = await execa(program, args, options);
  return stdout;
}

/** Runs npm, from its cache where it can. A test that npm fails for want of a registry is skipped and says so. */
export async function npm(context: TestContext, args: readonly string[], { cwd, env }: Place): Promise<string> {
  try {
    return await run('npm', args, { cwd, env: { npm_config_prefer_offline: 'true', ...env } });
  } catch (error) {
    if (/\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED)\b/.test(String(error))) {
      context.skip('the registry of npm packages is not reachable');
    }
    throw error;
  }
}
