// Runs in the preload of each measured app, in the isolated world: marks the first row (or the empty page's one character) as soon as it is
// in the document, so that the browser itself tells when it was painted (Element Timing), and reports only after that.
(() => {
  const { ipcRenderer } = require('electron');
  const marks = new MutationObserver(() => {
    const first = document.querySelector('[role="row"][data-id], [data-drawn]');
    if (first === null) return;
    marks.disconnect();
    for (const part of [first, ...first.querySelectorAll('*')]) part.setAttribute('elementtiming', 'drawn');
  });
  marks.observe(document, { childList: true, subtree: true });
  new PerformanceObserver((list, observer) => {
    observer.disconnect();
    const [page] = performance.getEntriesByType('navigation');
    ipcRenderer.send('bench.drawn', {
      navigated: performance.timeOrigin,
      parsed: performance.timeOrigin + page.domContentLoadedEventEnd,
      drawn: performance.timeOrigin + Math.max(...list.getEntries().map((entry) => entry.renderTime)),
    });
  }).observe({ type: 'element', buffered: true });
})();
