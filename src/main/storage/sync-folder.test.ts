import { beforeEach, expect, it, vi } from 'vitest';

const handle = vi.hoisted(() => ({ sync: vi.fn(), close: vi.fn() }));
vi.mock('node:fs/promises', () => ({ open: async () => handle }));

import { syncFolder } from './sync-folder';

const failing = (code: string) => Object.assign(new Error(code), { code });
beforeEach(() => {
  vi.resetAllMocks();
});

// Windows has no such call, so there is nothing to see there.
const posix = process.platform === 'win32' ? it.skip : it;

posix.each(['EINVAL', 'ENOTSUP'])('a file system that knows no flush of folders (%s) stops no write', async (code) => {
  handle.sync.mockRejectedValueOnce(failing(code));
  await syncFolder('/home/on/fuse');
  expect(handle.close).toHaveBeenCalledOnce();
});

posix('a disk that fails is not overlooked', async () => {
  handle.sync.mockRejectedValueOnce(failing('EIO'));
  await expect(syncFolder('/home')).rejects.toThrow('EIO');
  expect(handle.close).toHaveBeenCalledOnce();
});
