import { describe, expect, it } from 'vitest';
import { fc } from '../random.js';
import { put, workspace } from '../remoting/support/workspace.js';
import { parseInputCsv, readInputCsv } from '../../src/simulate/input-csv.js';
import { InputTable } from '../../src/simulate/inputs.js';
import { VariableIndex } from '../../src/simulate/variables.js';
import { index, inputs, tunable, variable } from './model-variables.js';

describe('inputs between their points', () => {
  const table = parseInputCsv(
    'time,u,step,on,label\n1,10,10,true,a\n2,20,20,false,b\n2,40,20,false,b\n4,80,0,true,c\n',
    index,
  );

  it.each([
    ['before the first point', 0, [10, 10, true, 'a']],
    ['at the first point', 1, [10, 10, true, 'a']],
    ['between two points', 1.25, [12.5, 10, true, 'a']],
    ['after a jump', 2, [40, 20, false, 'b']],
    ['between later points', 3, [60, 20, false, 'b']],
    ['at the last point', 4, [80, 0, true, 'c']],
    ['after the last point', 9, [80, 0, true, 'c']],
  ])('are interpolated if continuous and held if not: %s', (_, time, values) => {
    expect(table.at(time)).toEqual(values);
  });

  it('are what they were before a jump, if that is asked for', () => {
    expect(table.at(2, 'before')).toEqual([20, 10, true, 'a']);
    expect(table.at(4, 'before')).toEqual([80, 20, false, 'b']);
    expect(table.at(1, 'before')).toEqual([10, 10, true, 'a']);
  });

  it('say when they jump next', () => {
    expect([0, 1.9, 2, 3, 4].map((time) => table.nextJump(time))).toEqual([2, 2, 4, 4, undefined]);
  });

  it('do not jump where they only bend, nor where a held value stays', () => {
    const bend = parseInputCsv('time,u,step\n0,0,5\n1,1,5\n2,0,5\n', index);
    expect(bend.nextJump(-1)).toBeUndefined();
  });

  it('never leave the range of the two points, and meet both exactly', () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(finite, finite, fc.double({ min: 0, max: 1, noNaN: true }), (from, to, part) => {
        const line = new InputTable(
          [inputs.u],
          [
            { time: 0, values: [from] },
            { time: 1, values: [to] },
          ],
        );
        const [value] = line.at(part) as [number];
        const slack = Number.EPSILON * Math.max(Math.abs(from), Math.abs(to)) + Number.MIN_VALUE;
        expect(value).toBeGreaterThanOrEqual(Math.min(from, to) - slack);
        expect(value).toBeLessThanOrEqual(Math.max(from, to) + slack);
        expect(line.at(0)).toEqual([from]);
        expect(line.at(1)).toEqual([to]);
      }),
    );
  });
});

