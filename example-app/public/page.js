// Times come in UTC: only the browser knows the visitor's time zone.
const language = document.documentElement.lang;
const absolute = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
];

function showTimes() {
  for (const element of document.querySelectorAll('time[data-absolute]')) {
    element.textContent = absolute.format(new Date(element.dateTime));
  }
  for (const element of document.querySelectorAll('time[data-relative]')) {
    const difference = new Date(element.dateTime) - Date.now();
    const [unit, length] = units.find(([, ms]) => Math.abs(difference) >= ms) ?? units.at(-1);
    element.textContent = relative.format(Math.round(difference / length), unit);
  }
}

showTimes();
setInterval(showTimes, 30_000);

// A picture that cannot be loaded gives way to the initial behind it.
for (const image of document.querySelectorAll('img[data-optional]')) {
  const hide = () => image.remove();
  if (image.complete && image.naturalWidth === 0) hide();
  else image.addEventListener('error', hide);
}

// Leaving for DingTalk takes a moment, in which it is seen that something happens.
addEventListener('click', ({ target, button, ctrlKey, metaKey, shiftKey }) => {
  const link = target.closest?.('[data-wait]');
  if (link && button === 0 && !(ctrlKey || metaKey || shiftKey)) link.ariaBusy = 'true';
});
addEventListener('submit', ({ submitter }) => {
  if (submitter) submitter.ariaBusy = 'true';
});
// Brought back by the Back button, a page is as it was left.
addEventListener('pageshow', () => {
  for (const element of document.querySelectorAll(':is(a, button)[aria-busy]')) element.ariaBusy = null;
});
