// Going through a list of cases by keyboard. Letters act only while something of a row has the focus (WCAG 2.1.4).
const name = (row) => row.querySelector('a');

function keyed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const row = event.target.closest('tr');
  const step = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' }[event.key];
  const act = step ? row[step] && (() => name(row[step]).focus())
    : /^[a-z]$/i.test(event.key) && row.querySelector(`[data-key="${event.key.toLowerCase()}"]`);
  if (!act) return;
  event.preventDefault();
  if (step) act();
  else act.click();
}

for (const rows of document.querySelectorAll('[data-module="mash-rows"]')) rows.addEventListener('keydown', keyed);
