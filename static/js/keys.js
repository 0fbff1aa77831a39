// Answering a page of questions by keyboard: a letter beside each answer, and keys to the next question and on.
// Letters work only while a choice has the focus (WCAG 2.1.4), so that nothing is picked by a stray key.
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const shown = (element) => element.offsetParent !== null;
const questions = (form) => [...form.querySelectorAll('fieldset, select, textarea')].filter((each) => shown(each) && asksNow(each));

// The focus goes into a box by itself only while its words must be given: in any other it would swallow the next answers.
function asksNow(box) {
  const { neededWhen, neededFor } = box.dataset;
  return !neededWhen || neededFor.split(' ').includes(box.form.elements[neededWhen].value);
}

const choices = (question) => [...question.querySelectorAll('input[type=radio], input[type=checkbox]')];
const mainButton = (form) => form.querySelector('.govuk-button-group button');

function letterChoices(question) {
  const boxes = choices(question);
  const first = boxes.map((box) => box.labels[0].textContent.trim()[0].toLowerCase());
  const own = boxes[0]?.type === 'radio' && new Set(first).size === first.length;
  boxes.forEach((box, place) => {
    box.dataset.key = own ? first[place] : LETTERS[place] ?? '';
    if (!box.dataset.key) return;
    const key = document.createElement('kbd');
    key.className = 'mash-letter';
    key.setAttribute('aria-hidden', 'true');
    key.textContent = box.dataset.key.toUpperCase();
    box.labels[0].append(' ', key);
  });
}

function begin(form, question) {
  const target = question?.matches('fieldset') ? choices(question).find((box) => box.checked) ?? choices(question)[0] : question;
  (target ?? mainButton(form)).focus();
}

function goFrom(form, question, step) {
  const all = questions(form);
  const place = all.indexOf(question) + step;
  if (place >= 0) begin(form, all[place]);
}

function pick(form, question, box) {
  box.click();
  if (box.type === 'radio') goFrom(form, question, 1);
}

// One press says of everything that is still open that it is no concern: said by the worker, never set beforehand.
function noConcernLeft(form) {
  for (const box of form.querySelectorAll('input[type=radio][value=no_concern]')) {
    if (!form.querySelector(`input[name="${box.name}"]:checked`)) box.click();
  }
  mainButton(form).focus();
}

// What is to be read before anything is answered has the focus first; the letters of the first question work from there.
const opening = (form) => form.querySelector('[data-begin]');

function keyed(form, event) {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    return mainButton(form).click();
  }
  const from = event.target === opening(form);
  const question = from ? questions(form)[0] : event.target.closest('fieldset');
  const box = from || event.target.matches('input[type=radio], input[type=checkbox]');
  if (!question || !box || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const key = event.key.toLowerCase();
  const chosen = choices(question).find((choice) => choice.dataset.key === key);
  const act = chosen ? () => pick(form, question, chosen)
    : { '.': () => (from ? begin(form, question) : goFrom(form, question, 1)), ',': () => goFrom(form, question, -1), x: form.querySelector('[value=no_concern]') && (() => noConcernLeft(form)) }[key];
  if (!act) return undefined;
  event.preventDefault();
  return act();
}

for (const form of document.querySelectorAll('[data-module="mash-keys"]')) {
  form.querySelectorAll('fieldset').forEach(letterChoices);
  form.addEventListener('keydown', (event) => keyed(form, event));
  if (document.querySelector('[data-module="govuk-error-summary"]')) continue; // errors, and words to look at, are read first
  if (opening(form)) opening(form).focus();
  else begin(form, questions(form)[0]);
}
