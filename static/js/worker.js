// What only workers' pages need: tables that sort where they stand.
import { SortableTable } from '../built/moj-frontend.min.js';
import { createAll } from '../built/govuk-frontend.min.js';

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
