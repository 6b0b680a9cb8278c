import { afterEach, describe, expect, test } from '@jest/globals';
import { gate, type GateConfig } from 'conic';
import { faultyServer, type FaultyServer } from '../classifier/server/faultyServer.js';

const servers: FaultyServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const config = {
  seed: 3,
  cases: 400,
  scalars: { min: 0.9999, max: 1 },
  properties: { 'scalar-invariance': { noneViolated: true } },
  margin: { scalar: 0.9999, share: 0.5 },
  zeroImage: { atMost: 0.9 },
} as const;

/** A server that answers so many requests. */
async function serve(answered: number): Promise<FaultyServer> {
  const server = await faultyServer({ fault: (request) => (request < answered ? undefined : { kind: 'dropped' }) });
  servers.push(server);
  return server;
}

const gated = ({ url }: FaultyServer) => {
  const asked: GateConfig = { ...config, baseline: false, model: { path: url, retries: 0, batchLimit: 8 } };
  return gate(asked);
};

describe('a gate whose server goes away', () => {
  test('comes to no verdict, and says of each limit why', async () => {
    const whole = await serve(Infinity);
    expect((await gated(whole)).verdict).toBe('pass');
    for (const share of [0.1, 0.5]) {
      const report = await gated(await serve(Math.round(whole.asked.length * share)));
      expect(report.verdict).toBe('inconclusive');
      const reasons = report.limits.map(({ outcome, reason }) => `${outcome}: ${reason}`).join('\n');
      expect(reasons).toMatch(/inconclusive: the model was lost after \d+ of 400 cases/);
      expect(reasons).toContain('the loss of the model came before it');
      expect(report.results).toContainEqual(
        expect.objectContaining({ reason: 'model lost', lost: expect.stringContaining('no answer (') }),
      );
    }
  });
});
