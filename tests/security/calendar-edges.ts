/** Days around the ends of what date fields hold (years 1700 to 4000), of a calendar, and of a February. */
export const CALENDAR_EDGES = [
  '0000-01-01',
  '0001-01-01',
  '1699-12-31',
  '1700-01-01',
  '4000-12-31',
  '4001-01-01',
  '9999-12-31',
  '9999-99-99',
  '2024-02-29',
  '2023-02-29',
  '2026-01-31'
] as const;

/** Times that are the last or the first of a day, or beyond it. */
export const EDGES_OF_DAYS = ['T00:00:00Z', 'T24:00:00Z', 'T23:59:60Z'] as const;
