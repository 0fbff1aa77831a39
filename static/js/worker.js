// What only workers' pages need: tables that sort where they stand, and rows that show that they were changed.
import { SortableTable } from '../built/moj-frontend.min.js';
import { createAll } from '../built/govuk-frontend.min.js';
import './busy.js';
import './keys.js';
import './menu.js';
import './now.js';
import './panel.js';
import './paper.js';
import './rows.js';
import './search.js';

createAll(SortableTable);

// A page that counts what is happening fetches itself anew while somebody watches it, and stops when asked to.
for (const live of document.querySelectorAll('[data-live]')) {
  const pause = document.createElement('button');
  pause.type = 'button';
  pause.className = 'govuk-button govuk-button--secondary';
  let paused = false;
  const say = () => {
    pause.textContent = paused ? 'Update this page by itself' : 'Stop updating by itself';
  };
  say();
  pause.addEventListener('click', () => {
    paused = !paused;
    say();
  });
  live.before(pause);
  setInterval(async () => {
    if (paused || document.hidden || live.contains(document.activeElement)) return;
    const answer = await fetch(window.location.href).catch(() => null);
    if (!answer || !answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(live.id);
    if (fresh) live.replaceChildren(...fresh.childNodes);
  }, Number(live.dataset.live) * 1000);
}

for (const table of document.querySelectorAll('[data-module="mash-changes"]')) {
  const differs = (box) =>
    box.type === 'checkbox' ? box.checked !== box.defaultChecked
      : box.options ? [...box.options].some((option) => option.selected !== option.defaultSelected)
        : box.value.trim() !== box.defaultValue;
  const marked = new WeakSet(table.querySelectorAll('.mash-row--changed'));
  table.addEventListener('input', ({ target }) => {
    const row = target.closest('tr');
    if (!marked.has(row)) row.classList.toggle('mash-row--changed', [...row.querySelectorAll('input, select')].some(differs));
  });
}
