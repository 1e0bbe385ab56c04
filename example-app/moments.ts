import type { Language } from './language.js';

/** A point in time, for `<time>`. The browser turns `absolute` into its own time zone. */
export interface Moment {
  iso: string;
  absolute: string;
  relative: string;
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

/** @param time milliseconds since the epoch */
export function momentFrom(time: number, language: Language, now = Date.now()): Moment {
  const date = new Date(time);
  const absolute = new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
  });
  const difference = time - now;
  const [unit, length] = UNITS.find(([, ms]) => Math.abs(difference) >= ms) ?? UNITS[3];
  return {
    iso: date.toISOString(),
    absolute: `${absolute.format(date)} UTC`,
    relative: new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(
      Math.round(difference / length),
      unit,
    ),
  };
}

/** The day in China: DingTalk's dates are midnight there. */
export function dayInChina(time: number, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'Asia/Shanghai' }).format(time);
}
