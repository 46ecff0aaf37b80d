// What a shop's page does with the official client: another address for its settings, and nothing else.
import { AnalyticsBrowser } from '@segment/analytics-next';

const { key, host, batching } = document.currentScript.dataset;
const delivery = batching ? { deliveryStrategy: { strategy: 'batching', config: { size: 4, timeout: 500 } } } : {};
window.analytics = AnalyticsBrowser.load({ writeKey: key, cdnURL: host }, { integrations: { 'Segment.io': delivery } });
