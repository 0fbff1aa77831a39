// Says every few seconds that this page is open, and shows who else has the case open. Nothing waits for it.
import { OK, SIGNED_OUT, UNREACHED, ask } from './asking.js';

const EVERY = 20000;
const WRITING = 60000;

export const showPresence = (frame) => {
  const list = document.querySelector('#others ul');
  let wrote = 0;
  let stopped = false;
  const body = (more) => ({ path: window.location.pathname, ...more });

  const show = (lines) => {
    if (lines.join('\n') === [...list.children].map((item) => item.textContent).join('\n')) return;
    list.replaceChildren(...lines.map((line) => Object.assign(document.createElement('li'), { textContent: line })));
    list.hidden = !lines.length;
  };

  const beat = async () => {
    if (stopped || document.hidden) return;
    const writing = wrote > 0 && Date.now() - wrote < WRITING;
    const { state, said } = await ask(frame, frame.dataset.here, body({ writing }));
    if (state === OK) {
      show(said.others);
      document.dispatchEvent(new Event('mash:there'));
    }
    else if (state === SIGNED_OUT) document.dispatchEvent(new Event('mash:signed-out'));
    else if (state !== UNREACHED) stopped = true;
  };

  frame.addEventListener('input', () => {
    const first = !wrote || Date.now() - wrote > WRITING;
    wrote = Date.now();
    if (first) beat();
  });
  document.addEventListener('visibilitychange', beat);
  window.addEventListener('pagehide', () => { if (!stopped) ask(frame, frame.dataset.here, body({ leaving: true })); });
  setInterval(beat, EVERY);
  beat();
};
