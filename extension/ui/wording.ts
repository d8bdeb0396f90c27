/** Translates: the shape of `vscode.l10n.t`, so that pure code needs no editor. Called with a literal, for the bundles are checked against the source. */
export type Translate = (message: string, ...args: (string | number)[]) => string;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Numbers and times in the user's language. */
export class Wording {
  readonly #clock: Intl.DateTimeFormat;
  readonly #weekdayAndClock: Intl.DateTimeFormat;
  readonly #dateAndClock: Intl.DateTimeFormat;
  readonly #count: Intl.NumberFormat;
  readonly #chinese: boolean;

  /** @param timeZone the machine's own where it is not given. */
  constructor(
    readonly t: Translate,
    language: string,
    timeZone?: string,
  ) {
    const zone = timeZone === undefined ? {} : { timeZone };
    const clock = { hour: "numeric", minute: "2-digit", ...zone } as const;
    this.#clock = new Intl.DateTimeFormat(language, clock);
    this.#weekdayAndClock = new Intl.DateTimeFormat(language, { weekday: "short", ...clock });
    this.#dateAndClock = new Intl.DateTimeFormat(language, { month: "short", day: "numeric", ...clock });
    this.#count = new Intl.NumberFormat(language);
    this.#chinese = language.toLowerCase().startsWith("zh");
  }

  /** The sidecar's own sentence, which it says in two languages. */
  say(sentence: { readonly text: string; readonly textZh: string }): string {
    return this.#chinese ? sentence.textZh : sentence.text;
  }

  count(value: number): string {
    return this.#count.format(value);
  }

  /** `14:20` within a day, `Mon 09:00` within a week, else with the date. */
  time(at: Date, now: Date): string {
    const distance = Math.abs(at.getTime() - now.getTime());
    const format = distance < dayMs ? this.#clock : distance < 7 * dayMs ? this.#weekdayAndClock : this.#dateAndClock;
    return format.format(at).replaceAll("\u202f", " "); // a narrow space that editor fonts show as a box
  }

  /** `8m`, `1h 10m`, `2d 3h`. Above an hour in steps of five minutes: a text that changes each minute is read out each minute. */
  span(milliseconds: number): string {
    const minutes = Math.max(0, Math.ceil(milliseconds / minuteMs));
    if (minutes < 60) {
      return this.t("{0}m", minutes);
    }

    if (milliseconds < dayMs) {
      const rounded = Math.ceil(minutes / 5) * 5;
      return rounded % 60 === 0 ? this.t("{0}h", rounded / 60) : this.t("{0}h {1}m", Math.floor(rounded / 60), rounded % 60);
    }

    const hours = Math.ceil(milliseconds / hourMs);
    return hours % 24 === 0 ? this.t("{0}d", hours / 24) : this.t("{0}d {1}h", Math.floor(hours / 24), hours % 24);
  }
}

/** The editor's language, with the region of the machine where the two agree: an Englishman reads 14:20, an American 2:20 PM. */
export function formatLocale(language: string, machine = new Intl.DateTimeFormat().resolvedOptions().locale): string {
  const base = (locale: string): string => locale.split("-", 1)[0] ?? locale;
  return base(machine) === base(language) ? machine : language;
}

/** Whole percent, rounded down: 99.9 % is not yet all. The small term takes back what binary fractions lose (0.29 · 100 = 28.999…). */
export function percentOf(share: number): number {
  return Math.min(100, Math.max(0, Math.floor(share * 100 + 1e-6)));
}
