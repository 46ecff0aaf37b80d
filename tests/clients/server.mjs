// What a shop's server does with the official client: another host, and nothing else.
import { createRequire } from 'node:module';

const { Analytics } = createRequire(process.env.PACKAGES)('@segment/analytics-node');
const analytics = new Analytics({ writeKey: process.env.KEY, host: process.env.HOST, flushAt: 4 });
const failures = [];
analytics.on('error', (error) => failures.push(error));

const timestamp = new Date(process.env.YESTERDAY);
analytics.identify({ userId: 'node-7', anonymousId: 'node-device-7', traits: { email: 'seven@example.com' }, messageId: 'node-1' });
analytics.track({
  userId: 'node-7', event: 'Order Completed', messageId: 'node-2', timestamp,
  properties: { order_id: 'N-1', revenue: 39.95, currency: 'GBP', gift: true },
});
analytics.page({ userId: 'node-7', name: 'Sandals', category: 'Shoes', messageId: 'node-3', properties: { url: 'https://shop.example/sandals' } });
analytics.screen({ userId: 'node-7', name: 'Basket', messageId: 'node-4' });
analytics.group({ userId: 'node-7', groupId: 'household-1', traits: { size: 3 }, messageId: 'node-5' });
analytics.alias({ userId: 'node-7', previousId: 'node-device-7', messageId: 'node-6' });
analytics.track({ userId: 'node-7', event: 'Order Completed', messageId: 'node-2', timestamp });
await analytics.closeAndFlush({ timeout: 20000 });
if (failures.length) throw failures[0];
