/** The wordmark's picture: a mosaic of four tiles, one of them not laid yet. */
export function Logo({ size = 24 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" fill="none">
      <rect x="1.8" y="1.8" width="9" height="9" rx="2.2" stroke="var(--live)" strokeWidth="1.6" />
      <rect x="3.6" y="6.2" width="5.4" height="2.8" fill="var(--live)" />
      <rect x="13.2" y="1.8" width="9" height="9" rx="2.2" stroke="var(--remote)" strokeWidth="1.6" />
      <rect x="1.8" y="13.2" width="9" height="9" rx="2.2" stroke="var(--ink-3)" strokeWidth="1.4" strokeDasharray="2.4 1.9" />
      <rect x="13.2" y="13.2" width="9" height="9" rx="2.2" fill="var(--accent)" stroke="var(--accent)" strokeWidth="1.6" />
    </svg>
  );
}
