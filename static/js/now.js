// A button beside "When": sets day, month, year and time to this minute as the clocks in Luton show it.
const LUTON = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London', day: 'numeric', month: 'numeric', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
});

function minute(at) {
  const part = Object.fromEntries(LUTON.formatToParts(at).map(({ type, value }) => [type, value]));
  return { day: part.day, month: part.month, year: part.year, time: `${part.hour}:${part.minute}` };
}

for (const boxes of document.querySelectorAll('[data-now]')) {
  // How far this machine's clock is from the hub's.
  const ahead = Date.now() - Number(boxes.dataset.now) * 1000;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'govuk-button govuk-button--secondary mash-now';
  const about = document.createElement('span');
  about.className = 'govuk-visually-hidden';
  about.textContent = ': set to this minute';
  button.append('Now', about);
  button.addEventListener('click', () => {
    const now = minute(new Date(Date.now() - ahead));
    for (const box of boxes.querySelectorAll('input')) {
      box.value = now[box.name.slice(box.name.lastIndexOf('_') + 1)];
      box.dispatchEvent(new Event('input', { bubbles: true }));
      box.dispatchEvent(new Event('change', { bubbles: true }));
    }
  });
  const place = document.createElement('div');
  place.className = 'govuk-date-input__item';
  place.append(button);
  boxes.append(place);
}
