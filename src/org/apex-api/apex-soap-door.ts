/** `/services/Soap/s/…`: the Apex SOAP API, of which `sf apex run` calls executeAnonymous. Source: SOAP API Developer Guide, "executeanonymous()", "DebuggingHeader". */
import { ApiException, invalidSession, listApiVersions, notFound } from '../../protocol/index.ts';
import { readCall, soapAnswer, soapFault } from '../soap/soap-envelope.ts';
import type { Session } from '../sessions/session-store.ts';
import { executeAnonymous, type ApexApi } from './execute-anonymous.ts';

const NAMESPACE = 'http://soap.sforce.com/2006/08/apex';

/** `version`: the part of the address behind `s/`, such as `67.0`. */
export async function answerApexSoap(
  text: string,
  version: string,
  findSession: (token: string) => Session | null,
  api: ApexApi
): Promise<{ readonly status: number; readonly body: string }> {
  try {
    if (!listApiVersions().some((item) => item.version === version)) throw notFound();
    const call = readCall(text);
    const session = findSession(call.sessionId);
    if (!session) throw invalidSession();
    if (call.method !== 'executeAnonymous') {
      const message = `The local org does not carry out the Apex SOAP API call ${call.method}.`;
      throw new ApiException(400, 'INVALID_OPERATION', message);
    }
    const source = call.arguments.children.find(({ name }) => /(^|:)String$|(^|:)apexcode$/.test(name))?.text ?? '';
    const { result, log } = await executeAnonymous(source, version, session.username, api);
    const headers = call.debugging ? { DebuggingInfo: { debugLog: log } } : {};
    return { status: 200, body: soapAnswer(call.method, result, { namespace: NAMESPACE, headers }) };
  } catch (error) {
    if (!(error instanceof ApiException)) throw error;
    // SOAP 1.1 over HTTP: every fault is a 500.
    const [first] = error.errors;
    return { status: 500, body: soapFault(first?.errorCode ?? 'UNKNOWN_EXCEPTION', error.message, NAMESPACE) };
  }
}
