import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withoutSecrets } from './address';

test('a key in the query, a fragment and a user part leave the field', () => {
  expect(withoutSecrets('https://tiled.example/api/v1/metadata/a?api_key=deadbeef00')).toBe('https://tiled.example/api/v1/metadata/a');
  expect(withoutSecrets(' tiled.example#api_key=deadbeef00 ')).toBe('tiled.example');
  expect(withoutSecrets('https://alice:hunter2@tiled.example/x')).toBe('https://tiled.example/x');
  expect(withoutSecrets('alice:hunter2@tiled.example')).toBe('tiled.example');
  expect(withoutSecrets('http://127.0.0.1:8000/')).toBe('http://127.0.0.1:8000/');
});

test('whatever follows a question mark is gone, for any address before it', () => {
  fc.assert(
    fc.property(fc.webUrl(), fc.stringMatching(/^[0-9a-f]{16,72}$/), (url, key) => {
      expect(withoutSecrets(`${url}?api_key=${key}`)).not.toContain(key);
    }),
  );
});
