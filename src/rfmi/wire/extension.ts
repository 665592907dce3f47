/**
 * The messages of `XTND`, fmutool's extension of RFMI 0.91 for FMI 3.0: rows of the table in messages.ts. Only XTND itself
 * may be sent to any server; one that does not know it answers 'unsp'. The others, and arrays in frames, are for sessions
 * in which both sides have agreed.
 */
import { f64, flag, list, numbers, reserved, u16, u32, u64 } from './fields.js';

/** The version of the extension that this is. */
export const EXTENSION_VERSION = 1;

/** What rows of the extension have in the place of a section of the specification. */
export const EXTENSION = 'extension';

const agreement = [
  u32('version', `version of the extension, ${EXTENSION_VERSION}; answered: the lower one of both sides`),
  flag('eventMode', 'asked: Event Mode is to be used where the FMU has it (eventModeUsed); answered: it is'),
  flag('earlyReturn', 'asked: steps may return early (earlyReturnAllowed); answered: they may'),
  reserved(2),
] as const;

/** Commands of the extension. */
export const EXTENSION_COMMANDS = {
  XTND: { section: EXTENSION, title: 'Agree on the Extension', fields: agreement },
  XDIM: { section: EXTENSION, title: 'Get Dimensions', fields: [] },
  XCFG: { section: EXTENSION, title: 'Enter Configuration Mode', fields: [] },
  XCFE: { section: EXTENSION, title: 'Exit Configuration Mode', fields: [] },
  XEVT: { section: EXTENSION, title: 'Enter Event Mode', fields: [] },
  XUPD: { section: EXTENSION, title: 'Update Discrete States', fields: [] },
  XSTM: { section: EXTENSION, title: 'Enter Step Mode', fields: [] },
  XIVL: {
    section: EXTENSION,
    title: 'Get Intervals',
    fields: [
      flag('fractions', 'whether the intervals are wanted as counter and resolution instead of seconds'),
      reserved(3),
      numbers('clocks', 'value references of the clocks'),
    ],
  },
} as const;

/** Answers of the extension. */
export const EXTENSION_RESPONSES = {
  xtnd: { section: EXTENSION, title: 'Agree on the Extension', fields: agreement },
  xdim: {
    section: EXTENSION,
    title: 'Get Dimensions',
    fields: [
      list(
        'arrays',
        'list32',
        [
          u16('type', 'type of the elements'),
          reserved(2),
          u32('reference', 'value reference'),
          numbers('sizes', 'size in each dimension, the first dimension first'),
        ],
        'the arrays of the FMU, with the sizes that they have now',
      ),
    ],
  },
  xcfg: { section: EXTENSION, title: 'Enter Configuration Mode', fields: [] },
  xcfe: { section: EXTENSION, title: 'Exit Configuration Mode', fields: [] },
  xevt: { section: EXTENSION, title: 'Enter Event Mode', fields: [] },
  xupd: {
    section: EXTENSION,
    title: 'Update Discrete States',
    fields: [
      flag('again', 'whether the states are to be updated again (discreteStatesNeedUpdate)'),
      flag('ended', 'whether the model wants to end the simulation (terminateSimulation)'),
      flag('nominalsChanged', 'whether nominal values of continuous states have changed'),
      flag('valuesChanged', 'whether values of continuous states have changed'),
      flag('nextTimeDefined', 'whether there is a next event'),
      reserved(3),
      f64('nextTime', 'time of the next event in seconds'),
    ],
  },
  xstm: { section: EXTENSION, title: 'Enter Step Mode', fields: [] },
  xivl: {
    section: EXTENSION,
    title: 'Get Intervals',
    fields: [
      list(
        'intervals',
        'list64',
        [
          f64('seconds', 'the interval in seconds; 0 if a fraction was asked for'),
          u64('counter', 'the interval as counter / resolution; 0 if seconds were asked for'),
          u64('resolution', 'resolution of the counter; 0 if seconds were asked for'),
          u32('qualifier', '0: not yet known, 1: unchanged, 2: changed (fmi3IntervalQualifier)'),
          reserved(4),
        ],
        'one for each clock that was asked for',
      ),
    ],
  },
} as const;
