// Shows a page's part beside the page one is on, so that looking something up loses neither place nor words. Without this it is a link.
async function show(link) {
  const answer = await fetch(link.href).catch(() => null);
  const part = answer?.ok && new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(link.dataset.panel);
  if (!part) {
    window.location.assign(link.href);
    return;
  }
  document.querySelector('.mash-panel')?.close();
  const panel = document.createElement('dialog');
  panel.className = 'mash-panel';
  panel.setAttribute('aria-label', part.querySelector('h2')?.textContent ?? link.textContent.trim());
  const row = link.closest('tr');
  row?.classList.add('mash-row--beside');
  const close = document.createElement('button');
  close.type = 'button';
  close.className = 'govuk-button govuk-button--secondary mash-panel__close';
  close.textContent = 'Close';
  close.addEventListener('click', () => panel.close());
  panel.addEventListener('close', () => {
    panel.remove();
    row?.classList.remove('mash-row--beside');
    link.focus();
  });
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') panel.close();
  });
  panel.append(close, part);
  document.body.append(panel);
  panel.show();
  close.focus();
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-panel]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(link);
});
