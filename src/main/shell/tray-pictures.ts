import { type NativeImage, nativeImage } from 'electron';
import attentionOnDarkIco from '../../../resources/icons/tray-attention-on-dark.ico?asset';
import attentionOnDark from '../../../resources/icons/tray-attention-on-dark.png?asset';
import attentionOnLightIco from '../../../resources/icons/tray-attention-on-light.ico?asset';
import attentionOnLight from '../../../resources/icons/tray-attention-on-light.png?asset';
import onDarkIco from '../../../resources/icons/tray-on-dark.ico?asset';
import onDark from '../../../resources/icons/tray-on-dark.png?asset';
import onLightIco from '../../../resources/icons/tray-on-light.ico?asset';
import onLight from '../../../resources/icons/tray-on-light.png?asset';
import attentionTemplate from '../../../resources/icons/trayAttentionTemplate.png?asset';
import template from '../../../resources/icons/trayTemplate.png?asset';

interface Pictures {
  readonly calm: string;
  readonly attention: string;
}

/** From an icon file Windows takes the size that fits its screen. The others find the double size by "@2x" in the name beside it. */
function picturesOf(onDarkPanel: boolean): Pictures {
  // macOS paints these itself, and knows them by "Template" in their names.
  if (process.platform === 'darwin') return { calm: template, attention: attentionTemplate };
  if (process.platform === 'win32')
    return onDarkPanel ? { calm: onDarkIco, attention: attentionOnDarkIco } : { calm: onLightIco, attention: attentionOnLightIco };
  return onDarkPanel ? { calm: onDark, attention: attentionOnDark } : { calm: onLight, attention: attentionOnLight };
}

/** The tray's picture on a panel, with or without the mark for keys that need attention. */
export function trayPicture(onDarkPanel: boolean, attention: boolean): NativeImage {
  const { calm, attention: marked } = picturesOf(onDarkPanel);
  return nativeImage.createFromPath(attention ? marked : calm);
}
