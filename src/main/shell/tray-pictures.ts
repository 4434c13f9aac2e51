import { readFileSync } from 'node:fs';
import { type NativeImage, nativeImage } from 'electron';
import attentionOnDark2x from '../../../resources/icons/tray-attention-on-dark@2x.png?asset';
import attentionOnDarkIco from '../../../resources/icons/tray-attention-on-dark.ico?asset';
import attentionOnDark from '../../../resources/icons/tray-attention-on-dark.png?asset';
import attentionOnLight2x from '../../../resources/icons/tray-attention-on-light@2x.png?asset';
import attentionOnLightIco from '../../../resources/icons/tray-attention-on-light.ico?asset';
import attentionOnLight from '../../../resources/icons/tray-attention-on-light.png?asset';
import onDark2x from '../../../resources/icons/tray-on-dark@2x.png?asset';
import onDarkIco from '../../../resources/icons/tray-on-dark.ico?asset';
import onDark from '../../../resources/icons/tray-on-dark.png?asset';
import onLight2x from '../../../resources/icons/tray-on-light@2x.png?asset';
import onLightIco from '../../../resources/icons/tray-on-light.ico?asset';
import onLight from '../../../resources/icons/tray-on-light.png?asset';
import attentionTemplate2x from '../../../resources/icons/trayAttentionTemplate@2x.png?asset';
import attentionTemplate from '../../../resources/icons/trayAttentionTemplate.png?asset';
import template2x from '../../../resources/icons/trayTemplate@2x.png?asset';
import template from '../../../resources/icons/trayTemplate.png?asset';

/** A picture and the same at twice the size, as one image. The build renames files, so no system finds the second by its name. */
function image(path: string, twice: string): NativeImage {
  const made = nativeImage.createFromPath(path);
  made.addRepresentation({ scaleFactor: 2, buffer: readFileSync(twice) });
  return made;
}

/** The tray's picture on a panel, with or without the mark for keys that need attention. */
export function trayPicture(onDarkPanel: boolean, attention: boolean): NativeImage {
  if (process.platform === 'darwin') {
    const made = attention ? image(attentionTemplate, attentionTemplate2x) : image(template, template2x);
    made.setTemplateImage(true);
    return made;
  }
  if (process.platform === 'win32') {
    // From an icon file Windows takes the size that fits its screen.
    if (attention) return nativeImage.createFromPath(onDarkPanel ? attentionOnDarkIco : attentionOnLightIco);
    return nativeImage.createFromPath(onDarkPanel ? onDarkIco : onLightIco);
  }
  if (attention) return onDarkPanel ? image(attentionOnDark, attentionOnDark2x) : image(attentionOnLight, attentionOnLight2x);
  return onDarkPanel ? image(onDark, onDark2x) : image(onLight, onLight2x);
}
