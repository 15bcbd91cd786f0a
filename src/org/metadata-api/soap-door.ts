/** The SOAP calls of the Metadata API that deploys and retrieves need; `sf` uses SOAP unless it is told to use REST. */
import type { SourceTree } from '../../metadata/index.ts';
import { ApiException, invalidSession } from '../../protocol/index.ts';
import { readDeployOptions } from './deploy-options.ts';
import type { Deployer, Deployments } from './deployments.ts';
import type { Retrievals } from './retrievals.ts';
import { describeMetadata, listMetadata } from './org-components.ts';
import { unknownValidation } from './rest-deploy.ts';
import { jsonText } from '../rest/request.ts';
import { plainArguments, readCall, soapAnswer, soapFault, type SoapCall } from '../soap/soap-envelope.ts';

export interface SoapDoorOptions {
  readonly deployments: Deployments;
  readonly retrievals: Retrievals;
  /** Who the session is, when it may change metadata; throws ApiException otherwise. */
  readonly deployerOf: (sessionId: string) => Deployer | null;
  /** What the org holds now. */
  readonly components: () => SourceTree;
  readonly now: () => string;
}

export interface SoapAnswer {
  readonly status: number;
  readonly body: string;
}

export function answerSoap(text: string, options: SoapDoorOptions): SoapAnswer {
  try {
    const call = readCall(text);
    const deployer = options.deployerOf(call.sessionId);
    if (!deployer) throw invalidSession();
    return { status: 200, body: soapAnswer(call.method, carryOut(call, deployer, options)) };
  } catch (error) {
    if (!(error instanceof ApiException)) throw error;
    // SOAP 1.1 over HTTP: every fault is a 500.
    const [first] = error.errors;
    return { status: 500, body: soapFault(first?.errorCode ?? 'UNKNOWN_EXCEPTION', error.message) };
  }
}

function carryOut(
  call: SoapCall,
  deployer: Deployer,
  { deployments, retrievals, components, now }: SoapDoorOptions
): unknown {
  const given = plainArguments(call.arguments);
  const idOf = (name: string): string => jsonText(given[name]);
  switch (call.method) {
    case 'deploy': {
      if (call.zipFile === null) throw new ApiException(400, 'INVALID_OPERATION', 'The call has no ZipFile.');
      const options = readDeployOptions((given['DeployOptions'] ?? {}) as Record<string, unknown>);
      const archive = new Uint8Array(Buffer.from(call.zipFile, 'base64'));
      return { done: false, id: deployments.start({ archive, options, deployer }), state: 'Queued' };
    }
    case 'checkDeployStatus': {
      const result = deployments.find(idOf('asyncProcessId'));
      if (!result) throw unknownId(idOf('asyncProcessId'));
      const { details, ...summary } = result;
      return jsonText(given['includeDetails']) === 'true' ? { ...summary, details } : summary;
    }
    case 'cancelDeploy': {
      const result = deployments.cancel(idOf('id') || idOf('String'), deployer);
      if (!result) throw unknownId(idOf('id'));
      return { done: result.done, id: result.id };
    }
    case 'deployRecentValidation': {
      const validated = idOf('validationId');
      const id = deployments.startValidated(validated, deployer);
      if (id === null) throw unknownValidation(validated);
      return id;
    }
    case 'retrieve': {
      const request = (given['retrieveRequest'] ?? given['request'] ?? {}) as Record<string, unknown>;
      const id = retrievals.start(request, components(), deployer, now());
      return { done: false, id, state: 'Queued' };
    }
    case 'checkRetrieveStatus': {
      const id = idOf('asyncProcessId') || idOf('id');
      // The zip comes along unless it is declined (Metadata API Developer Guide, "checkRetrieveStatus()").
      const result = retrievals.find(id, jsonText(given['includeZip'] ?? 'true') !== 'false');
      if (!result)
        throw new ApiException(400, 'INVALID_ID_FIELD', `There is no retrieve with the id ${id || '(none)'}.`);
      return result;
    }
    case 'describeMetadata':
      return describeMetadata();
    case 'listMetadata':
      return listMetadata(components(), given['queries'], deployer, now());
    default:
      throw new ApiException(
        400,
        'INVALID_OPERATION',
        `The local org does not carry out the Metadata API call ${call.method}.`
      );
  }
}

function unknownId(id: string): ApiException {
  return new ApiException(400, 'INVALID_ID_FIELD', `There is no deploy with the id ${id || '(none)'}.`);
}
