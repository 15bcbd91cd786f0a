export * from './api-version.ts';
export * from './duplicate-rule-header.ts';
export * from './errors.ts';
export * from './http-date.ts';
