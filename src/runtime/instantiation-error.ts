/** A model that did not want to be: what its log says is told like that of a model that there is. */
import { FmuToolError } from '../fmu/error.js';
import type { LogMessage, Outcome } from './calls.js';
import { withPrinted } from './printed-lines.js';
import { inOneLine } from './said.js';

/** What came of the call that was to make it. */
type Refusal = Pick<Outcome, 'failed' | 'log' | 'lastPrinted'>;

export class InstantiationError extends FmuToolError {
  /** What the logger was told, and what the model has printed. */
  readonly log: readonly LogMessage[];

  constructor(outcome: Refusal, path: string) {
    super('model-instantiate', `the model cannot be instantiated: ${refusal(outcome)}`, { path });
    this.log = outcome.log;
  }
}

/** The reason, as a sentence. */
function refusal({ failed = 'its instantiation', log, lastPrinted = [] }: Refusal): string {
  const messages = log.filter(({ printed }) => printed !== true);
  const complaints = messages.filter(({ status }) => status !== 'ok');
  const said = inOneLine((complaints.length > 0 ? complaints : messages).map(({ text }) => text));
  const silent = lastPrinted.length > 0 ? '' : ' and the model does not say why';
  return withPrinted(said === '' ? `${failed} returned null${silent}` : said, lastPrinted);
}
