/** What a client has asked its server to do, for people: the codes of commands are words of the protocol. */
import type { CommandCode } from '../wire/messages.js';

const ASKED: Readonly<Record<CommandCode, string>> = {
  RFMI: 'begin a session',
  LFMU: 'list its FMUs',
  FSEL: 'select the FMU',
  FXML: 'send the model description',
  LFRM: 'list the frames',
  DFRM: 'define a frame',
  INIT: 'instantiate the model',
  GETV: 'read variables',
  SETV: 'set variables',
  SIMS: 'initialize the model',
  SEXP: 'set up the experiment',
  EINI: 'begin the initialization',
  XINI: 'end the initialization',
  STEP: 'make a step',
  SRST: 'reset the model',
  SDWN: 'end the simulation',
  SOFF: 'end the session',
  XTND: 'agree on the extension for FMI 3.0',
  XDIM: 'tell the sizes of arrays',
  XCFG: 'enter Configuration Mode',
  XCFE: 'leave Configuration Mode',
  XEVT: 'enter Event Mode',
  XUPD: 'update the discrete states',
  XSTM: 'enter Step Mode',
  XIVL: 'tell intervals of clocks',
};

/** `make a step`, to follow "to" or "could not". */
export function asked(command: string): string {
  return (ASKED as Readonly<Record<string, string>>)[command] ?? `answer ${command}`;
}
