/** `?grid=window&rows=100000`, or with `columns=…&height=…` `?grid=table` and `?grid=bare`. */
const asked = new URLSearchParams(location.search);
const number = (name: string) => Number(asked.get(name));
const grid = asked.get('grid');
if (grid === 'bare') void import('./bare').then((m) => m.prepare(number('rows'), number('columns'), number('height')));
else
  void import('./tessera').then((m) =>
    grid === 'window' ? m.prepareWindow(number('rows')) : m.prepareTable(number('rows'), number('height')),
  );
