/** The longest note in code points. A longer one makes the server store the key, answer 500, and fail on every listing from then on. */
export const NOTE_LIMIT = 255;

/** A password check may wait for LDAP and a second factor on somebody's phone: a minute and more. */
export const PASSWORD_PATIENCE_MS = 120_000;
