/** What is said of the end of an instance: freed, its library unloaded, its process ended. */
import { FREEING, type LogMessage, type Outcome } from './calls.js';

/**
 * What came of freeing. Remoting inside of the FMU can tell of an end that did not go well in its log alone, because
 * the functions that free an instance return nothing.
 */
export function farewell({ status, log, lastPrinted }: Pick<Outcome, 'status' | 'log' | 'lastPrinted'>): Outcome {
  const well = (status === 'ok' || status === 'warning') && !log.some((message) => message.status === 'fatal');
  const failed = well ? undefined : FREEING;
  return {
    status: well ? 'ok' : 'fatal',
    results: [],
    failed,
    lastTime: undefined,
    terminated: false,
    log,
    ...(lastPrinted && { lastPrinted }),
  };
}

/** The end of an instance of which nothing new can be said. */
export function silentEnd(): Outcome {
  return farewell({ status: 'ok', log: [] });
}

/** The end of a model that did not come back from being freed; `log` is what was said until it was ended. */
export function stuckEnd(log: readonly LogMessage[], seconds: number): Outcome {
  const text = `It was not freed within ${seconds} s, so its process was ended.`;
  const said = log.filter(({ status }) => status !== 'fatal');
  return farewell({ status: 'fatal', log: [...said, { status: 'fatal', category: 'fmutool', text }] });
}
