/** Drives a model through a co-simulation, as a client of a server of RFMI, wherever that is. */
import { FmuToolError, quote } from '../fmu/error.js';
import type { Value } from '../runtime/frames.js';
import type { RfmiClient } from '../rfmi/client/client.js';
import { endedByModel, RfmiError } from '../rfmi/client/rfmi-error.js';
import { isSameTime } from '../runtime/same-time.js';
import { CommunicationPoints } from './communication-points.js';
import { isOfModel } from './remote-instance.js';
import { negated } from './signs.js';
import { VariableExchange, type ExchangedVariable } from './variable-exchange.js';
import type { EndReason, SimulationOptions, SimulationResult } from './simulation.js';
import type { SimulationVariable } from './variables.js';

/** What is special about a co-simulation. */
export interface CoSimulationOptions extends SimulationOptions {
  /** Whether the model takes steps of one size only (canHandleVariableCommunicationStepSize is false). */
  readonly constantSteps: boolean;
}

/**
 * Simulates the model that `client` has selected, from its instantiation to the end of its instance. The session goes on;
 * closing the client meanwhile ends the simulation with a problem, and so does whatever happens to the server or to the way
 * there once there are results.
 * @throws RfmiError what has nothing to do with the model, before there are any; FmuToolError `unknown-variable`,
 * `model-instantiate`; whatever `onRow` throws
 */
export async function simulateCoSimulation(
  client: RfmiClient,
  options: CoSimulationOptions,
): Promise<SimulationResult> {
  const { experiment } = options;
  const progress = { steps: 0, time: experiment.startTime, begun: false };
  const result = (reason: EndReason, problem?: string): SimulationResult => ({
    steps: progress.steps,
    startTime: experiment.startTime,
    stopTime: progress.time,
    reason,
    problem,
  });
  try {
    const reason = await run(client, options, progress);
    await client.shutdownSimulation();
    return result(reason);
  } catch (error) {
    if (!(error instanceof RfmiError)) throw error;
    if (error.command === 'INIT' && error.kind === 'eror' && error.text !== '') {
      throw new FmuToolError('model-instantiate', error.text, { cause: error });
    }
    const ofModel = isOfModel(error);
    if (!ofModel && error.kind !== 'closed' && !progress.begun) throw error;
    if (ofModel) await client.shutdownSimulation().catch(() => undefined);
    return result('problem', ofModel && error.text !== '' ? error.text : error.message);
  }
}

async function run(
  client: RfmiClient,
  options: CoSimulationOptions,
  progress: { steps: number; time: number; begun: boolean },
): Promise<EndReason> {
  const { experiment, inputs, record, startValues, onRow, signal } = options;
  const { startTime } = experiment;
  const points = new CommunicationPoints(experiment, { constant: options.constantSteps });
  const exchange = await VariableExchange.prepare(client, {
    inputs: served(client, inputs?.variables ?? []),
    outputs: served(client, record),
  });
  await client.beginInitialization();
  await setAtStart(client, [
    ...startValues,
    ...(inputs === undefined ? [] : valuesOf(inputs.variables, inputs.at(startTime, 'before'))),
  ]);
  await client.beginSimulation(startTime, points.announcedStop);
  await onRow(startTime, await exchange.read());
  progress.begun = true;
  for (let point = 0; point < points.count; point += 1) {
    if (signal?.aborted === true) return 'interrupted';
    const time = points.time(point);
    const size = points.size(point);
    const step = await exchange.step(time, size, inputs?.at(time) ?? []).catch(endedByModel);
    if (typeof step === 'number') {
      const later = step > time && !isSameTime(step, time, size);
      if (later) progress.time = step;
      if (later) progress.steps += 1;
      if (later || !points.isResult(point)) await onRow(progress.time, await exchange.read());
      return 'model';
    }
    if (!isSameTime(step.time, time + size, size)) {
      throw new RfmiError(
        'protocol',
        `after a step of ${size} s from ${time} s the server says that it is ${step.time} s`,
      );
    }
    progress.time = points.time(point + 1);
    progress.steps += 1;
    if (!points.isResult(point + 1)) continue;
    const recorded = onRow(progress.time, step.values);
    if (recorded !== undefined) await recorded;
  }
  return 'stop-time';
}

/** The variables as the server lists them: its references and types are those that count. */
function served(client: RfmiClient, variables: readonly SimulationVariable[]): ExchangedVariable[] {
  return variables.map((variable) => {
    const { name } = variable;
    const found = client.selected?.find(name);
    if (found !== undefined) return { type: found.type, reference: found.reference, negated: variable.negated };
    throw new FmuToolError('unknown-variable', `the server does not offer the variable ${quote(name)}`);
  });
}

function valuesOf(
  variables: readonly SimulationVariable[],
  values: readonly Value[],
): { variable: SimulationVariable; value: Value }[] {
  return variables.flatMap((variable, index) => {
    const value = values[index];
    return value === undefined ? [] : [{ variable, value }];
  });
}

/** In one message, so that the order in which variables are named does not matter; the last value of each counts. */
async function setAtStart(
  client: RfmiClient,
  values: readonly { variable: SimulationVariable; value: Value }[],
): Promise<void> {
  if (values.length === 0) return;
  served(
    client,
    values.map(({ variable }) => variable),
  );
  try {
    await client.set(
      new Map(values.map(({ variable, value }) => [variable.name, variable.negated ? negated(value) : value])),
    );
  } catch (error) {
    // What the server says names the variable and why it cannot be set; that it was SETV is of no use to the user.
    if (error instanceof RfmiError && error.kind === 'nack' && error.text !== '') {
      throw new FmuToolError('start-value', error.text, { cause: error });
    }
    throw error;
  }
}
