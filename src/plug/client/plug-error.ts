/** Why a server of the plug remote protocol did not answer. */
import { FmuToolError } from '../../fmu/error.js';

export type PlugErrorKind =
  | 'connection' // there is no connection, or it was lost; the cause is a TransportError
  | 'timeout' // no answer in time; the connection is given up
  | 'protocol' // the server does not keep to the protocol; the connection is given up
  | 'closed'; // this side has closed the connection

/** A request without an answer. `code` is `plug-` and the kind. */
export class PlugError extends FmuToolError {
  override readonly name = 'PlugError';
  readonly kind: PlugErrorKind;

  constructor(kind: PlugErrorKind, message: string, cause?: unknown) {
    super(`plug-${kind}`, message, { cause });
    this.kind = kind;
  }
}
