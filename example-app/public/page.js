// Runs in DingTalk's web views too, which can be as old as Chrome 69 and Safari 12.

// Times come in UTC: only the browser knows the visitor's time zone.
const language = document.documentElement.lang;
const absolute = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
const relative = Intl.RelativeTimeFormat && new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
const units = [
  ['day', 86400000],
  ['hour', 3600000],
  ['minute', 60000],
  ['second', 1000],
];

function showTimes() {
  for (const element of document.querySelectorAll('time[data-absolute]')) {
    element.textContent = absolute.format(new Date(element.dateTime));
  }
  if (!relative) return;
  for (const element of document.querySelectorAll('time[data-relative]')) {
    const difference = new Date(element.dateTime) - Date.now();
    const [unit, length] = units.find(([, ms]) => Math.abs(difference) >= ms) || units[3];
    element.textContent = relative.format(Math.round(difference / length), unit);
  }
}

showTimes();
setInterval(showTimes, 30000);

// A picture that cannot be loaded gives way to the initial behind it.
for (const image of document.querySelectorAll('img[data-optional]')) {
  const hide = () => image.remove();
  if (image.complete && image.naturalWidth === 0) hide();
  else image.addEventListener('error', hide);
}

// Leaving for DingTalk takes a moment, in which the button shows that something happens.
addEventListener('click', ({ target, button, ctrlKey, metaKey, shiftKey }) => {
  const link = target instanceof Element && target.closest('[data-wait]');
  if (link && button === 0 && !(ctrlKey || metaKey || shiftKey)) link.setAttribute('aria-busy', 'true');
});
addEventListener('submit', ({ submitter }) => {
  if (submitter) submitter.setAttribute('aria-busy', 'true');
});
// Brought back by the Back button, a page is as it was left.
addEventListener('pageshow', () => {
  for (const element of document.querySelectorAll('a[aria-busy], button[aria-busy]')) {
    element.removeAttribute('aria-busy');
  }
});
