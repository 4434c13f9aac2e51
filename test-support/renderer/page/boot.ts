import { createFakeBridge } from '../fake-bridge';
import type { SceneOptions } from '../scene';

/** The window over a bridge in memory; the scene comes as JSON in the address. */
const text = new URLSearchParams(location.search).get('scene');
const bridge = createFakeBridge(text === null ? {} : (JSON.parse(text) as SceneOptions));
Object.assign(window, { tessera: bridge });
void import('../../../src/renderer/main');
