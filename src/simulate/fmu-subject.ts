/** An FMU on this machine: co-simulated by a server of RFMI within this process, or by the solver if it has no other way. */
import { canSerialize, serializationFlag } from '../fmu/can-serialize.js';
import { FmuToolError } from '../fmu/error.js';
import { Fmu, MODEL_DESCRIPTION, type FmuOptions } from '../fmu/fmu.js';
import type { ModelDescription } from '../fmu/model-description.js';
import { displayName } from '../fmu/file-names.js';
import type { Platform } from '../fmu/platforms.js';
import { RfmiClient } from '../rfmi/client/client.js';
import { RfmiServer } from '../rfmi/server/server.js';
import { failureOf, type ModelInstance, type Outcome } from '../runtime/calls.js';
import { InstantiationError } from '../runtime/instantiation-error.js';
import { Model, type InstanceOptions } from '../runtime/model.js';
import { withLog } from '../runtime/said.js';
import { endpointPair } from '../transport/pair.js';
import { simulateCoSimulation } from './co-simulation.js';
import { simulateFmi3CoSimulation } from './fmi3-co-simulation.js';
import { exchangeInterface } from './model-exchange/interface.js';
import { simulateModelExchange } from './model-exchange/simulate.js';
import type { Solver } from './model-exchange/solver.js';
import type { StateOwner } from './saved/state-file.js';
import { tell, type OnLog, type SimulationOptions, type SimulationResult } from './simulation.js';
import { sizesFrom } from './start-values.js';
import { describedSubject, hasEventMode, takesConstantSteps } from './described-subject.js';
import type { SimulatedInterface, Subject } from './subject.js';
import { VariableIndex, simulationVariables } from './variables.js';

/** How an FMU is brought to life. */
export interface FmuSubjectOptions extends FmuOptions {
  /** The platform whose library computes; without it one that this machine can run. */
  readonly platform?: Platform | undefined;
  /** Which interface; without it co-simulation if there is one. */
  readonly kind?: SimulatedInterface | undefined;
  /** Co-simulation only: relative; without it the FMU's own. */
  readonly tolerance?: number | undefined;
  /** Model exchange only: the method of integration; without it one that suits the model. */
  readonly solver?: Solver | undefined;
  /** Whether its state will be saved, or was. */
  readonly keepsState?: boolean | undefined;
  /** Called with what the model's logger was told. */
  readonly onLog?: OnLog | undefined;
}

/**
 * The FMU at `path`, unpacked and ready.
 * @throws FmuToolError `interface-missing`, or why it cannot be read or run here
 */
export async function openFmuSubject(path: string, options: FmuSubjectOptions = {}): Promise<Subject> {
  const fmu = Fmu.open(path, options);
  try {
    const description = fmu.modelDescription;
    const kind = chooseInterface(description, options.kind, path);
    if (kind === 'coSimulation' && options.solver !== undefined) {
      const what = 'a model in co-simulation has its own solver; leave out --solver, or choose --interface me';
      throw new FmuToolError('interface-missing', what, { path });
    }
    if (options.keepsState === true) requireSerialization(description, kind);
    const model = await Model.open(fmu, { platform: options.platform });
    try {
      const owner = options.keepsState === true ? await ownerOf(model, description, kind) : undefined;
      if (kind === 'modelExchange') return { ...exchanged(model, description, options), owner };
      // A server has no words for states.
      return description.fmiMajor === 3 || owner !== undefined
        ? { ...driven(model, description, options), owner }
        : await served(model, description, fmu.archive.read(MODEL_DESCRIPTION), options);
    } catch (error) {
      await model.close();
      throw error;
    }
  } catch (error) {
    throw error instanceof FmuToolError ? error.withPath(path) : error;
  } finally {
    fmu.close();
  }
}

const NAMES: Readonly<Record<SimulatedInterface, string>> = {
  coSimulation: 'co-simulation',
  modelExchange: 'model exchange',
};

function chooseInterface(
  { interfaces }: ModelDescription,
  wanted: SimulatedInterface | undefined,
  path: string,
): SimulatedInterface {
  const there = (['coSimulation', 'modelExchange'] as const).filter((kind) =>
    interfaces.some((each) => each.kind === kind),
  );
  const chosen = wanted ?? there[0];
  if (chosen !== undefined && there.includes(chosen)) return chosen;
  const has = there.map((kind) => NAMES[kind]).join(' and ');
  const what =
    wanted !== undefined && has !== ''
      ? `the FMU has no interface for ${NAMES[wanted]}, only for ${has}; leave out --interface`
      : 'the FMU has an interface neither for co-simulation nor for model exchange, so it cannot be simulated';
  throw new FmuToolError('interface-missing', what, { path });
}

