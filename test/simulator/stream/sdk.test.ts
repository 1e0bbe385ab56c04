import { DWClient, type DWClientDownStream, EventAck } from 'dingtalk-stream';
import { describe, expect, onTestFinished, vi } from 'vitest';
import type { Simulator } from '../../../lib/simulator/index.js';
import { importRecipe } from '../../helpers/documentation.js';
import { APP, it, LIN } from '../helpers/start.js';

describe("DingTalk's own SDK", () => {
  async function startSdk(simulator: Simulator) {
    const said = vi.spyOn(console, 'info').mockImplementation(() => {});
    onTestFinished(() => said.mockRestore());
    const { clientId, clientSecret } = APP;
    const client = new DWClient({ clientId, clientSecret });
    const { leadToSimulator } = await importRecipe<{ leadToSimulator(client: DWClient, api: string): void }>(
      'docs/testing.md',
      'leadToSimulator',
    );
    leadToSimulator(client, simulator.origins.api);
    onTestFinished(() => client.disconnect());
    const events: DWClientDownStream[] = [];
    client.registerAllEventListener((event) => {
      events.push(event);
      return { status: EventAck.SUCCESS };
    });
    await client.connect();
    return { client, events };
  }

  it('hears who left, also after a disconnect, and its answer arrives', async ({ simulator }) => {
    const { client, events } = await startSdk(simulator);
    simulator.disconnect();
    await vi.waitUntil(() => !client.connected);
    await vi.waitUntil(() => client.connected, { timeout: 10_000 });
    simulator.leave(LIN.unionId);
    await vi.waitUntil(() => simulator.events[0]?.answer === 'SUCCESS');
    expect(events.map(({ headers }) => headers.eventId)).toEqual([simulator.events[0]?.eventId]);
  });
});
