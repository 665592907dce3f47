// Sessions of a server over each of the ways to it: from hello to the end, cut, taken over, and left.
import { describe, expect, it } from 'vitest';
import { endpointPair } from '../../../src/transport/pair.js';
import { RawClient, outputOf, stepCommand } from './raw-client.js';
import { inputs, onLinux, outputs, start, until, ways } from './started-server.js';

describe.each(Object.entries(ways))('a server over %s', (way, freePort) => {
  const skip = way === 'shared memory' && !onLinux; // the library of the tests is that of Linux

  it.skipIf(skip)('serves a simulation from hello to the end of the session', async () => {
    const { fmu, join } = await start(freePort());
    const client = await join();
    await client.begin();
    for (const [index, x] of inputs.entries()) expect(await client.step(index / 2, x)).toBe(outputs[index]);
    expect(await client.ask({ code: 'SDWN' })).toMatchObject({ code: 'sdwn' });
    expect(await client.ask({ code: 'SOFF' })).toMatchObject({ code: 'soff' });
    expect(await client.receive()).toBeUndefined();
    expect(fmu.alive).toBe(0);
  });

  it.skipIf(skip)('goes on with a session whose connection was cut, as if nothing had happened', async () => {
    const { fmu, join } = await start(freePort());
    const first = await join();
    await first.begin();
    for (const [index, x] of inputs.slice(0, 10).entries()) await first.step(index / 2, x);
    first.endpoint.abort();
    const second = await join();
    expect(await second.hello(first.session)).toBe(first.session);
    for (const [index, x] of inputs.entries()) {
      if (index >= 10) expect(await second.step(index / 2, x)).toBe(outputs[index]);
    }
    expect(fmu.steps).toBe(20);
  });

  it.skipIf(skip)('does not carry out a command again whose answer was lost', async () => {
    const { fmu, join } = await start(freePort());
    const first = await join();
    await first.begin();
    await first.step(0, 1);
    await first.step(0.5, 2);
    first.endpoint.abort();
    const second = await join();
    await second.hello(first.session);
    expect(await second.step(0.5, 2)).toBe(1.5);
    expect(fmu.steps).toBe(2);
    // The second time it is a step like any other, at the wrong time.
    expect(await second.ask(stepCommand(0.5, 2))).toMatchObject({ code: 'eror' });
    expect(await second.step(1, 2)).toBe(2.5);
    expect(fmu.steps).toBe(3);
  });

  it.skipIf(skip)('gives the answer of a command that was under way when the connection was lost', async () => {
    const { fmu, join } = await start(freePort());
    const first = await join();
    await first.begin();
    let open = (): void => undefined;
    fmu.gate = new Promise((resolve) => (open = resolve));
    const begun = fmu.nextStep();
    await first.send(stepCommand(0, 3));
    await begun;
    first.endpoint.abort();
    const second = await join();
    await second.hello(first.session);
    await second.send(stepCommand(0, 3));
    open();
    expect(outputOf(await second.receive())).toBe(1.5);
    expect(fmu.steps).toBe(1);
  });

  it.skipIf(skip)('carries out another command after the one that was under way', async () => {
    const { fmu, join } = await start(freePort());
    const first = await join();
    await first.begin();
    let open = (): void => undefined;
    fmu.gate = new Promise((resolve) => (open = resolve));
    const begun = fmu.nextStep();
    await first.send(stepCommand(0, 3));
    await begun;
    const second = await join();
    await second.hello(first.session);
    await second.send(stepCommand(0.5, 1));
    open();
    expect(outputOf(await second.receive())).toBe(2);
    expect(fmu.steps).toBe(2);
  });

  it.skipIf(skip)('lets a session be taken over, and closes the connection that had it', async () => {
    const { join } = await start(freePort());
    const first = await join();
    await first.begin();
    await first.step(0, 1);
    const second = await join();
    expect(await second.hello(first.session)).toBe(first.session);
    await expect(
      first.endpoint.receive().then((bytes) => bytes ?? Promise.reject(new Error('closed'))),
    ).rejects.toThrow();
    expect(await second.step(0.5, 1)).toBe(1);
  });

  it.skipIf(skip)('cleans up a session to which its client does not come back', async () => {
    const { fmu, join } = await start(freePort(), { sessionTimeout: 0.05 });
    const first = await join();
    await first.begin();
    expect(fmu.alive).toBe(1);
    first.endpoint.abort();
    await until(() => fmu.alive === 0);
    const second = await join();
    const session = await second.hello(first.session);
    expect(session).not.toBe(first.session);
    expect(session).not.toBe(0);
  });

  it.skipIf(skip)('cleans up a session whose step never ends, if its client does not come back', async () => {
    const { fmu, join } = await start(freePort(), { sessionTimeout: 0.05 });
    const client = await join();
    await client.begin();
    fmu.gate = new Promise(() => undefined);
    const begun = fmu.nextStep();
    await client.send(stepCommand(0, 1));
    await begun;
    client.endpoint.abort();
    await until(() => fmu.alive === 0);
  });

  it.skipIf(skip)('does not let the step of one session delay another', async () => {
    const { fmu, join } = await start(freePort());
    const slow = await join();
    const quick = await join();
    await slow.begin();
    await quick.begin();
    let open = (): void => undefined;
    fmu.gate = new Promise((resolve) => (open = resolve));
    const begun = fmu.nextStep();
    await slow.send(stepCommand(0, 1));
    await begun;
    fmu.gate = undefined;
    for (const [index, x] of inputs.entries()) expect(await quick.step(index / 2, x)).toBe(outputs[index]);
    open();
    expect(outputOf(await slow.receive())).toBe(0.5);
  });

  it.skipIf(skip)('answers pipelined commands in their order, one after the other', async () => {
    const { fmu, join } = await start(freePort());
    const client = await join();
    await client.begin();
    fmu.gate = new Promise((resolve) => setTimeout(resolve, 1));
    for (const [index, x] of inputs.entries()) await client.send(stepCommand(index / 2, x));
    for (const output of outputs) expect(outputOf(await client.receive())).toBe(output);
  });

  it.skipIf(skip)('serves many clients, each in a session of its own', async () => {
    const { join } = await start(freePort());
    const all = await Promise.all(Array.from({ length: 30 }, () => join()));
    await Promise.all(
      all.map(async (client, number) => {
        await client.begin();
        for (let index = 0; index < 20; ++index) {
          expect(await client.step(index / 2, number)).toBe((index + 1) * 0.5 * number);
        }
      }),
    );
    expect(new Set(all.map(({ session }) => session)).size).toBe(30);
  });

  it.skipIf(skip)('says goodbye and frees everything when it is closed', async () => {
    const { server, fmu, join } = await start(freePort());
    const client = await join();
    await client.begin();
    fmu.gate = new Promise(() => undefined);
    const begun = fmu.nextStep();
    await client.send(stepCommand(0, 1));
    await begun;
    const idle = await join();
    await idle.hello();
    const closing = server.close();
    expect(await idle.receive()).toMatchObject({ code: 'fatl', message: 'the server ends' });
    await closing;
    expect(fmu.alive).toBe(0);
  });
});

describe('within this process', () => {
  it('serves the other end of a pair', async () => {
    const { server, fmu } = await start(0, { endpoints: [] });
    expect(server.addresses).toEqual([]);
    const [here, there] = endpointPair();
    server.attach(there);
    const client = new RawClient(here);
    await client.begin();
    for (const [index, x] of inputs.entries()) expect(await client.step(index / 2, x)).toBe(outputs[index]);
    await client.ask({ code: 'SOFF' });
    expect(await client.receive()).toBeUndefined();
    expect(fmu.alive).toBe(0);
  });
});
