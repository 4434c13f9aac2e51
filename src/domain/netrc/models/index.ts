import type { ReaderModel } from './answers';
import { curl } from './curl';
import { curl813 } from './curl-8-13';
import { go } from './go';
import { labkeyJava } from './labkey-java';
import { python } from './python';

/** The readers whose rules are restated here, in the order in which they are shown. */
export const READERS: readonly ReaderModel[] = [python, curl, labkeyJava, curl813, go];
