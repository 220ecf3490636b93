const FORM = /^(\d{4,})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?$/;

/**
 * Reads a timestamptz as a server with DateStyle ISO writes it. Sessions run in UTC, so the fast way looks at fixed
 * places; anything else takes the slow one.
 *
 * @param text `2001-01-14 21:58:00.123+00`
 * @returns the instant, or undefined when it has none (`infinity`, years before Christ)
 */
export function parseTimestamp(text: string): Date | undefined {
  const length = text.length;
  const isPlain = text.charCodeAt(4) === 45 && text.charCodeAt(10) === 32 && text.endsWith("+00") && length <= 26;
  if (!isPlain) return parseSlowly(text);
  const year = digits(text, 0, 4);
  if (year < 100 || length === 23) return parseSlowly(text);
  const fraction = length === 22 ? 0 : milliseconds(text, 20, length - 3);
  return new Date(
    Date.UTC(
      year,
      digits(text, 5, 7) - 1,
      digits(text, 8, 10),
      digits(text, 11, 13),
      digits(text, 14, 16),
      digits(text, 17, 19),
      fraction,
    ),
  );
}

function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + (text.charCodeAt(at) - 48);
  return value;
}

function milliseconds(text: string, from: number, to: number): number {
  const scale = to - from === 1 ? 100 : to - from === 2 ? 10 : 1;
  return digits(text, from, Math.min(to, from + 3)) * scale;
}

function parseSlowly(text: string): Date | undefined {
  const parts = FORM.exec(text);
  if (parts === null) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number);
  const date = new Date(0);
  // Date.UTC would take the years 0 to 99 for those of the twentieth century.
  date.setUTCFullYear(year ?? 0, (month ?? 1) - 1, day);
  date.setUTCHours(hour ?? 0, minute, second, Number((parts[7] ?? "").padEnd(3, "0").slice(0, 3)));
  const offset = Number(parts[9]) * 3600 + Number(parts[10] ?? 0) * 60 + Number(parts[11] ?? 0);
  return new Date(date.getTime() - (parts[8] === "-" ? -offset : offset) * 1000);
}
