/**
 * System.Exception and the standard exceptions. Source: Apex Reference, "Exception Class and Built-In Exceptions".
 */
import type { PlatformClass, PlatformMembers } from '../../../apex/platform/platform-class.ts';
import {
  ApexDmlException,
  ApexException,
  ApexList,
  ApexMap,
  ApexQueryException,
  ApexSet,
  standardExceptions
} from '../../values/index.ts';

// Through the methods of the value, so that a user exception that overrides getMessage() is heard.
const methods: PlatformMembers = {
  'Exception getCause()': (self: ApexException) => self.getcause(),
  'Integer getLineNumber()': (self: ApexException) => self.getlinenumber(),
  'String getMessage()': (self: ApexException) => self.getmessage(),
  'String getStackTraceString()': (self: ApexException) => self.getstacktracestring(),
  'String getTypeName()': (self: ApexException) => self.gettypename(),
  'void initCause(Exception cause)': (self: ApexException, cause: ApexException) => self.initcause$exception(cause),
  'void setMessage(String message)': (self: ApexException, message: string) => self.setmessage$string(message)
};

function constructors(name: string): PlatformMembers {
  const create = () => new ApexException(name);
  return {
    'new()': () => create().c$(),
    'new(String message)': (message: string) => create().c$string(message),
    'new(Exception cause)': (cause: ApexException) => create().c$exception(cause),
    'new(String message, Exception cause)': (message: string, cause: ApexException) =>
      create().c$string$exception(message, cause)
  };
}

/** DmlException's view of the rows that failed. Source: Apex Reference, "Exception Class", methods of DmlException and EmailException. */
const dmlMethods: PlatformMembers = {
  'Integer getNumDml()': (self: ApexDmlException) => self.rows.length,
  'Integer getDmlIndex(Integer index)': (self: ApexDmlException, index: number) => self.row(index).index,
  'String getDmlId(Integer index)': (self: ApexDmlException, index: number) => self.row(index).id,
  'String getDmlMessage(Integer index)': (self: ApexDmlException, index: number) => self.row(index).message,
  'String getDmlStatusCode(Integer index)': (self: ApexDmlException, index: number) => self.row(index).statusCode,
  'StatusCode getDmlType(Integer index)': (self: ApexDmlException, index: number) => self.type(index),
  'List<String> getDmlFieldNames(Integer index)': (self: ApexDmlException, index: number) =>
    new ApexList('String', [...self.row(index).fields])
};

/** Source: Apex Reference, "Exception Class", methods of QueryException. */
const queryMethods: PlatformMembers = {
  'Map<String, Set<String>> getInaccessibleFields()': (self: ApexQueryException) =>
    new ApexMap(
      'String',
      'Set<String>',
      [...self.inaccessibleFields].map(([object, fields]) => [object, new ApexSet('String', [...fields])] as const)
    )
};

function queryConstructors(): PlatformMembers {
  return {
    'new()': () => new ApexQueryException().c$(),
    'new(String message)': (message: string) => new ApexQueryException().c$string(message),
    'new(Exception cause)': (cause: ApexException) => new ApexQueryException().c$exception(cause),
    'new(String message, Exception cause)': (message: string, cause: ApexException) =>
      new ApexQueryException().c$string$exception(message, cause)
  };
}

function dmlConstructors(name: string): PlatformMembers {
  return {
    'new()': () => new ApexDmlException(name).c$(),
    'new(String message)': (message: string) => new ApexDmlException(name).c$string(message),
    'new(Exception cause)': (cause: ApexException) => new ApexDmlException(name).c$exception(cause),
    'new(String message, Exception cause)': (message: string, cause: ApexException) =>
      new ApexDmlException(name).c$string$exception(message, cause)
  };
}

function membersOf(name: string): PlatformMembers {
  switch (name) {
    case 'System.DmlException':
    case 'System.EmailException':
      return { ...dmlConstructors(name), ...dmlMethods };
    case 'System.QueryException':
      return { ...queryConstructors(), ...queryMethods };
    default:
      return constructors(name);
  }
}

export const exceptionClasses: readonly PlatformClass[] = [
  {
    name: 'System.Exception',
    kind: 'class',
    members: methods,
    isInstance: (value) => value instanceof ApexException
  },
  ...standardExceptions.map((name): PlatformClass => {
    return {
      name,
      kind: 'exception',
      superclass: 'System.Exception',
      members: membersOf(name)
    };
  })
];
