/** A model that another program serves: found by its address, described by its own server. */
import { FmuToolError, listed } from '../fmu/error.js';
import { parseModelDescription, type ModelDescription } from '../fmu/model-description.js';
import { ownTolerance } from '../fmu/own-tolerance.js';
import { RfmiClient, type ExtendedCommands, type OfferedFmu, type RfmiClientOptions } from '../rfmi/client/client.js';
import { RfmiError } from '../rfmi/client/rfmi-error.js';
import { parseRfmiUrl } from '../rfmi/client/url.js';
import { simulateCoSimulation } from './co-simulation.js';
import { describedSubject, hasEventMode, takesConstantSteps } from './described-subject.js';
import { simulateFmi3CoSimulation } from './fmi3-co-simulation.js';
import { RemoteInstance } from './remote-instance.js';
import type { Subject } from './subject.js';
import { VariableIndex, simulationVariables } from './variables.js';

/**
 * The model at `url`, selected in a session of its own.
 * @throws FmuToolError `rfmi-url`, `fmu-not-served`; RfmiError if the server cannot be reached or refuses
 */
export async function openUrlSubject(url: string, options: RfmiClientOptions = {}): Promise<Subject> {
  const { name } = parseRfmiUrl(url);
  try {
    const client = await RfmiClient.connect(url, options);
    try {
      const { name: its, fmiMajor } = chosen(await client.listFmus(), name);
      const extended = fmiMajor === 3 ? await client.extend() : undefined;
      return await selected(client, its, extended);
    } catch (error) {
      await end(client);
      throw error;
    }
  } catch (error) {
    throw error instanceof FmuToolError ? error.withPath(url) : error;
  }
}

/** The model of that name; without one the only one. */
function chosen(offered: readonly OfferedFmu[], name: string | undefined): Pick<OfferedFmu, 'name' | 'fmiMajor'> {
  // The server says best that there is none of that name.
  if (name !== undefined) return offered.find((each) => each.name === name) ?? { name, fmiMajor: 0 };
  const [first, ...others] = offered;
  if (first !== undefined && others.length === 0) return first;
  const names = [first, ...others].flatMap((each) => (each === undefined ? [] : [each.name]));
  const what =
    names.length === 0 ? 'the server has no FMU' : `the server has ${listed(names, 200)}; add the name of one: /name`;
  throw new FmuToolError('fmu-not-served', what);
}

async function selected(client: RfmiClient, name: string, extended: ExtendedCommands | undefined): Promise<Subject> {
  await client.selectFmu(name).catch((error: unknown) => {
    if (!(error instanceof RfmiError) || error.text === '') throw error;
    throw new FmuToolError('fmu-not-served', error.text, { cause: error });
  });
  const description = parseModelDescription(await client.modelDescription());
  const constantSteps = takesConstantSteps(description);
  if (extended !== undefined) {
    const eventMode = extended.agreement.eventMode && hasEventMode(description);
    return {
      ...describedSubject(description),
      kind: 'coSimulation',
      constantSteps,
      simulate: async (simulation) => {
        requireOwnTolerance(description, simulation.experiment.tolerance);
        const instance = new RemoteInstance(client, extended);
        return simulateFmi3CoSimulation(instance, description, { ...simulation, constantSteps, eventMode });
      },
      abort: () => void client.close(),
      close: () => end(client),
    };
  }
  return {
    name: description.modelName,
    kind: 'coSimulation',
    description,
    index: new VariableIndex(simulationVariables(description)),
    constantSteps,
    simulate: (simulation) => {
      requireOwnTolerance(description, simulation.experiment.tolerance);
      return simulateCoSimulation(client, { ...simulation, constantSteps });
    },
    abort: () => void client.close(),
    close: () => end(client),
  };
}

/** No command of RFMI has a tolerance: a server gives its FMUs their own. */
function requireOwnTolerance(description: ModelDescription, wanted: number | undefined): void {
  const own = ownTolerance(description);
  if (wanted === own) return;
  const has = own === undefined ? 'it has none of its own' : `its own is ${own}`;
  const what = `a tolerance cannot be sent to the server, which gives the FMU its own (${has}); leave out --tolerance`;
  throw new FmuToolError('experiment', what);
}

/** Ends the session too, if there still is one: its instance should not wait for a client that does not come back. */
async function end(client: RfmiClient): Promise<void> {
  await client.shutdown().catch(() => undefined);
  await client.close();
}
