// Text of others, in every place where it can stand, through every command: what is printed, and what is written for
// people, is looked at byte by byte.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SaxesParser } from 'saxes';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { RfmiClient } from '../../src/rfmi/client/client.js';
import { encodeMessage } from '../../src/rfmi/wire/codec.js';
import { put, workspace } from '../remoting/support/workspace.js';
import { zip } from '../remoting/support/zip.js';
import { RawClient } from '../rfmi/server/raw-client.js';
import { executable, fmutool, type RunResult } from './support/executable.js';
import { ANYWHERE, hostileFmu, IN_XML, noHostileFmu, SHOWN } from './support/hostile-fmu.js';
import { noTerminal, Terminal } from './support/terminal.js';
import { FMI2_STUB, tinyFmu } from './support/tiny-model.js';

/** What a terminal, a page or an XML reader could do something with, ends of lines excepted. */
const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufe00-\ufe0f]/u;

function expectSeen(text: string): void {
  const at = UNSEEN.exec(text)?.index;
  expect(at === undefined ? '' : text.slice(Math.max(0, at - 60), at + 20)).toBe('');
}

/** What was said, on both streams; all of it is seen. */
async function said(status: number, ...args: string[]): Promise<RunResult> {
  const result = await fmutool(args);
  expectSeen(result.stdout);
  expectSeen(result.stderr);
  expect(result.status, result.stderr).toBe(status);
  return result;
}

/** The texts and values of attributes in XML; it has to be well-formed. */
function textsIn(xml: string): string {
  const parser = new SaxesParser();
  let texts = '';
  parser.on('text', (text) => (texts += text));
  parser.on('opentag', ({ attributes }) => (texts += Object.values(attributes).join(' ')));
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
  return texts;
}

