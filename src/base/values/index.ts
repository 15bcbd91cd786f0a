export { ApexBlob } from './blob.ts';
export { ApexDate, ApexDatetime, ApexTime } from './date.ts';
export { ApexDecimal, ApexDouble } from './decimal.ts';
export { jsonValue, restTime } from './json-value.ts';
