/** A text that says something; null for an empty one, as the server writes what is unset. */
export const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