/** @throws FmuToolError `saved-state` if the state of the model cannot become bytes (FMI 2.0.4 2.1.8, FMI 3.0 2.2.6.4) */
function requireSerialization(description: ModelDescription, kind: SimulatedInterface): void {
  if (canSerialize(description, kind)) return;
  const flag = serializationFlag(description);
  throw new FmuToolError(
    'saved-state',
    flag === undefined
      ? `FMI ${description.fmiVersion} cannot save the state of a model; only 2.0 and 3.0 can`
      : `the model cannot save its state in ${NAMES[kind]} (${flag} is false in its model description)`,
  );
}

async function ownerOf(model: Model, description: ModelDescription, kind: SimulatedInterface): Promise<StateOwner> {
  const { fmiVersion, modelName, token } = description;
  const library = await model.libraryDigest(kind);
  return { fmiVersion, modelName, token, platform: displayName(model.platform), interface: kind, library };
}

async function served(
  model: Model,
  description: ModelDescription,
  xml: Buffer,
  { onLog, tolerance }: FmuSubjectOptions,
): Promise<Subject> {
  const name = description.modelName;
  const server = await RfmiServer.start({
    catalogue: [
      {
        name,
        description,
        xml,
        tolerance,
        instantiate: (signal) => model.instantiate({ kind: 'coSimulation', signal }),
      },
    ],
    ...(onLog !== undefined && {
      onLog: (entry): void => {
        if (entry.event === 'fmu') onLog(entry.text, entry.status ?? 'ok');
        else if (entry.event === 'fmu-printed') onLog(entry.text, 'ok', true);
      },
    }),
  });
  const close = async (): Promise<void> => {
    await server.close();
    await model.close();
  };
  try {
    const [here, there] = endpointPair();
    server.attach(there);
    const client = await RfmiClient.connect(here, { reconnectMilliseconds: 0 });
    await client.selectFmu(name);
    const constantSteps = takesConstantSteps(description);
    return {
      name,
      kind: 'coSimulation',
      description,
      index: new VariableIndex(simulationVariables(description)),
      constantSteps,
      simulate: (options) => simulateCoSimulation(client, { ...options, constantSteps }),
      // The client waits no longer; the model may be in any call, also in that which frees it.
      abort: () => {
        void client.close();
        model.abort();
      },
      close: async () => {
        await client.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function exchanged(model: Model, description: ModelDescription, { solver, onLog }: FmuSubjectOptions): Subject {
  return {
    ...local(model, description, { kind: 'modelExchange' }, onLog, (instance, options) => {
      const found = exchangeInterface(description, sizesFrom(options.startValues));
      if (found === undefined) throw new TypeError('there is no model exchange');
      return simulateModelExchange(instance, found, { ...options, solver });
    }),
    kind: 'modelExchange',
    constantSteps: false,
  };
}

/** Co-simulation of what RFMI 0.91 has no words for: most of FMI 3.0, and states. */
function driven(model: Model, description: ModelDescription, { onLog }: FmuSubjectOptions): Subject {
  const eventMode = hasEventMode(description);
  const constantSteps = takesConstantSteps(description);
  return {
    ...local(model, description, { kind: 'coSimulation', eventMode }, onLog, (instance, options) =>
      simulateFmi3CoSimulation(instance, description, { ...options, constantSteps, eventMode }),
    ),
    kind: 'coSimulation',
    constantSteps,
  };
}

async function instantiated(model: Model, options: InstanceOptions, onLog?: OnLog): Promise<ModelInstance> {
  return model.instantiate(options).catch((error: unknown) => {
    if (error instanceof InstantiationError) tell(error.log, onLog);
    throw error;
  });
}

/** Simulates a fresh instance, and leaves it. */
type Run = (instance: ModelInstance, options: SimulationOptions) => Promise<SimulationResult>;

/** What subjects have in common that call the model themselves: a simulation has an instance from its beginning to its end. */
function local(
  model: Model,
  description: ModelDescription,
  wanted: InstanceOptions,
  onLog: OnLog | undefined,
  run: Run,
): Omit<Subject, 'kind' | 'constantSteps'> {
  const ending = new AbortController();
  return {
    ...describedSubject(description),
    simulate: async (options) => {
      let instance: ModelInstance;
      try {
        instance = await instantiated(model, { ...wanted, signal: ending.signal }, onLog);
      } catch (error) {
        if (!(error instanceof InstantiationError) || !ending.signal.aborted) throw error;
        const { startTime } = options.experiment;
        return { steps: 0, startTime, stopTime: startTime, reason: 'problem', problem: error.message };
      }
      return withEnd(await run(instance, options), await instance.close(), options.onLog);
    },
    abort: () => {
      ending.abort();
      model.abort();
    },
    close: () => model.close(),
  };
}

/** The result with the end of the instance: a model that fails while it is freed has failed. */
function withEnd(result: SimulationResult, freed: Outcome, onLog: OnLog = () => undefined): SimulationResult {
  for (const { text, status } of freed.log) onLog(text, status);
  if (freed.failed === undefined || result.reason === 'problem') return result;
  return { ...result, reason: 'problem', problem: withLog(failureOf(freed), freed.log) };
}
