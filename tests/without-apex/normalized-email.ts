/** The compared form of an e-mail as the package's Apex makes it: what an org's own automation has to fill for people's contacts. */
import { systemClock } from '../../src/base/index.ts';
import type { PreparedPackage } from '../../src/org/index.ts';
import { callStaticMethod, findStaticMethods, loadProgram, runTransaction } from '../../src/runtime/index.ts';
import { admin, FakeTransaction } from '../../src/runtime/execution/fixtures/fake-context.ts';

export function normalizedEmail({ program, source }: PreparedPackage, email: string): string {
  const loaded = loadProgram(program, source.schema);
  const host = {
    program: loaded,
    schema: source.schema,
    clock: systemClock,
    organizationId: '',
    begin: () => new FakeTransaction(),
    findUser: () => admin,
    userOf: () => admin
  };
  const [method] = findStaticMethods(loaded, 'EmailNormalizer', 'normalize');
  if (!method) throw new Error('The package has no EmailNormalizer.normalize.');
  const outcome = runTransaction(host, { user: admin }, () => callStaticMethod(loaded, method, [email]) as string);
  if (outcome.kind === 'exception') throw new Error(outcome.exception.toString());
  return outcome.value;
}
