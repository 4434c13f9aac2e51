import { flatForm } from './body';
import { type Context, keysClosed } from './context';
import { exception, NO_PERMISSION, notFound, thrown, unauthorized } from './errors';
import { json, Refusal, type WireAnswer } from './wire';

const FRAME = 'org.labkey.core.security.SecurityController$CreateApiKeyAction.execute(SecurityController.java';
const LONGEST = 256;

/** 401 for a guest on every release; the one call that tells whether a key works. Booleans are text. */
export function ensureLogin(context: Context): WireAnswer {
  const { user } = context;
  if (!user) throw unauthorized(context, NO_PERMISSION);
  const may = String(user.admin);
  return json(200, {
    currentUser: {
      canUpdateOwn: may,
      canUpdate: may,
      canDeleteOwn: may,
      canInsert: may,
      displayName: user.displayName,
      canDelete: may,
      id: user.id,
      isAdmin: may,
      email: user.email,
    },
  });
}

/** Makes a key of the user's, or of the user's session. Answers the secret and nothing else. */
export function createApiKey(context: Context): WireAnswer {
  const { user, state, options, features, session } = context;
  if (!user || !session) throw unauthorized(context, NO_PERMISSION);
  if (keysClosed(context)) throw new Refusal(exception(403, "Can't create an API key while impersonating"));
  const form = flatForm(context);
  const type = form.get('type');
  if (type === undefined)
    return thrown(500, 'Cannot invoke "String.hashCode()" because "<local4>" is null', 'java.lang.NullPointerException', `${FRAME}:2440)`);
  if (type === 'session') {
    if (!options.allowSessionKeys) return notFound('Creation of session keys is disabled', `${FRAME}:2450)`);
    return json(200, { apikey: state.addSessionKey(session) });
  }
  if (type !== 'apikey') return notFound('Invalid type specified', `${FRAME}:2456)`);
  if (!options.allowApiKeys) return notFound('Creation of API keys is disabled', `${FRAME}:2444)`);
  const role = features.roles ? (form.get(options.roleParameter) ?? null) : null;
  const description = features.described ? shortened(form.get('description')) : null;
  return json(200, { apikey: state.addKey(user.id, { description, role }).secret });
}

/** Trimmed, empty to null, and cut to 256 characters that end in `...`. */
function shortened(text: string | undefined): string | null {
  const trimmed = (text ?? '').trim();
  if (trimmed === '') return null;
  return trimmed.length > LONGEST ? `${trimmed.slice(0, LONGEST - 3)}...` : trimmed;
}
