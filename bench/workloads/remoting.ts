// What a remoted call costs beside the limit of the machine: two processes that poll one cache line each. The samples come
// from build/native/<platform>/bench/bench_remoting, which takes both in turn.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../command.js';
import type { Samples, Workload } from '../workload.js';

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
] as const;

export function remoting(folder: string): Workload[] {
  return pairs.flatMap(([importer, computes]) => {
    const program = path.join(root, 'build', 'native', importer, 'bench', 'bench_remoting');
    const model = path.join(root, 'build', 'native', computes, 'bench', 'bench_model.so');
    const direct = path.join(root, 'build', 'native', importer, 'bench', 'bench_model.so');
    if (![program, model, direct].every((file) => existsSync(file))) return [];
    let measured: ReadonlyMap<string, Measured> | undefined;
    const all = (): ReadonlyMap<string, Measured> =>
      (measured ??= run(
        program,
        direct,
        patched(path.join(folder, `${importer}-${computes}`), importer, computes, model),
      ));
    return Object.entries(rows).map(([key, row]) => ({
      name: `${row.name} (${importer} -> ${computes})`,
      against: row.against,
      unit: 'ns' as const,
      limit: importer === 'linux64' && computes === 'linux64' ? row.limit : undefined,
      samples: () => {
        const found = all().get(key);
        if (found === undefined) throw new Error(`${program} has not measured ${key}`);
        return row.samples(found);
      },
    }));
  });
}

/** The path of a client library whose model is `model`. */
function patched(folder: string, importer: string, computes: string, model: string): string {
  const [near, far] = [path.join(folder, importer), path.join(folder, `${computes}-model`)];
  for (const each of [near, far]) mkdirSync(each, { recursive: true });
  const client = path.join(near, 'bench.so');
  copyFileSync(path.join(root, 'prebuilt', importer, 'client_sm.so'), client);
  copyFileSync(path.join(root, 'prebuilt', computes, 'server_sm'), path.join(far, 'server_sm'));
  copyFileSync(model, path.join(far, 'bench.so'));
  const settings = ['format=1', `model=../${computes}-model/bench.so`, `server=../${computes}-model/server_sm`];
  writeFileSync(path.join(near, 'bench.remoting'), [...settings, 'transport=sm', ''].join('\n'));
  return client;
}

function run(program: string, direct: string, client: string): ReadonlyMap<string, Measured> {
  const output = execFileSync(program, [direct, client, String(rounds)], { encoding: 'utf8' });
  const lines = output.trim().split('\n');
  return new Map(lines.map((line) => JSON.parse(line) as Measured).map((each) => [each.name, each]));
}
