import { join } from 'node:path';
import { app, Menu, nativeImage, Tray } from 'electron';
import { done, line } from '../common.mjs';

const picture = join(import.meta.dirname, 'picture.png');

app.whenReady().then(() => {
  line('missing', nativeImage.createFromPath(join(import.meta.dirname, 'none.png')).isEmpty());
  const image = nativeImage.createFromPath(picture);
  line('picture', image.isEmpty());
  try {
    new Tray(join(import.meta.dirname, 'none.png'));
    line('a tray without a picture');
  } catch (error) {
    line(error.constructor.name, error.message.replace(import.meta.dirname, ''));
  }
  const tray = new Tray(image);
  tray.setToolTip('words');
  tray.setContextMenu(
    Menu.buildFromTemplate([{ label: 'Open', click: () => {} }, { type: 'separator' }, { label: 'Off', enabled: false }]),
  );
  tray.setImage(picture);
  line('destroyed', tray.isDestroyed());
  tray.destroy();
  line('destroyed', tray.isDestroyed());
  done();
});
