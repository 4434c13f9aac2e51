export type { RuntimeInfo, RuntimeOptions } from './context';
export { start } from './start';
