/** System.RestContext, RestRequest and RestResponse. Source: Apex Reference, classes of the same names. */
import type { PlatformClass, PlatformProperty } from '../../../apex/platform/platform-class.ts';
import { ApexBlob } from '../../../base/index.ts';
import { currentContext, type RestCall } from '../../execution/context.ts';
import { ApexMap } from '../../values/index.ts';

export class RestRequest {
  httpMethod: string | null = null;
  requestURI: string | null = null;
  resourcePath: string | null = null;
  remoteAddress: string | null = null;
  requestBody: ApexBlob | null = null;
  headers = new ApexMap('String', 'String');
  params = new ApexMap('String', 'String');
}

export class RestResponse {
  statusCode: number | null = null;
  responseBody: ApexBlob | null = null;
  headers = new ApexMap('String', 'String');
}

const REQUEST = Symbol('RestContext.request');
const RESPONSE = Symbol('RestContext.response');

/** What Apex sees of an HTTP call. */
export function restRequestOf(call: RestCall): RestRequest {
  const request = new RestRequest();
  request.httpMethod = call.method.toUpperCase();
  request.requestURI = call.path;
  request.resourcePath = call.resourcePath;
  request.remoteAddress = call.remoteAddress;
  request.requestBody = new ApexBlob(call.body);
  for (const [name, value] of call.headers) request.headers.put(name, value);
  for (const [name, value] of call.query) request.params.put(name, value);
  return request;
}

export function setRestContext(request: RestRequest, response: RestResponse): void {
  const { state } = currentContext();
  state.set(REQUEST, request);
  state.set(RESPONSE, response);
}

/** The response as the called method left it; null when it set the property to null. */
export function restResponse(): RestResponse | null {
  return (currentContext().state.get(RESPONSE) as RestResponse | null | undefined) ?? null;
}

/** Set by a REST call, or by a test that plays one; null otherwise. */
function contextProperty(key: symbol): PlatformProperty {
  return {
    get: () => currentContext().state.get(key) ?? null,
    set: (value: unknown) => {
      currentContext().state.set(key, value);
    }
  };
}

function property<T extends object>(name: keyof T): PlatformProperty {
  return {
    get: (self: T) => self[name],
    set: (self: T, value: T[keyof T]) => {
      self[name] = value;
    }
  };
}

export const restClasses: readonly PlatformClass[] = [
  {
    name: 'System.RestContext',
    kind: 'class',
    members: {
      'static RestRequest request': contextProperty(REQUEST),
      'static RestResponse response': contextProperty(RESPONSE)
    }
  },
  {
    name: 'System.RestRequest',
    kind: 'class',
    members: {
      'new()': () => new RestRequest(),
      'String httpMethod': property<RestRequest>('httpMethod'),
      'String requestURI': property<RestRequest>('requestURI'),
      'String resourcePath': property<RestRequest>('resourcePath'),
      'String remoteAddress': property<RestRequest>('remoteAddress'),
      'Blob requestBody': property<RestRequest>('requestBody'),
      'Map<String, String> headers': property<RestRequest>('headers'),
      'Map<String, String> params': property<RestRequest>('params'),
      'void addHeader(String name, String value)': (self: RestRequest, name: string, value: string) => {
        self.headers.put(name, value);
      },
      'void addParameter(String name, String value)': (self: RestRequest, name: string, value: string) => {
        self.params.put(name, value);
      }
    },
    isInstance: (value) => value instanceof RestRequest
  },
  {
    name: 'System.RestResponse',
    kind: 'class',
    members: {
      'new()': () => new RestResponse(),
      'Integer statusCode': property<RestResponse>('statusCode'),
      'Blob responseBody': property<RestResponse>('responseBody'),
      'Map<String, String> headers': property<RestResponse>('headers'),
      'void addHeader(String name, String value)': (self: RestResponse, name: string, value: string) => {
        self.headers.put(name, value);
      }
    },
    isInstance: (value) => value instanceof RestResponse
  }
];
