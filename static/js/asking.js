// How an open page asks the server for something by itself: it never follows to the sign-in page, and says what became of it.
const tokens = () => document.querySelectorAll('input[name="csrfmiddlewaretoken"]');

export const OK = 'ok';
export const SIGNED_OUT = 'signed out';
export const SOMEBODY_ELSE = 'somebody else';
export const TOO_LONG = 'too long';
export const REFUSED = 'refused';
export const UNREACHED = 'unreached';

const once = async (url, body, signal) => {
  const text = JSON.stringify(body);
  return fetch(url, {
    method: 'POST', body: text, redirect: 'manual', signal,
    // What is sent as a page goes away arrives all the same; browsers allow 64 KB for that.
    keepalive: text.length < 60000,
    headers: { 'Content-Type': 'application/json', 'X-CSRFToken': tokens()[0]?.value || '' },
  });
};

// After a sign-in in another tab this page's tokens are old. They are made new only for the person whose page it is.
const renew = async (frame) => {
  const answer = await fetch(frame.dataset.keeps, { redirect: 'manual' });
  if (answer.type === 'opaqueredirect') return SIGNED_OUT;
  if (!answer.ok) return REFUSED;
  const { token, person } = await answer.json();
  if (person !== frame.dataset.person) return SOMEBODY_ELSE;
  tokens().forEach((input) => { input.value = token; });
  return OK;
};

const STATUS = { 409: SOMEBODY_ELSE, 413: TOO_LONG };

export const ask = async (frame, url, body, signal) => {
  try {
    let answer = await once(url, body, signal);
    if (answer.status === 403) {
      const renewed = await renew(frame);
      if (renewed !== OK) return { state: renewed };
      answer = await once(url, body, signal);
    }
    if (answer.type === 'opaqueredirect') return { state: SIGNED_OUT };
    if (answer.status >= 500) return { state: UNREACHED };
    if (!answer.ok) return { state: STATUS[answer.status] || REFUSED };
    return { state: OK, said: answer.status === 204 ? {} : await answer.json() };
  } catch {
    return { state: UNREACHED };
  }
};
