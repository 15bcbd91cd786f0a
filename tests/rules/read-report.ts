/** Reads what a JUnit report says about tests, by the names that `docs/rules.md` gives them. */
import { relative } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { PROJECT } from './read-rules.ts';

interface TestCase {
  readonly '@_classname': string;
  readonly '@_name': string;
  /** Reports of node:test name the file, those of Apex tests do not. */
  readonly '@_file'?: string;
}

type XmlNode = Readonly<Record<string, unknown>>;

const NOT_PASSED = ['failure', 'error', 'skipped'];

/** @param xml a report of node:test or of the Apex test runner */
export function passedTests(xml: string): Set<string> {
  const passed = new Set<string>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const one of node) visit(one);
    else if (node !== null && typeof node === 'object')
      for (const [name, value] of Object.entries(node as XmlNode))
        if (name === 'testcase') for (const one of value as (TestCase & XmlNode)[]) take(one);
        else visit(value);
  };
  const take = (one: TestCase & XmlNode): void => {
    if (!NOT_PASSED.some((name) => name in one)) passed.add(titleOf(one));
  };
  visit(new XMLParser({ ignoreAttributes: false, isArray: (name) => name === 'testcase' }).parse(xml));
  return passed;
}

function titleOf(one: TestCase): string {
  const file = one['@_file'];
  return file === undefined ? `${one['@_classname']}.${one['@_name']}` : `${relative(PROJECT, file)}: ${one['@_name']}`;
}