describe('a file of inputs', () => {
  it('may have quoted names, semicolons, decimal commas and units after the time', () => {
    const table = parseInputCsv('Time [s];"v, ""the second""";count\n0;0,5;1\n1;1,5;2\n', index);
    expect(table.variables).toEqual([inputs.v, inputs.count]);
    expect(table.at(0.5)).toEqual([1, 1]);
  });

  it('may have tunable parameters, which are held', () => {
    const table = parseInputCsv('time,trim,u\n0,1,0\n2,3,2\n', index);
    expect(table.variables).toEqual([tunable, inputs.u]);
    expect([0, 1, 2].map((time) => table.at(time))).toEqual([
      [1, 0],
      [1, 1],
      [3, 2],
    ]);
    expect(table.nextJump(0)).toBe(2);
  });

  it.each([
    ['every line', 'time,u,step,\n0,1,2,\n1,2,3,\n'],
    ['every line, with blanks', 'time, u, step,\n0, 1, 2, \n1, 2, 3, \n'],
    ['the first line alone', 'time,u,step,\n0,1,2\n1,2,3\n'],
    ['the lines of values alone', 'time,u,step\n0,1,2,\n1,2,3\n'],
  ])('may have a comma at the end of %s', (_, text) => {
    const table = parseInputCsv(text, index);
    expect(table.variables).toEqual([inputs.u, inputs.step]);
    expect([0, 1].map((time) => table.at(time))).toEqual([
      [1, 2],
      [2, 3],
    ]);
  });

  it.each([1, 2, 3, 300, 100_000])('may have %i lines', (lines) => {
    const text = Array.from({ length: lines }, (_, line) => `${line},${line / 2}`).join('\n');
    const table = parseInputCsv(`time,u\n${text}`, index);
    expect(table.at(lines)).toEqual([(lines - 1) / 2]);
  });

  it('may have 10,000 columns', () => {
    const many = Array.from({ length: 10_000 }, (_, place) => variable(`u${place}`));
    const text = `time,${many.map(({ name }) => name).join(',')}\n0,${many.map((_, place) => place).join(',')}\n`;
    expect(parseInputCsv(text, new VariableIndex(many)).at(0)).toEqual(many.map((_, place) => place));
  });

  it('may have ten million values and not more', () => {
    const columns = 10_000;
    const many = Array.from({ length: columns - 1 }, (_, place) => variable(`u${place}`));
    const variables = new VariableIndex(many);
    const head = `time,${many.map(({ name }) => name).join(',')}`;
    const line = ',1'.repeat(columns - 1);
    const text = [head, ...Array.from({ length: 1000 }, (_, time) => `${time}${line}`)].join('\n');
    expect(parseInputCsv(text, variables).at(5)).toHaveLength(columns - 1);
    expect(() => parseInputCsv(`${text}\n1000${line}`, variables)).toThrow('line 1002: more than 10000000 values; ');
  });

  it('is given up when it is interrupted while its lines are taken in', async () => {
    const file = put(
      workspace(),
      'input.csv',
      `time,u\n${Array.from({ length: 30_000 }, (_, n) => `${n},1`).join('\n')}`,
    );
    const controller = new AbortController();
    // The columns are looked up once the file has been read.
    const interrupting = new VariableIndex(index.all);
    interrupting.find = (name) => {
      controller.abort();
      return index.find(name);
    };
    await expect(readInputCsv(file, interrupting, controller.signal)).rejects.toMatchObject({ code: 'interrupted' });
    expect((await readInputCsv(file, index)).at(29_999)).toEqual([1]);
  });

  it.each([
    ['its first line', 'time,u', 'line 1'],
    ['another line', 'time,u\n0,1', 'line 2'],
  ])('is refused if %s has millions of fields, before they are all read', (_, begin, line) => {
    const text = `${begin}${',x'.repeat(5_000_000)}`;
    // Whatever is made of each field would be megabytes.
    const before = process.memoryUsage().heapUsed;
    expect(() => parseInputCsv(text, index)).toThrow(new RegExp(`^${line}: more than 2\\d{4} fields; `));
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(50e6);
  });

  it.each([
    ['is empty', '', /line 1: the file is empty/],
    ['has no header', '0,1\n1,2\n', /line 1: the first column is a number, not its name/],
    ['begins with another column', 'u,time\n', /line 1: the first column is "u", not time/],
    ['has the time alone', 'time\n0\n', /line 1: there is no column but the time/],
    ['has no values', 'time,u\n', /line 2: there are no values/],
    [
      'names no variable',
      'time,cuont\n0,1\n',
      /"cuont" is no input of the model \(did you mean .*"count".*its inputs are/,
    ],
    ['names outputs and parameters', 'time,u,room.P,gain\n0,1,1,1\n', /"room.P", "gain" are no inputs of the model/],
    [
      'names a fixed parameter',
      'time,gain\n0,1\n',
      /"gain" is no input of the model \(a parameter that is fixed: give it/,
    ],
    ['names an output', 'time,room.P\n0,1\n', /"room.P" is no input of the model \(output\)/],
    ['has its time in another unit', 'time [ms],u\n0,1\n', /^.*the time is in "ms"; give it in seconds/],
    ['has its time in hours', 't(h),u\n0,1\n', /the time is in "h"/],
    [
      'has 5,000 columns of another model',
      `time${',x'.repeat(5000)}\n`,
      /^.{0,400}, 4990 more are no inputs of the model.{0,400}$/,
    ],
    ['has a column without a name', 'time,,u\n0,1,2\n', /"" is no input/],
    ['has two commas at the end of a line', 'time,u\n0,1,,\n', /line 2: 4 fields, where the first line has 2/],
    ['has a column twice', 'time,u,u\n0,1,1\n', /"u" is there twice/],
    ['has a line that is too short', 'time,u,step\n0,1,1\n1,2\n', /line 3: 2 fields, where the first line has 3/],
    ['has a time that is none', 'time,u\nzero,1\n', /line 2: "zero" is no time/],
    ['has an infinite time', 'time,u\ninf,1\n', /line 2: "inf" is no time/],
    ['goes back in time', 'time,u\n0,1\n2,1\n1,1\n', /line 4: the time 1 comes after 2; sort/],
    ['has a time three times', 'time,u\n0,1\n0,2\n0,3\n', /line 4: the time 0 is there a third time/],
    ['has a value that does not fit', 'time,on\n0,maybe\n', /line 2: "on" cannot be "maybe": it takes true or false/],
    ['lacks a value', 'time,u\n0,\n', /line 2: "u" cannot be ""/],
  ])('is refused if it %s', (_, text, message) => {
    expect(() => parseInputCsv(text, index)).toThrow(message);
  });
});
