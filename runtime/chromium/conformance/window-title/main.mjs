import { app } from 'electron';
import { done, html, line, open, register, serve, sleep } from '../common.mjs';

const titled = (title) => ['text/html; charset=utf-8', `<!doctype html><title>${title}</title>`, {}];

register();
app.whenReady().then(async () => {
  serve({ '/': html('one'), '/two': titled('two'), '/three': titled('three') });
  const window = open(import.meta.dirname);
  const prevent = (event, title) => {
    event.preventDefault();
    line('the page says', title);
  };
  await window.loadURL('app://test/');
  await sleep(300);
  line('title', window.getTitle());
  window.on('page-title-updated', prevent);
  window.setTitle('(3) Own');
  line('title', window.getTitle());
  await window.loadURL('app://test/two');
  await sleep(300);
  line('title', window.getTitle());
  window.off('page-title-updated', prevent);
  await window.loadURL('app://test/three');
  await sleep(300);
  line('title', window.getTitle());
  done();
});
