// What a page does by itself that keeps what is typed; a page of a case also says who else is there.
import { keepDrafts } from './drafts.js';
import { showPresence } from './presence.js';

const frame = document.querySelector('[data-keeps]');
if (frame) {
  keepDrafts(frame);
  if (frame.dataset.here) showPresence(frame);
}
