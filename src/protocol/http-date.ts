/**
 * Dates of conditional request headers. Source: REST API Developer Guide, "Update Records Using sObject Rows": the format is
 * `EEE, dd MMM yyyy HH:mm:ss z`, with `Mon, 30 Nov 2020 08:34:54 MST` as example.
 */
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const FORM = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) ([A-Z]{2,3})$/;

/** Hours from UTC of the zones that RFC 822, section 5.1, names; GMT is the one that HTTP itself uses. */
const ZONES = new Map([
  ['GMT', 0],
  ['UT', 0],
  ['UTC', 0],
  ['EST', -5],
  ['EDT', -4],
  ['CST', -6],
  ['CDT', -5],
  ['MST', -7],
  ['MDT', -6],
  ['PST', -8],
  ['PDT', -7]
]);

const MILLISECONDS_AN_HOUR = 3_600_000;

/**
 * Milliseconds since 1970 of an HTTP date, always whole seconds; null for any other text. The day of the week is not compared with the date:
 * the guide's own example, `Tue, 10 Aug 2015`, was a Monday.
 */
export function parseHttpDate(text: string): number | null {
  const [whole, day, monthName = '', year, hour, minute, second, zone = ''] = FORM.exec(text) ?? [];
  const month = MONTHS.indexOf(monthName);
  const hoursFromUtc = ZONES.get(zone);
  if (whole === undefined || month < 0 || hoursFromUtc === undefined) return null;
  const local = new Date(Date.UTC(Number(year), month, Number(day), Number(hour), Number(minute), Number(second)));
  // Date.UTC takes 31 February for 2 March: only a date that reads the same again is one.
  const same = local.toUTCString().slice(5) === `${day} ${monthName} ${year} ${hour}:${minute}:${second} GMT`;
  return same ? local.getTime() - hoursFromUtc * MILLISECONDS_AN_HOUR : null;
}
