import { expect, test } from 'vitest';
import { suggestedFormat } from './exports';

test.each([
  ['/h/.env', 'dotenv'],
  ['/h/.env.local', 'dotenv'],
  ['/h/tiled.env', 'dotenv'],
  ['C:\\h\\.env', 'dotenv'],
  ['/h/.environment', 'dotenv'],
  ['', 'dotenv'],
  ['/h/env.sh', 'sh'],
  ['/h/.bashrc', 'sh'],
  ['/h/.zshrc', 'sh'],
  ['/h/.bash_profile', 'sh'],
  ['/h/keys.zsh', 'sh'],
])('%j looks like %s', (path, format) => expect(suggestedFormat(path)).toBe(format));
