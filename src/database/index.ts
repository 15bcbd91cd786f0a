export * from './connection.ts';
export * from './save.ts';
export * from './sobject.ts';
export * from './transaction.ts';
