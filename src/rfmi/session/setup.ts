/** Commands that need no instance: which FMUs there are, one of them, its description, its frames (RFMI 3.1 and 3.2). */
import { listed, quote } from '../../fmu/error.js';
import type { Message, Response } from '../wire/messages.js';
import { declined } from './failures.js';
import { SelectedFmu } from './selected-fmu.js';
import type { SessionState } from './state.js';

/** LFMU. */
export function listFmus({ catalogue }: SessionState): Response {
  const fmus = catalogue.map(({ name, description: { fmiVersion } }) => {
    const [fmiMajor = 0, fmiMinor = 0] = fmiVersion.split('.').map((part) => Number.parseInt(part, 10));
    return { fmiMajor, fmiMinor, kind: 0, capabilities: 0, name };
  });
  return { code: 'lfmu', fmus };
}

/** FSEL: the frames of an FMU that was selected before are gone. */
export function selectFmu(state: SessionState, { name }: Message<'FSEL'>): Response {
  const served = state.catalogue.find((each) => each.name === name);
  if (served === undefined) {
    const names = listed(
      state.catalogue.map((each) => each.name),
      200,
    );
    return declined(`there is no FMU ${quote(name)} here; there is ${names === '' ? 'none' : names}`);
  }
  const fmu = SelectedFmu.of(served, state.extended);
  state.select(fmu);
  return fmu.answer;
}

/** FXML. */
export function getXml(state: SessionState): Response {
  return { code: 'fxml', xml: state.selection.fmu.served.xml };
}

/** LFRM. */
export function listFrames(state: SessionState): Response {
  return { code: 'lfrm', frames: state.selection.frames.list() };
}

/** DFRM. */
export function defineFrame(state: SessionState, { frame }: Message<'DFRM'>): Response {
  const mistake = state.selection.frames.define(frame);
  return mistake === undefined ? { code: 'dfrm' } : declined(mistake);
}
