/** System.JSON. Source: Apex Reference, "JSON Class". */
import type { PlatformClass } from '../../../../apex/platform/platform-class.ts';
import { raise, type RuntimeType } from '../../../values/index.ts';
import { ApexJsonGenerator } from './generator.ts';
import { parseJson } from './parse.ts';
import { typed, untyped } from './read.ts';
import { writeJson } from './write.ts';

function source(text: string | null): string {
  return text ?? raise('NullPointerException', 'Argument cannot be null.');
}

export const jsonClass: PlatformClass = {
  name: 'System.JSON',
  kind: 'class',
  members: {
    'static JSONGenerator createGenerator(Boolean prettyPrint)': (pretty: boolean) => new ApexJsonGenerator(pretty),
    'static Object deserialize(String text, Type type)': (text: string | null, type: RuntimeType) =>
      typed(parseJson(source(text)), type, false),
    'static Object deserializeStrict(String text, Type type)': (text: string | null, type: RuntimeType) =>
      typed(parseJson(source(text)), type, true),
    'static Object deserializeUntyped(String text)': (text: string | null) => untyped(parseJson(source(text))),
    'static String serialize(Object value)': (value: unknown) =>
      writeJson(value, { suppressNulls: false, pretty: false }),
    'static String serialize(Object value, Boolean suppressApexObjectNulls)': (value: unknown, suppress: boolean) =>
      writeJson(value, { suppressNulls: suppress, pretty: false }),
    'static String serializePretty(Object value)': (value: unknown) =>
      writeJson(value, { suppressNulls: false, pretty: true }),
    'static String serializePretty(Object value, Boolean suppressApexObjectNulls)': (
      value: unknown,
      suppress: boolean
    ) => writeJson(value, { suppressNulls: suppress, pretty: true })
  }
};
