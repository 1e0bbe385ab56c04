/** The one of `known` that `name` was probably meant to be: by another's word for it, case, plural, or one letter. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const word = plain(name);
  return (
    known.find((each) => plain(each) === word) ??
    known.find((each) => each === elsewhere[word]) ??
    known.find((each) => stem(each) === stem(name)) ??
    known.find((each) => isOneSlip(plain(each), word))
  );
}

/** Names that DingTalk, Passport and OAuth have for what is called otherwise here. */
const elsewhere: Readonly<Record<string, string>> = {
  appkey: 'clientId',
  suitekey: 'clientId',
  appsecret: 'clientSecret',
  suitesecret: 'clientSecret',
  callbackurl: 'redirectUrls',
  redirecturi: 'redirectUrls',
  redirecturis: 'redirectUrls',
  depts: 'departments',
  users: 'people',
  orgs: 'organizations',
  apps: 'clients',
  delay: 'delayMs',
};

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, '');
}

function stem(name: string): string {
  return plain(name).replace(/s$/, '');
}

/** One letter more, less, other, or two exchanged. */
function isOneSlip(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  const swapped = restB.slice(1, 2) + restB.slice(0, 1) + restB.slice(2);
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    (restB.length > 1 && restA === swapped)
  );
}
