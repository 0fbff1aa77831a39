// What is folded on the screen prints unfolded where the page says so, and folds again; newer browsers need only the style for it.
let opened = [];

window.addEventListener('beforeprint', () => {
  opened = [...document.querySelectorAll('.mash-unfold-on-paper:not([open])')];
  for (const part of opened) part.open = true;
});
window.addEventListener('afterprint', () => {
  for (const part of opened) part.open = false;
  opened = [];
});
