/** `?grid=tessera&rows=100000`, or `?grid=bare&rows=…&columns=…&height=…`. */
const asked = new URLSearchParams(location.search);
const number = (name: string) => Number(asked.get(name));
if (asked.get('grid') === 'tessera') void import('./tessera').then((m) => m.prepare(number('rows')));
else void import('./bare').then((m) => m.prepare(number('rows'), number('columns'), number('height')));
