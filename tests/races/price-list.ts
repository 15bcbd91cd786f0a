/** What orders are made of: a buyer, and products with prices in the org's standard price book. */
import type { OrgDoor } from '../../src/cli/scenarios/org-door.ts';

const PRODUCTS = 3;

export class PriceList {
  readonly buyerId: string;
  readonly priceBookId: string;
  readonly entryIds: readonly string[];

  private constructor(buyerId: string, priceBookId: string, entryIds: readonly string[]) {
    this.buyerId = buyerId;
    this.priceBookId = priceBookId;
    this.entryIds = entryIds;
  }

  static async create(admin: OrgDoor): Promise<PriceList> {
    const [book] = await admin.query('SELECT Id FROM Pricebook2 WHERE IsStandard = TRUE');
    const priceBookId = String(book?.['Id']);
    await admin.call('PATCH', `/services/data/v67.0/sobjects/Pricebook2/${priceBookId}`, { IsActive: true });
    const [buyerId = ''] = await admin.create('Account', [{ Name: 'Buyer of the contest' }]);
    const products = Array.from({ length: PRODUCTS }, (_, index) => ({ Name: `Product ${index}`, IsActive: true }));
    const entries = (await admin.create('Product2', products)).map((Product2Id) => ({
      Pricebook2Id: priceBookId,
      Product2Id,
      UnitPrice: 100,
      IsActive: true
    }));
    return new PriceList(buyerId, priceBookId, await admin.create('PricebookEntry', entries));
  }
}
