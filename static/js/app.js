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

document.body.classList.add('js-enabled', 'govuk-frontend-supported');
[Button, Checkboxes, ErrorSummary, Leave, NotificationBanner, PasswordInput, Radios, SkipLink].forEach(
  (Component) => createAll(Component),
);
