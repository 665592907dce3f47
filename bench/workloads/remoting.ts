// What a remoted call costs beside the limit of the machine: two processes that poll one cache line each. The samples come
// from build/native/<platform>/bench/bench_remoting, which takes both in turn.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isLinux, launcher, pathFor, whyNotRunnableAlone, type TestPlatform } from '../../test/native/wine.js';
import { root } from '../command.js';
import type { LeftOut, Samples, Workload } from '../workload.js';

/** A line of what the program prints: nanoseconds, one sample per round. */
interface Measured {
  readonly name: string;
  readonly reference: readonly number[];
  readonly subject: readonly number[];
  /** The same work without remoting. */
  readonly direct: readonly number[];
}

interface Row {
  readonly name: string;
  readonly against: string;
  readonly limit: number;
  readonly samples: (measured: Measured) => Samples;
}

const rounds = 15;
const pingPong = 'raw ping-pong';

/**
 * Where the round trip takes less, both processors are one physical core, and the calls do not gain from it as the raw
 * ping-pong does.
 */
const quickestPingPong = 300;

const toPingPong = ({ reference, subject }: Measured): Samples => ({
  subject,
  reference: reference.map((sample) => Math.max(sample, quickestPingPong)),
});

/** The part that remoting adds to what the model itself takes. */
const added = ({ reference, subject, direct }: Measured): Samples => ({
  subject: subject.map((sample, round) => sample - (direct[round] ?? 0)),
  reference,
});

const rows: Readonly<Record<string, Row>> = {
  'get 1': { name: 'fmi2GetReal of 1 variable', against: pingPong, limit: 2, samples: toPingPong },
  step: { name: 'set 10, fmi2DoStep, get 10', against: pingPong, limit: 7, samples: toPingPong },
  'get 1000': { name: 'fmi2GetReal of 1,000 variables', against: pingPong, limit: 8, samples: toPingPong },
  'one core': { name: 'fmi2GetReal, both on one core', against: pingPong, limit: 7, samples: toPingPong },
  '8 instances': { name: 'fmi2GetReal of 8 instances in turn', against: pingPong, limit: 50, samples: toPingPong },
  serialize: { name: '8 MiB of FMU state through the channel', against: 'memcpy of them', limit: 3, samples: added },
  idle: { name: 'a server that waits', against: 'a processor', limit: 0.002, samples: (measured) => measured },
  lifetime: { name: 'instantiate and free', against: '1 ms', limit: 10, samples: added },
};

/** Importer and server; only the first pair is held to the limits. */
const pairs = [
  ['linux64', 'linux64'],
  ['linux32', 'linux32'],
  ['linux32', 'linux64'],
  ['linux64', 'linux32'],
  ['win64', 'win64'],
  ['win32', 'win64'],
  ['win64', 'win32'],
  ['win32', 'win32'],
] as const;

/** What the files that are built for a platform are called. */
function filesOf(platform: TestPlatform): { program: string; model: string; client: string; server: string } {
  const [library, executable] = isLinux(platform) ? ['.so', ''] : ['.dll', '.exe'];
  const built = path.join(root, 'build', 'native', platform, 'bench');
  const shipped = path.join(root, 'prebuilt', platform);
  return {
    program: path.join(built, `bench_remoting${executable}`),
    model: path.join(built, `bench_model${library}`),
    client: path.join(shipped, `client_sm_fmi2${library}`),
    server: path.join(shipped, `server_sm${executable}`),
  };
}

/** `whyNot` says why programs of a platform cannot be timed here, or undefined. */
export function remoting(folder: string, whyNot = whyNotRunnableAlone): (Workload | LeftOut)[] {
  return pairs.flatMap<Workload | LeftOut>(([importer, computes]) => {
    const why = whyNot(importer) ?? whyNot(computes) ?? whyNotBuilt(importer, computes);
    if (why !== undefined) return [{ name: `remoting (${importer} -> ${computes})`, why }];
    const { program } = filesOf(importer);
    let measured: Promise<ReadonlyMap<string, Measured>> | undefined;
    const all = (): Promise<ReadonlyMap<string, Measured>> =>
      (measured ??= run(importer, patched(path.join(folder, `${importer}-${computes}`), importer, computes)));
    return Object.entries(rows).map(([key, row]) => ({
      name: `${row.name} (${importer} -> ${computes})`,
      against: row.against,
      unit: 'ns' as const,
      limit: importer === 'linux64' && computes === 'linux64' ? row.limit : undefined,
      samples: async () => {
        const found = (await all()).get(key);
        if (found === undefined) throw new Error(`${program} has not measured ${key}`);
        return row.samples(found);
      },
    }));
  });
}

function whyNotBuilt(importer: TestPlatform, computes: TestPlatform): string | undefined {
  const { program, model } = filesOf(importer);
  const isBuilt = [program, model, filesOf(computes).model].every((file) => existsSync(file));
  return isBuilt ? undefined : 'not built: npm run build:native -- --build-only';
}

/** The path of a client library whose model is that of the other platform. */
function patched(folder: string, importer: TestPlatform, computes: TestPlatform): string {
  const [near, far] = [path.join(folder, importer), path.join(folder, `${computes}-model`)];
  for (const each of [near, far]) mkdirSync(each, { recursive: true });
  const { client } = filesOf(importer);
  const { model, server } = filesOf(computes);
  const library = path.join(near, `bench${path.extname(client)}`);
  copyFileSync(client, library);
  for (const each of [server, model]) copyFileSync(each, path.join(far, path.basename(each)));
  const beside = [model, server].map((each) => `../${computes}-model/${path.basename(each)}`);
  const settings = ['format=1', `model=${beside[0]!}`, `server=${beside[1]!}`, 'transport=sm', ''];
  writeFileSync(path.join(near, 'bench.remoting'), settings.join('\n'));
  return library;
}

async function run(importer: TestPlatform, client: string): Promise<ReadonlyMap<string, Measured>> {
  const { command, env } = await launcher(importer);
  const { program, model } = filesOf(importer);
  const words = [...command, program, pathFor(importer, model), pathFor(importer, client), String(rounds)];
  const output = execFileSync(words[0]!, words.slice(1), { encoding: 'utf8', env: { ...process.env, ...env } });
  const lines = output.trim().split(/\r?\n/);
  return new Map(lines.map((line) => JSON.parse(line) as Measured).map((each) => [each.name, each]));
}
