// "/" goes to the search box, unless somebody types, or has switched the key off (WCAG 2.1.4).
const OFF = 'mash-slash-off';
const box = document.querySelector('.mash-look [name="sought"], #search-box');
const typing = (target) => target.closest('input, textarea, select, [contenteditable]');
const isOff = () => window.localStorage.getItem(OFF) === 'yes';

document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || !box || isOff() || typing(event.target)) return;
  event.preventDefault();
  box.focus();
  box.select();
});

for (const words of document.querySelectorAll('[data-slash]')) {
  const button = words.querySelector('button');
  const say = () => { button.textContent = isOff() ? 'Switch this key on' : 'Switch this key off'; };
  words.hidden = false;
  say();
  button.addEventListener('click', () => {
    window.localStorage.setItem(OFF, isOff() ? 'no' : 'yes');
    say();
  });
}
