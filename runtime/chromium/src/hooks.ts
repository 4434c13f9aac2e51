import module from 'node:module';
import { pathToFileURL } from 'node:url';

const names = new Set(['electron', 'electron/main', 'electron/common']);

interface Resolved {
  url: string;
  shortCircuit?: boolean;
}
type Hooks = { resolve(specifier: string, context: unknown, next: (specifier: string, context: unknown) => Resolved): Resolved };

/**
 * Makes `electron` mean this runtime, for `import` and for `require`. Node 22 has one hook for both; before, `register` (a thread of its
 * own) redirects imports only and `_resolveFilename` requires only. A named import of `registerHooks` would be a syntax error on Node 20.
 */
export function redirectElectron(esm: string, cjs: string): void {
  const esmUrl = pathToFileURL(esm).href;
  const cjsUrl = pathToFileURL(cjs).href;
  const { registerHooks } = module as unknown as { registerHooks?: (hooks: Hooks) => void };
  if (registerHooks) {
    registerHooks({
      resolve(specifier, context, next) {
        if (!names.has(specifier)) return next(specifier, context);
        const { conditions } = context as { conditions?: string[] };
        return { url: conditions?.includes('require') ? cjsUrl : esmUrl, shortCircuit: true };
      },
    });
    return;
  }
  const hook = `const names = new Set(${JSON.stringify([...names])});
    export async function resolve(specifier, context, next) {
      return names.has(specifier) ? { url: ${JSON.stringify(esmUrl)}, shortCircuit: true } : next(specifier, context);
    }`;
  module.register(`data:text/javascript,${encodeURIComponent(hook)}`);
  const internals = module as unknown as { _resolveFilename: (request: string, ...rest: unknown[]) => string };
  const original = internals._resolveFilename;
  internals._resolveFilename = function resolveFilename(request, ...rest) {
    return names.has(request) ? cjs : original.call(this, request, ...rest);
  };
}
