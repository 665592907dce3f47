/** Runs a server from the command line: from what was typed to a clean end. */
import { FmuToolError } from '../../fmu/error.js';
import { RfmiServer, type ServerAddress, type ServerEndpoint } from '../../rfmi/server/server.js';
import type { Log } from '../../rfmi/server/log.js';
import type { ServedModel } from '../../rfmi/server/served-model.js';
import { TransportError } from '../../transport/endpoint.js';
import { DONE, NOT_DONE, type ExitStatus } from '../exit-status.js';
import { requirePlatform } from '../operations.js';
import { stderr } from '../output/channel.js';
import { Report } from '../output/report.js';
import { authority, hint, isLoopback } from './listening.js';
import { logOutput } from './log-output.js';
import { namedFiles, openServed } from './served-files.js';
import { serverLimits, settingsOf, type ServeOptions, type ServeSettings } from './settings.js';
import { ServerEnd } from './server-end.js';

/** Serves the FMUs until it is asked to end. */
export async function runServe(named: readonly string[], options: ServeOptions): Promise<ExitStatus> {
  const report = await Report.create(options);
  if (options.color !== false) await stderr.colour();
  const log = logOutput(options);
  const platform = options.platform === undefined ? undefined : requirePlatform(options.platform);
  let settings: ServeSettings;
  try {
    settings = await settingsOf(named, options);
  } catch (error) {
    if (!(error instanceof FmuToolError)) throw error;
    report.error(options.config ?? 'serve', error);
    return NOT_DONE;
  }
  for (const text of settings.remarks) log({ level: 'warning', event: 'configuration', text });
  const files = namedFiles(settings.files);
  const end = new ServerEnd();
  let served: readonly ServedModel[] = [];
  try {
    served = await openServed(files, { ...options, ...settings.limits }, platform, log);
    if (served.length > 0) return await serve(served, settings, { report, log, end });
    stderr.lines(['fmutool: serve: there is no FMU that can be served']);
    return NOT_DONE;
  } catch (error) {
    if (!(error instanceof FmuToolError)) throw error;
    report.error('serve', error);
    return NOT_DONE;
  } finally {
    await Promise.all(served.map((each) => each.close()));
    end.release();
  }
}

interface Surroundings {
  readonly report: Report;
  readonly log: Log;
  readonly end: ServerEnd;
}

async function serve(
  served: readonly ServedModel[],
  { endpoints, limits }: ServeSettings,
  { report, log, end }: Surroundings,
): Promise<ExitStatus> {
  let server: RfmiServer;
  try {
    server = await RfmiServer.start({ ...serverLimits(limits), catalogue: served, endpoints, onLog: log });
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    stderr.lines([`fmutool: serve: ${error.message}${hint(error)}`]);
    return NOT_DONE;
  }
  try {
    warnOfOpenEndpoints(endpoints, log);
    announce(server.addresses, served, report);
    await end.wait();
    log({ level: 'info', event: 'ending', text: 'the server ends; once more ends it at once' });
  } finally {
    await server.close();
  }
  return DONE;
}

/** A client that gets through to such an endpoint may run the models. */
function warnOfOpenEndpoints(endpoints: readonly ServerEndpoint[], log: Log): void {
  for (const { port, host, tls } of endpoints) {
    if (port < 0 || host === undefined || isLoopback(host) || tls?.ca !== undefined) continue;
    const text = `${host} can be reached from other machines, and the protocol has no authentication: every client that connects may run the FMUs (--tls-ca asks clients for certificates)`;
    log({ level: 'warning', event: 'open', text });
  }
}

/** Tells that the server is there: one line, which scripts wait for. */
function announce(addresses: readonly ServerAddress[], served: readonly ServedModel[], report: Report): void {
  const fmus = served.map(({ name }) => name);
  const listening = addresses.map(({ transport, host, port, tls }) => ({
    transport,
    host,
    port,
    ...(tls && { tls }),
  }));
  report.line({ listening, fmus, pid: process.pid });
  const urls = addresses.map((address) => urlOf(address)).join(', ');
  report.text([`serving ${fmus.join(', ')} at ${urls} (Ctrl-C ends the server)`]);
}

/** What clients call the server by; the name of the FMU follows. */
function urlOf({ transport, host, port, tls }: ServerAddress): string {
  if (transport === 'shm') return `rfmi+shm://${-port}`;
  return `${tls ? 'rfmis' : 'rfmi'}://${authority(host ?? '', port)}`;
}
