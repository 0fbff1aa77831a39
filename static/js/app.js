// Starts the design systems' behaviour. Every page works without it; nothing here may be needed to send a concern.
import {
  Button, Checkboxes, ErrorSummary, ExitThisPage, NotificationBanner, PasswordInput, Radios, SkipLink, createAll,
} from '../built/govuk-frontend.min.js';

// Leaving must also take this page out of the browser's history, so that "Back" doesn't show it again.
class Leave extends ExitThisPage {
  exitPage() {
    super.exitPage();
    window.location.replace(this.$button.href);
  }
}

// A public page that the browser kept whole must not come back with its words after its reader has left.
window.addEventListener('pageshow', (event) => {
  if (event.persisted && document.body.classList.contains('mash-public')) {
    document.body.hidden = true;
    window.location.reload();
  }
});

// Says aloud that a page has been open for long. Without this the same is said in small letters beside it.
document.querySelectorAll('[data-warn-minutes]').forEach((warning) => {
  const words = warning.firstElementChild;
  const show = (shown) => {
    words.hidden = !shown;
    // What is reached by keyboard must not end up beneath it.
    document.documentElement.style.scrollPaddingBottom = shown ? `${words.offsetHeight + 16}px` : '';
  };
  window.setTimeout(() => show(true), warning.dataset.warnMinutes * 60 * 1000);
  words.querySelector('[data-hide]').addEventListener('click', () => show(false));
});

// Shift three times works by script and with keys only: it is promised nowhere else.
if (window.matchMedia('(any-pointer: fine)').matches) {
  document.querySelectorAll('[data-keyboard]').forEach((words) => {
    words.hidden = false;
  });
}

document.body.classList.add('js-enabled', 'govuk-frontend-supported');
[Button, Checkboxes, ErrorSummary, Leave, NotificationBanner, PasswordInput, Radios, SkipLink].forEach(
  (Component) => createAll(Component),
);
