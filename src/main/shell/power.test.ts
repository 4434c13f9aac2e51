import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it, vi } from 'vitest';

const monitor = new EventEmitter();
vi.mock('electron', () => ({
  get powerMonitor() {
    return monitor;
  },
}));

import { watchPower } from './power';

let now = 0;
let woken = 0;
beforeEach(() => {
  monitor.removeAllListeners();
  now = 1_000_000;
  woken = 0;
  watchPower(
    () => now,
    () => {
      woken += 1;
    },
  );
});

describe('waking', () => {
  it('is told once for the machine and its screen', () => {
    monitor.emit('resume');
    now += 3_000;
    monitor.emit('unlock-screen');
    expect(woken).toBe(1);
  });
  it('is told each time, also after a clock that was set back', () => {
    monitor.emit('resume');
    now += 3_600_000;
    monitor.emit('unlock-screen');
    now -= 86_400_000;
    monitor.emit('resume');
    expect(woken).toBe(3);
  });
  it('is not falling asleep', () => {
    monitor.emit('suspend');
    monitor.emit('lock-screen');
    expect(woken).toBe(0);
  });
});
