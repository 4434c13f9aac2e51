/** A secret as it may be shown: its visible part, as the server shows it, and dots whose number says nothing about its length. */
export function maskedSecret(fragment: string | null): string {
  const dots = '•'.repeat(16);
  if (fragment === null) return dots;
  return fragment.startsWith('…') ? `${dots}${fragment.slice(1)}` : `${fragment}${dots}`;
}
