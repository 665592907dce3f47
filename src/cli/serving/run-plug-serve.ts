/** Serves a state space from the command line: from what was typed to a clean end. */
import { openFmuSpace } from '../../explore/open-fmu-space.js';
import { FmuToolError } from '../../fmu/error.js';
import { DEFAULT_PORT } from '../../plug/client/url.js';
import { PlugServer } from '../../plug/server/server.js';
import { SpaceError, type StateSpace } from '../../plug/space.js';
import type { Dialect } from '../../plug/wire/messages.js';
import { TransportError } from '../../transport/endpoint.js';
import type { Log } from '../../transport/log.js';
import { DONE, NOT_DONE, type ExitStatus } from '../exit-status.js';
import { spaceOptionsOf, type SpaceCommandOptions } from '../exploring/space-options.js';
import { stderr } from '../output/channel.js';
import { Report } from '../output/report.js';
import { authority, hint, isLoopback } from './listening.js';
import { logOutput } from './log-output.js';
import { ServerEnd } from './server-end.js';
import type { ServeOptions } from './settings.js';

/** What may be typed. */
export interface PlugServeOptions extends SpaceCommandOptions, Pick<ServeOptions, 'logFormat'> {
  readonly port?: number;
  readonly host?: string;
  readonly dialect?: Dialect;
  readonly idleTimeout?: number;
  readonly maxMessage?: number;
  readonly maxConnections?: number;
}

/** Serves the state space of an FMU until it is asked to end. */
export async function runPlugServe(file: string, options: PlugServeOptions): Promise<ExitStatus> {
  const report = await Report.create(options);
  if (options.color !== false) await stderr.colour();
  const log = logOutput(options);
  const end = new ServerEnd();
  let space: StateSpace | undefined;
  try {
    const opened = await openFmuSpace(file, {
      ...(await spaceOptionsOf(options)),
      onLog: (text, status) => log({ level: 'info', event: 'fmu', text: `${status}: ${text}` }),
    });
    space = opened;
    for (const text of opened.findings) log({ level: 'warning', event: 'finding', text: `${file}: ${text}` });
    return await serve(file, space, options, { report, log, end });
  } catch (error) {
    if (error instanceof SpaceError) report.error(file, new FmuToolError('space', error.message, { cause: error }));
    else if (error instanceof FmuToolError) report.error(file, error);
    else throw error;
    return NOT_DONE;
  } finally {
    await space?.close();
    end.release();
  }
}

interface Surroundings {
  readonly report: Report;
  readonly log: Log;
  readonly end: ServerEnd;
}

async function serve(
  file: string,
  space: StateSpace,
  options: PlugServeOptions,
  { report, log, end }: Surroundings,
): Promise<ExitStatus> {
  const { host, dialect, idleTimeout, maxMessage, maxConnections } = options;
  const limits = { idleTimeout, maxMessage, maxConnections };
  let server: PlugServer;
  try {
    server = await PlugServer.start({
      ...limits,
      space,
      dialect,
      host,
      port: options.port ?? DEFAULT_PORT,
      onLog: log,
    });
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    stderr.lines([`fmutool: plug-serve: ${error.message}${hint(error)}`]);
    return NOT_DONE;
  }
  try {
    if (!isLoopback(server.host)) {
      const text = `${server.host} can be reached from other machines, and the protocol has no authentication: every client that connects may run the FMU`;
      log({ level: 'warning', event: 'open', text });
    }
    announce(file, server, report);
    await end.wait();
    log({ level: 'info', event: 'ending', text: 'the server ends; once more ends it at once' });
  } finally {
    await server.close();
  }
  return DONE;
}

/** Tells that the server is there: one line, which scripts wait for. */
function announce(file: string, { host, port, dialect }: PlugServer, report: Report): void {
  report.line({ listening: { host, port, dialect }, fmu: file, pid: process.pid });
  const url = `plug://${authority(host, port)}${dialect === 'prefixed' ? '' : `?dialect=${dialect}`}`;
  report.text([`serving the states of ${file} at ${url} (Ctrl-C ends the server)`]);
}
