// Keeps on the server what a worker types, while they type. Without this a page works as it always did.
import { OK, REFUSED, SIGNED_OUT, SOMEBODY_ELSE, TOO_LONG, UNREACHED, ask } from './asking.js';

const PAUSE = 1200;
const AGAIN = 5000;
const SLOWEST = 60000;
const LOST = 'mash-saved--lost';
// By which matrix questions were asked is kept with a step that is sent: a page that is only open must not speak for the others.
const NEVER = new Set(['csrfmiddlewaretoken', 'version', 'once', 'matrix']);
const NO_ANSWER = new Set(['file', 'password', 'submit', 'button', 'reset', 'image', 'fieldset', 'output']);
const WORDS = {
  [UNREACHED]: 'Not saved: no connection. Your words are still on this page; we try again.',
  [REFUSED]: 'Not saved: this page is no longer open to you. Copy your words before you leave it.',
  [SOMEBODY_ELSE]: 'Not saved: somebody else is signed in now in this browser. Copy your words before you leave this page.',
  [TOO_LONG]: 'Not saved: this is too long to be saved while you write. Your words are still on this page; send them.',
};

const isAnswer = (box) => box.name && !NO_ANSWER.has(box.type) && !NEVER.has(box.name) && !box.name.startsWith('draft_');
const isAsked = (box) => isAnswer(box) && box.type !== 'hidden';

const answersOf = (form) => {
  const found = {};
  for (const box of [...form.elements].filter(isAnswer)) {
    const values = (found[box.name] ??= []);
    if (box.options) values.push(...[...box.selectedOptions].map((option) => option.value));
    else if (!['checkbox', 'radio'].includes(box.type) || box.checked) values.push(box.value);
  }
  return found;
};

// What was answered here, and not what another device answered meanwhile: boxes that nobody touched are left as they are kept.
const changed = (now, before, told) => {
  const found = Object.entries(now).filter(([name, values]) => told.has(name) || JSON.stringify(values) !== JSON.stringify(before[name]));
  found.forEach(([name]) => told.add(name));
  return Object.fromEntries(found);
};

const newLoad = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

class Draft {
  constructor(frame, form) {
    Object.assign(this, { frame, form, load: newLoad(), turn: 0, before: answersOf(form), told: new Set(), dirty: false, sent: false, wait: AGAIN, saving: null, state: OK });
    this.show();
    this.opened('posted' in frame.dataset && !form.elements.draft_seen);
    form.addEventListener('input', () => this.typed());
    form.addEventListener('change', () => this.typed());
    form.addEventListener('focusout', () => this.save());
    form.addEventListener('submit', () => this.send());
    form.addEventListener('formdata', ({ formData }) => this.say(formData));
    document.addEventListener('visibilitychange', () => this.save(document.hidden));
    window.addEventListener('pagehide', () => this.save(true));
    window.addEventListener('online', () => this.save());
    window.addEventListener('focus', () => this.save());
    window.addEventListener('pageshow', ({ persisted }) => this.opened(persisted));
    window.addEventListener('beforeunload', (event) => { if (this.dirty && !this.sent && this.state !== OK) event.preventDefault(); });
    document.addEventListener('mash:signed-out', () => this.fail(SIGNED_OUT));
    document.addEventListener('mash:there', () => this.back());
    document.addEventListener('mash:discard', () => this.send());
    // What came back with an error, or was carried from the step before, is saved as well.
    if ('posted' in frame.dataset && !this.form.elements.draft_seen) this.typed();
  }

