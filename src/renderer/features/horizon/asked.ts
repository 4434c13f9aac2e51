/** What asking "alive until" takes, in one piece: whoever opens the one needs the other next. */
export { AliveAnswer } from './AliveAnswer';
export { AlivePanel } from './AlivePanel';
