// A tool that keeps nothing goes from step to step within one page: what was chosen stands in no history and no cache, and "Back"
// shows the step before, where the browser would show an error. Without this each step is a page of its own.
import {
  Button, Checkboxes, ErrorSummary, Radios, createAll,
} from '../built/govuk-frontend.min.js';

// As they were left, and gone with this page.
const steps = [{ main: document.getElementById('main'), title: document.title }];
window.history.replaceState({ step: 0 }, '');

function show({ main, title }) {
  document.getElementById('main').replaceWith(main);
  document.title = title;
  window.scrollTo(0, 0);
  (main.querySelector('[data-module="govuk-error-summary"]') ?? main).focus({ preventScroll: true });
}

// Sent as it would be without this.
function leave(form, button) {
  const chosen = Object.assign(document.createElement('input'), { type: 'hidden', name: button.name, value: button.value });
  form.append(chosen);
  form.submit();
}

async function goOn(form, button) {
  const answers = new FormData(form);
  answers.append(button.name, button.value);
  const answer = await fetch(form.action, { method: 'POST', body: answers }).catch(() => null);
  const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), 'text/html');
  const main = page && page.getElementById('main');
  if (!main) return leave(form, button);
  const step = window.history.state.step + 1;
  steps.splice(step, steps.length, { main: document.adoptNode(main), title: page.title });
  window.history.pushState({ step }, '');
  show(steps[step]);
  return [Button, Checkboxes, ErrorSummary, Radios].forEach((Component) => createAll(Component, undefined, main));
}

document.addEventListener('submit', (event) => {
  if (!event.submitter?.name || !event.target.closest('main')) return;
  event.preventDefault();
  goOn(event.target, event.submitter);
});

window.addEventListener('popstate', ({ state }) => {
  const kept = steps[state?.step ?? 0];
  if (kept) show(kept);
  else window.location.reload();
});
