// Exceptions as the controller answers them, for a page without an org behind it.

export interface FieldFixture {
  readonly field: string;
  readonly label: string;
  readonly incoming: string | null;
  readonly existing: string | null;
  readonly differs: boolean;
}

export interface ExceptionFixture {
  readonly id: string;
  readonly name: string;
  readonly reason: string;
  readonly status: string;
  readonly version: string;
  readonly assignedTo: string | null;
  readonly lane: string;
  readonly createdDate: string;
  readonly ageInHours: number;
  readonly incomingExternalId: string | null;
  readonly existingExternalId: string | null;
  readonly existingContactId: string | null;
  readonly existingContactName: string | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly occurrences: number;
  readonly comparisonProblem: string | null;
  readonly comparison: readonly FieldFixture[];
}

const PEOPLE = [
  ['Amelia', 'Okafor', 'Head of Procurement', 'Northwind Foods'],
  ['Jonas', 'Lindqvist', 'Account Executive', 'Fjord Logistics'],
  ['Priya', 'Raman', 'Data Architect', 'Cobalt Systems'],
  ['Mateo', 'García', 'Plant Manager', 'Sol Industrial'],
  ['Hannah', 'Weiss', 'Chief of Staff', 'Brightwater Health'],
  ['Tomasz', 'Nowak', 'Buyer', 'Vistula Trade'],
  ['Grace', 'Kim', 'Marketing Director', 'Juniper Retail']
] as const;

const REASONS = [
  'EMAIL_HELD_BY_OTHER_EXTERNAL_ID',
  'EXTERNAL_ID_HELD_WITH_OTHER_EMAIL',
  'EMAIL_HELD_BY_OTHER_EXTERNAL_ID',
  'AMBIGUOUS_EMAIL',
  'EMAIL_HELD_BY_OTHER_RECORD',
  'EMAIL_HELD_BY_OTHER_EXTERNAL_ID',
  'VALIDATION_FAILED',
  'EXTERNAL_ID_MISSING'
] as const;

/** As an answer of Apex comes over the wire: a copy without its nulls, which the platform leaves out of objects. */
export function withoutNulls<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value, (_, member: unknown) => (member === null ? undefined : member))) as Value;
}

/** Made by count, so that pages, filters and totals are known; the oldest first. */
export function exceptionFixtures(count: number): ExceptionFixture[] {
  return Array.from({ length: count }, (_, at) => exceptionFixture(at, count));
}

function exceptionFixture(at: number, count: number): ExceptionFixture {
  const [firstName, lastName, title, company] = PEOPLE[at % PEOPLE.length] ?? PEOPLE[0];
  const reason = REASONS[at % REASONS.length] ?? REASONS[0];
  const email = `${firstName}.${lastName}@example.com`.toLowerCase();
  const against = reason !== 'EXTERNAL_ID_MISSING' && reason !== 'AMBIGUOUS_EMAIL' && reason !== 'VALIDATION_FAILED';
  const incomingExternalId = reason === 'EXTERNAL_ID_MISSING' ? null : `MC-${104_000 + at * 7}`;
  const existingExternalId = against ? `MC-${98_000 + at * 3}` : null;
  const ageInHours = Math.floor(((count - at) * 150) / count);
  return {
    id: `a00000000000${String(at).padStart(3, '0')}AAA`,
    name: `EX-${String(at + 1).padStart(6, '0')}`,
    reason,
    status: at % 6 === 2 ? 'Claimed' : 'New',
    version: String(1_700_000_000_000 + at * 1000),
    assignedTo: at % 9 === 4 ? 'Robin Hale' : null,
    lane: 'marketing_contacts',
    createdDate: new Date(Date.UTC(2026, 10, 20, 12) - ageInHours * 3_600_000).toISOString(),
    ageInHours,
    incomingExternalId,
    existingExternalId,
    existingContactId: against ? `003000000000${String(at).padStart(3, '0')}AAA` : null,
    existingContactName: against ? `${firstName} ${lastName}` : null,
    errorCode: reason === 'VALIDATION_FAILED' ? 'FIELD_CUSTOM_VALIDATION_EXCEPTION' : null,
    errorMessage: reason === 'VALIDATION_FAILED' ? 'The phone number must start with a country code.' : null,
    occurrences: at % 5 === 0 ? 3 : 1,
    comparisonProblem: null,
    comparison: [
      compared('External_Contact_ID__c', 'External Contact ID', incomingExternalId, existingExternalId),
      compared('Department', 'Department', company, against ? company : null),
      compared('Email', 'Email', email, against ? email : null),
      compared('FirstName', 'First Name', firstName, against ? firstName : null),
      compared('LastName', 'Last Name', lastName, against ? lastName : null),
      compared('Phone', 'Phone', `+1 415 555 ${String(100 + at).padStart(4, '0')}`, against ? '+1 415 555 0199' : null),
      compared('Title', 'Title', title, against ? null : null)
    ]
  };
}

function compared(field: string, label: string, incoming: string | null, existing: string | null): FieldFixture {
  return { field, label, incoming, existing, differs: incoming !== existing };
}
