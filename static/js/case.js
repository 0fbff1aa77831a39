// What the pages of a case do by themselves: keep what is typed, and say who else is there.
import { keepDrafts } from './drafts.js';
import { showPresence } from './presence.js';

const frame = document.querySelector('[data-keeps]');
if (frame) {
  keepDrafts(frame);
  showPresence(frame);
}