  // Whoever types on after sending is still here: the sending was stopped, or its answer was lost on the way.
  typed() {
    if (this.sent) this.opened(true);
    this.dirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  // A page that the browser brings back as it was left is a new opening: the one that was sent keeps no more.
  opened(again) {
    this.sent = false;
    Object.assign(this, again ? { load: newLoad(), turn: 0, before: {}, told: new Set() } : {});
  }

  // The server is told which page it was, what it asked, and what it showed of the case.
  say(formData) {
    formData.append('draft_load', this.load);
    formData.append('draft_opened', this.frame.dataset.opened);
    formData.append('draft_asked', [...new Set([...this.form.elements].filter(isAsked).map((box) => box.name))].join(','));
    if (!formData.has('draft_seen')) formData.append('draft_seen', this.seen());
  }

  // Where a page has several forms, each says for itself which it is.
  seen() {
    return this.form.elements.draft_seen?.value ?? this.frame.dataset.seen;
  }

  send() {
    this.sent = true;
    clearTimeout(this.timer);
    this.saving?.abort();
  }

  // Once at a time, but for the last time: a page that goes away waits for nothing.
  async save(leaving = false) {
    clearTimeout(this.timer);
    if (!this.dirty || this.sent || (this.saving && !leaving)) return;
    this.dirty = false;
    this.saving = new AbortController();
    const body = {
      path: new URL(this.form.action).pathname, page: window.location.pathname, load: this.load, turn: ++this.turn,
      person: this.frame.dataset.person, seen: this.seen(), answers: changed(answersOf(this.form), this.before, this.told),
    };
    const { state, said } = await ask(this.frame, this.frame.dataset.keeps, body, this.saving.signal);
    this.saving = null;
    if (this.sent) return;
    if (state === OK && !said.at) this.anew();
    else if (state === OK) this.saved(said.at);
    else this.fail(state, true);
  }

  // The server holds this opening for sent, but its page is still open.
  anew() {
    this.opened(true);
    this.typed();
  }

  saved(at) {
    const before = this.state;
    Object.assign(this, { state: OK, wait: AGAIN });
    this.shown.classList.remove(LOST);
    if (at) this.shown.textContent = `Saved ${at}. Not sent yet.`;
    // Read aloud once, and when it works again: not at every pause.
    if (at && (!this.aloud.textContent || before !== OK)) this.aloud.textContent = 'Your words are being saved while you write.';
    if (this.dirty) this.typed();
  }

  // The server is there again, and knows this page's person.
  back() {
    if (this.state !== SIGNED_OUT) return;
    if (this.dirty) this.save();
    else {
      this.state = OK;
      this.shown.textContent = '';
      this.shown.classList.remove(LOST);
    }
  }

  fail(state, lost = false) {
    if (lost) this.dirty = true;
    else if (this.state === state) return;
    this.state = state;
    this.shown.classList.add(LOST);
    if (state === SIGNED_OUT) this.shown.replaceChildren('You have been signed out. Your words are still on this page. ', this.door(), ' and come back to it: they are saved then.');
    else this.shown.textContent = WORDS[state];
    this.aloud.textContent = this.shown.textContent;
    if (![UNREACHED, SIGNED_OUT].includes(state)) return;
    this.timer = setTimeout(() => this.save(), this.wait);
    this.wait = Math.min(this.wait * 2, SLOWEST);
  }

  door() {
    const link = document.createElement('a');
    Object.assign(link, { href: '/sign-in/', target: '_blank', rel: 'noopener', className: 'govuk-link', textContent: 'Sign in (opens in a new tab)' });
    return link;
  }

  show() {
    this.shown = document.createElement('p');
    this.shown.className = 'govuk-body-s mash-saved';
    this.aloud = document.createElement('p');
    this.aloud.className = 'govuk-visually-hidden';
    this.aloud.setAttribute('role', 'status');
    this.form.append(this.shown, this.aloud);
  }
}

export const keepDrafts = (frame) => {
  for (const form of frame.querySelectorAll('form[method="post"]:not([data-ephemeral])')) {
    if ([...form.elements].some(isAsked)) new Draft(frame, form);
    else if ('discard' in form.dataset) form.addEventListener('submit', () => document.dispatchEvent(new Event('mash:discard')));
  }
};
