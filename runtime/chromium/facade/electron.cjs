// What `require('electron')` finds.
module.exports = globalThis[Symbol.for('electron-on-chromium')];
