// A button whose work takes seconds says so, and can't be pressed twice. It keeps its name: what it sends is read after this.
const BUSY = 'data-is-busy';

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.hasAttribute(BUSY)) {
    event.preventDefault();
    return;
  }
  const button = event.submitter;
  if (!button?.dataset.busy || event.defaultPrevented) return;
  form.setAttribute(BUSY, button.textContent);
  button.setAttribute('aria-disabled', 'true');
  button.setAttribute('aria-live', 'polite');
  button.textContent = button.dataset.busy;
});

// A page that comes back from the browser's memory can be sent again.
window.addEventListener('pageshow', ({ persisted }) => {
  if (!persisted) return;
  for (const form of document.querySelectorAll(`[${BUSY}]`)) {
    const button = form.querySelector('[data-busy]');
    button.textContent = form.getAttribute(BUSY);
    button.removeAttribute('aria-disabled');
    form.removeAttribute(BUSY);
  }
});
