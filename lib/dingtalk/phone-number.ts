/** Digits of a number in E.164, which never begins with zero. No country has shorter ones. */
const shortest = 7;
const longest = 15;

/**
 * A number in E.164 form, from the country calling code and the national number as DingTalk writes them:
 *
 * - `86` and `150 1234 9144` become `+8615012349144`
 * - `+1` and `415-555-0132` become `+14155550132`
 * - a masked number (`155****3240`), which third-party apps are shown, becomes `undefined`: it is no number
 * - a number without a country calling code becomes `undefined`, since several countries may have it
 *
 * @see {@link https://www.itu.int/rec/T-REC-E.164 E.164}
 */
export function toE164(stateCode: string | undefined, mobile: string | undefined): string | undefined {
  const country = stateCode?.replace(/^\+|[\s-]/g, '');
  const national = mobile?.replace(/[\s-]/g, '');
  if (!country || !national) return undefined;
  if (!isCallingCode(country) || !isNational(national)) return undefined;
  const digits = country + national;
  return digits.length >= shortest && digits.length <= longest ? `+${digits}` : undefined;
}

function isCallingCode(text: string): boolean {
  return /^[1-9]\d{0,3}$/.test(text);
}

/** Digits only, no asterisks. */
function isNational(text: string): boolean {
  return /^\d{4,14}$/.test(text);
}
