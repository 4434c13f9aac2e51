/** The types of Chromium's DevTools protocol. They travel with playwright-core, whose export map does not name them, hence the path. */
export type { Protocol } from '../../../../node_modules/playwright-core/types/protocol';
