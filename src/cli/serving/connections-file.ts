/**
 * A remoteApiConnections.txt, in which the V-REP remote API lists its servers: a few lines for each, of the form
 * `portIndex1_port = 19997`.
 */
import { FmuToolError, quote } from '../../fmu/error.js';
import { packet, portOf } from './checks.js';
import type { Configuration, ConfiguredEndpoint } from './configuration.js';

const LINE = /^\s*portIndex(\d{1,4})_(\w+)\s*=(.*)$/s;

/** Whether the text is such a file: its first line that says something says it. */
export function isConnectionsFile(text: string): boolean {
  const first = text.split('\n').find((line) => line.trim() !== '' && !line.trim().startsWith('//'));
  return first !== undefined && LINE.test(first);
}

/** @throws FmuToolError `config-invalid` */
export function readConnections(text: string): Configuration {
  const servers = new Map<string, Record<string, string>>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '' || line.trim().startsWith('//')) continue;
    const [, number = '', name = '', value = ''] = LINE.exec(line.split('//', 1)[0] ?? '') ?? [];
    if (number === '') throw new FmuToolError('config-invalid', `line ${index + 1} is none of this format`);
    servers.set(number, { ...servers.get(number), [name]: value.trim() });
  }
  const synchronous = [...servers.values()].some(({ syncSimTrigger }) => syncSimTrigger !== undefined);
  return {
    endpoints: Array.from(servers, ([number, settings]) => endpointOf(`portIndex${number}`, settings)),
    remarks: synchronous ? ['syncSimTrigger has no effect: with RFMI the client triggers every step'] : [],
  };
}

function endpointOf(name: string, settings: Readonly<Record<string, string>>): ConfiguredEndpoint {
  const { port = '', maxPacketSize, debug, syncSimTrigger, ...others } = settings;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new FmuToolError('config-invalid', `there is no ${quote(`${name}_${unknown}`)}`);
  for (const value of [debug, syncSimTrigger]) {
    if (value === undefined || value === 'true' || value === 'false') continue;
    throw new FmuToolError('config-invalid', `${name}: ${quote(value)} has to be true or false`);
  }
  return {
    port: portOf(port === '' ? undefined : Number(port), `${name}_port`),
    ...(maxPacketSize !== undefined && { maxPacket: packet(Number(maxPacketSize), `${name}_maxPacketSize`) }),
    ...(debug !== undefined && { debug: debug === 'true' }),
  };
}
