/**
 * `86` and `150 1234 9144` as `+8615012349144`; `undefined` for whatever is no number that can be dialled: a
 * masked one, or one without a country calling code.
 */
export function toE164(stateCode: string | undefined, mobile: string | undefined): string | undefined {
  const country = stateCode?.replace(/^\+|[\s-]/g, '');
  const national = mobile?.replace(/[\s-]/g, '');
  // E.164 allows fifteen digits in all, the first of them never zero.
  if (!country || !national || !/^[1-9]\d{0,3}$/.test(country) || !/^\d{4,14}$/.test(national))
    return undefined;
  const digits = country + national;
  // No country has numbers of fewer than seven.
  return digits.length >= 7 && digits.length <= 15 ? `+${digits}` : undefined;
}