describe.skipIf(noHostileFmu !== '')(`${noHostileFmu}a hostile FMU`, () => {
  it('info', async () => {
    const file = hostileFmu();
    const { stdout } = await said(0, 'info', file, '--verbose');
    expect(stdout).toContain(`model${SHOWN}`);
    expect(stdout).toContain(`tool${SHOWN}`);
    expect(stdout.split('\n')[0]).toContain('\\u001b[2J');
    const json = await said(0, 'info', file, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject([
      { file, modelName: `model${IN_XML}`, generationTool: `tool${IN_XML}`, token: `{guid${IN_XML}}` },
    ]);
  });

  it('add-remoting and remove-remoting', async () => {
    const file = hostileFmu();
    const dry = await said(0, 'add-remoting', 'linux64', file, '--dry-run');
    expect(dry.stdout).toContain(`file${SHOWN}`);
    await said(0, '--add-remoting-linux64', '--info', '--verbose', file);
    const json = await said(0, 'remove-remoting', file, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject([{ file, changed: true }]);
  });

  it('simulate', async () => {
    const file = hostileFmu();
    const { stdout, stderr } = await said(0, 'simulate', file);
    expect(stdout).toContain(`real${SHOWN}`);
    expect(stdout).toContain(`unit${SHOWN}`);
    expect(stdout).toContain(`said${SHOWN}`);
    // What the model says has a line of its own, but none that looks like one of ours.
    expect(stderr).toContain(`warning: `);
    expect(stderr).toMatch(/^ {2}fmutool: all is well/m);
    expect(stderr).not.toMatch(/^fmutool: all is well/m);
    await said(0, 'simulate', file, '--verbose', '--record-all');
    const json = await said(0, 'simulate', file, '--json');
    expect(JSON.stringify(JSON.parse(json.stdout))).toContain(JSON.stringify(`said${ANYWHERE}`).slice(1, -1));
  });

  it('simulate that fails, and its results and chart', async () => {
    const file = hostileFmu();
    const [csv, svg] = ['results.csv', 'chart.svg'].map((name) => path.join(workspace(), name)) as [string, string];
    await said(0, 'simulate', file, '--output', csv, '--plot', svg);
    // Data is data.
    expect(readFileSync(csv, 'utf8')).toContain(`said${ANYWHERE}`);
    const drawn = readFileSync(svg, 'utf8');
    expectSeen(drawn);
    expect(textsIn(drawn)).toContain(`real${SHOWN}`);
    expect(textsIn(drawn)).toContain(`[unit${SHOWN}`);
    vi.stubEnv('HOSTILE_FAILS', '1');
    const { stderr } = await said(1, 'simulate', file, '--verbose');
    expect(stderr).toContain(`said${SHOWN}`);
    await said(1, 'simulate', file, '--json');
  });

  it('smoke and its page', async () => {
    const file = hostileFmu();
    const page = path.join(workspace(), 'page.html');
    await said(0, '--add-remoting-linux64', '--quiet', file);
    await said(0, 'smoke', file, '--verbose', '--report', page);
    const html = readFileSync(page, 'utf8');
    expectSeen(html);
    expect(html).toContain(`real${SHOWN}`);
  });

  it('smoke that fails, in every format', async () => {
    const file = hostileFmu();
    vi.stubEnv('HOSTILE_FAILS', '1');
    await said(1, 'smoke', file, '--verbose');
    const json = await said(1, 'smoke', file, '--format', 'json');
    expect(JSON.parse(json.stdout)).toMatchObject([{ file }, { file }]);
    const junit = await said(1, 'smoke', file, '--format', 'junit');
    expect(textsIn(junit.stdout)).toContain(`file${SHOWN}`);
  }, 180_000);

  it.each(['text', 'json'])('serve, its log as %s, and hostile clients', async (format) => {
    const file = hostileFmu();
    const args = ['serve', `name${ANYWHERE}=${file}`, '--port', '0', '--json', '--debug', '--log-format', format];
    const server = spawn(process.execPath, [executable, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    onTestFinished(() => void server.kill('SIGKILL'));
    let [stdout, stderr] = ['', ''];
    server.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
    server.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
    await Promise.race([once(server.stdout, 'data'), once(server, 'close')]);
    const { listening } = JSON.parse(stdout) as { listening: readonly [{ port: number }] };
    const client = await RfmiClient.connect(`rfmi://127.0.0.1:${listening[0].port}`);
    await expect(client.selectFmu(`nobody${ANYWHERE}`)).rejects.toThrow(/nobody/);
    const { variables } = await client.selectFmu(`name${ANYWHERE}`);
    await client.beginInitialization();
    await client.beginSimulation(0, 1);
    await client.get(variables.map(({ name }) => name));
    await client.close();
    const rude = await RawClient.connect(listening[0].port);
    await rude.send(Buffer.from(`\u001b]0;x\u0007${ANYWHERE}`.repeat(20)));
    await rude.receive().catch(() => undefined);
    rude.endpoint.abort();
    server.kill('SIGTERM');
    await once(server, 'close');
    expect(server.exitCode).toBe(0);
    expectSeen(stdout);
    expectSeen(stderr);
    expect(stderr).toContain(String.raw`said\u009b31m\u0085\u202e`);
    if (format === 'text') expect(stderr).toContain(`nobody${SHOWN}`);
    else {
      const texts = stderr
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { text: string }).text);
      expect(texts.some((text) => text.includes(`said${IN_XML}`))).toBe(true);
    }
  });

  it.skipIf(noTerminal !== '')(`${noTerminal}results on a terminal are printable, elsewhere as they are`, async () => {
    const file = hostileFmu();
    const piped = await fmutool(['simulate', file, '--output', '-', '--quiet']);
    expect(piped.stdout).toContain(`said${ANYWHERE}`);
    const terminal = new Terminal(['simulate', file, '--output', '-', '--quiet'], { columns: 100 });
    expect(await terminal.status()).toBe(0);
    expect(terminal.output).toContain(`said${SHOWN}`);
    expectSeen(terminal.output.replaceAll('\r\n', '\n'));
  });

  it.skipIf(noTerminal !== '')(`${noTerminal}on a terminal only colours of ours are left`, async () => {
    const file = hostileFmu();
    for (const args of [
      ['info', file],
      ['simulate', file],
      ['--add-remoting-linux64', file],
      ['smoke', file, '--verbose'],
    ]) {
      const terminal = new Terminal(args, { columns: 100, env: { NO_COLOR: '', CI: '', FORCE_COLOR: '' } });
      expect(await terminal.status()).toBe(0);
      const colours = /\u001b\[(?:1|2|22|31|32|36|39)m/g;
      expect(terminal.output).toMatch(colours);
      expectSeen(terminal.output.replaceAll('\r\n', '\n').replaceAll('\r\u001b[K', '').replace(colours, ''));
    }
  });
});

describe('hostile text without a model', () => {
  it('in a capture, its name included', async () => {
    const capture = Buffer.concat([
      encodeMessage({ code: 'RFMI', major: 1, minor: 0, session: 0 }, 'little'),
      encodeMessage({ code: 'FSEL', name: `name${ANYWHERE}` }, 'little'),
      Buffer.from(`damaged${ANYWHERE}`),
    ]);
    const file = put(workspace(), `capture${ANYWHERE}`, capture);
    const { stdout } = await said(1, 'rfmi-dump', file);
    expect(stdout).toContain(`name${SHOWN}`);
    await said(1, 'rfmi-dump', file, '--json');
    const none = put(workspace(), `none${ANYWHERE}`, `${ANYWHERE} is no hex`);
    const { stderr } = await said(2, 'rfmi-dump', none);
    expect(stderr).toContain(`none${SHOWN}`);
  });

  const missing = `/missing${ANYWHERE}.fmu`;
  // By their numbers, because the title would reach a terminal too.
  it.each([
    ['info', missing],
    ['info', missing, '--verbose'],
    ['info', missing, '--json'],
    [`command${ANYWHERE}`],
    [`help`, `topic${ANYWHERE}`],
    [`--option${ANYWHERE}`],
    [`--add-remoting-${ANYWHERE}`, missing],
    ['info', `--verbos${ANYWHERE}`, missing],
    ['add-remoting', `platform${ANYWHERE}`, missing],
    ['remove-remoting', missing, missing, '-o', `/folder${ANYWHERE}/`],
    ['simulate', missing, '--set', `name${ANYWHERE}=1`],
    ['simulate', `rfmi://host${ANYWHERE}/x`],
    ['simulate', missing, '--output', `/folder${ANYWHERE}/x.csv`, '--step', ANYWHERE],
    ['smoke', missing, '--report', `/folder${ANYWHERE}/x.html`],
    ['smoke', missing, '--format', 'junit'],
    ['serve', missing],
    ['serve', `a${ANYWHERE}=/x.fmu`, `a${ANYWHERE}=/y.fmu`],
    ['serve', missing, '--host', `host${ANYWHERE}`],
    ['serve', '--config', `/config${ANYWHERE}.json`],
    ['rfmi-dump', `/capture${ANYWHERE}`],
  ])('in what is typed: %#', async (...args) => {
    const { stdout, stderr } = await said(2, ...args);
    expect(stdout + stderr).toMatch(/\\u009b/);
  });

  const description = (text: string): Buffer => zip([{ name: 'modelDescription.xml', data: Buffer.from(text) }]);
  const head = '<?xml version="1.0"?>';
  it.each([
    ['tag.fmu', description(`${head}<fmiModelDescription><tag${ANYWHERE}`)],
    ['root.fmu', description(`${head}<root\u200b></root\u200b>`)],
    ['version.fmu', description(`${head}<fmiModelDescription fmiVersion="2${IN_XML}"/>`)],
    ['entry.fmu', zip([{ name: `entry${ANYWHERE}`, data: Buffer.from('x') }])],
    ['entity.fmu', description(`${head}<!DOCTYPE x [<!ENTITY e "${IN_XML}">]><x>&e${IN_XML};</x>`)],
  ] as const)('in a file that is wrong: %s', async (name, data) => {
    const file = put(workspace(), `${ANYWHERE}${name}`, data);
    for (const args of [
      ['info', file, '--verbose'],
      ['info', file, '--json'],
      ['simulate', file],
      ['smoke', file, '--format', 'junit'],
      ['add-remoting', 'win32', file],
    ]) {
      await said(2, ...args);
    }
  });

  it('in a configuration that is wrong', async () => {
    const config = put(workspace(), 'serve.json', JSON.stringify({ [`key${ANYWHERE}`]: 1 }));
    await said(2, 'serve', '--config', config);
    writeFileSync(config, `{ "fmus": ${ANYWHERE}`);
    await said(2, 'serve', '--config', config);
    writeFileSync(config, String.raw`{ "fmus": ["half\ud83d.fmu"] }`);
    await said(2, 'serve', '--config', config);
  });

  it('help stays as it is written', async () => {
    const { stdout } = await said(0, '--help');
    expect(stdout).toContain('\n\nTwo ways to say the same:\n  fmutool add-remoting win32 model.fmu\n');
    expect(stdout.endsWith('2 not done.\n')).toBe(true);
  });
});

describe.skipIf(noHostileFmu !== '')(`${noHostileFmu}an FMU with texts of megabytes`, () => {
  const LONG = 'x'.repeat(1_000_000);
  const SAYS = `${FMI2_STUB}
    #include <stdlib.h>
    #include <string.h>
    static double value(unsigned reference) {
      static char *text;
      if (!text)
        text = memset(calloc(1000001, 1), 'y', 1000000);
      callbacks->logger(callbacks->environment, "n", 1, "c", text);
      return steps;
    }`;
  const xml = (variables: string): string => `<fmiModelDescription fmiVersion="2.0" modelName="${LONG}" guid="${LONG}"
    generationTool="${LONG}"><CoSimulation modelIdentifier="tiny" canHandleVariableCommunicationStepSize="true"/>
    <DefaultExperiment startTime="0" stopTime="1" stepSize="0.5"/>
    <ModelVariables>${variables}</ModelVariables><ModelStructure/></fmiModelDescription>`;
  const output = (name: string, reference: number): string =>
    `<ScalarVariable name="${name}" valueReference="${reference}" causality="output"><Real/></ScalarVariable>`;

  it('is told in lines that can be read, by every command', async () => {
    const file = tinyFmu(SAYS, 'long.fmu', xml(output('a', 0) + output(LONG, 1)));
    const broken = put(workspace(), 'input.csv', `time,${LONG}\n0,1\n`);
    for (const args of [
      ['info', file],
      ['info', '--verbose', file],
      ['simulate', file],
      ['simulate', '--verbose', file],
      ['simulate', '--set', `${LONG}x=1`.slice(-100_000), file],
      ['simulate', '--input', broken, file],
      ['add-remoting', 'linux64', file, '-o', path.join(path.dirname(broken), 'out.fmu')],
    ]) {
      const { stdout, stderr } = await fmutool(args);
      const longest = Math.max(...`${stdout}\n${stderr}`.split('\n').map((line) => line.length));
      expect(longest, `${args[0] ?? ''} ${stderr.slice(0, 200)}`).toBeLessThan(20_000);
      expect(stderr).not.toContain('bug');
    }
  });
});
