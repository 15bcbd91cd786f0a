/** Made-up people of a scenario; the same seed makes the same ones. */
import { People, SeededRandom } from '../../sync/index.ts';

export interface Person {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly phone: string;
  readonly company: string;
}

/** People with addresses that nobody of another scenario, or of the sample feed, has: each scenario has a host of its own. */
export function samplePeople(scenario: string, seed: number, count: number): readonly Person[] {
  const people = new People(new SeededRandom(seed));
  return Array.from({ length: count }, () => {
    const { first_name: firstName, last_name: lastName, email, phone, company } = people.next();
    const local = email.slice(0, email.indexOf('@'));
    return { firstName, lastName, email: `${local}@${scenario}.example.com`, phone, company };
  });
}
