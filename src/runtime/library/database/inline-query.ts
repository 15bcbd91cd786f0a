/** The argument of Database.getQueryLocator when it is inline SOQL. */
import type { BindValue } from '../../../database/index.ts';
import type { SoqlQuery } from '../../../soql/index.ts';

/** An inline query where Apex wants one that is not run yet: the argument of Database.getQueryLocator. */
export class InlineQuery {
  readonly query: SoqlQuery;
  readonly binds: readonly BindValue[];

  constructor(query: SoqlQuery, binds: readonly BindValue[]) {
    this.query = query;
    this.binds = binds;
  }
}
