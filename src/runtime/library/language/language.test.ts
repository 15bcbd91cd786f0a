import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textsOf } from './fixtures/run-apex.ts';

/** Apex expressions and the text of their values. */
function assertTexts(cases: Readonly<Record<string, string>>): void {
  const expressions = Object.keys(cases);
  const texts = textsOf(expressions);
  expressions.forEach((expression, index) => assert.equal(texts[index], cases[expression], expression));
}

test('String', () => {
  assertTexts({
    "String.isBlank(' ')": 'true',
    'String.isBlank(null)': 'true',
    "String.isEmpty(' ')": 'false',
    "String.join(new List<String>{ 'a', null, 'b' }, ', ')": 'a, , b',
    "String.join(new Set<Integer>{ 1, 2 }, '-')": '1-2',
    "String.format('{0} isn\\'\\'t {1} but \\'{0}\\'', new List<Object>{ 1, true })": "1 isn't true but {0}",
    "'a,b,,c,,'.split(',')": '(a, b, , c)',
    "'a,b,,c,,'.split(',', -1)": '(a, b, , c, , )',
    "'a1b22c'.split('[0-9]+')": '(a, b, c)',
    "'abc'.split('')": '(a, b, c)',
    "'Hello'.substring(1, 3)": 'el',
    "'a=b=c'.substringAfter('=')": 'b=c',
    "'a=b=c'.substringBeforeLast('=')": 'a=b',
    "'<b>x</b>'.substringBetween('<b>', '</b>')": 'x',
    "'a.b.c'.replace('.', '$')": 'a$b$c',
    "'a1b2'.replaceAll('[a-z](\\\\d)', '<$1>')": '<1><2>',
    "'Hello'.left(10)": 'Hello',
    "'Hello'.right(2)": 'lo',
    "'7'.leftPad(3, '0')": '007',
    "'Hello World'.abbreviate(8)": 'Hello...',
    "'aXbX'.countMatches('X')": '2',
    "'kitten'.getLevenshteinDistance('sitting')": '3',
    "'hello'.hashCode()": '99162322',
    "'b'.compareTo('a')": '1',
    "'hello'.capitalize()": 'Hello',
    "'  a  b '.normalizeSpace()": 'a b',
    "'12'.isNumeric()": 'true',
    "''.isNumeric()": 'false',
    "'a\\'b'": "a'b",
    "String.escapeSingleQuotes('a\\'b')": "a\\'b",
    '\'<a & "b">\'.escapeHtml4()': '&lt;a &amp; &quot;b&quot;&gt;',
    "'abc'.charAt(1)": '98',
    'String.fromCharArray(new List<Integer>{ 72, 105 })': 'Hi',
    "'ABC'.equalsIgnoreCase('abc')": 'true',
    "'ABC'.equals('abc')": 'false',
    "'ABC' == 'abc'": 'true',
    "'a' < 'B'": 'true',
    "'abc'.contains('bc')": 'true',
    "'a b'.deleteWhitespace()": 'ab',
    "'x'.repeat(3)": 'xxx',
    "'abcabc'.indexOf('c', 3)": '5',
    "'prefix-x'.removeStart('prefix-')": 'x'
  });
});

test('numbers', () => {
  assertTexts({
    '7 / 2': '3',
    '-7 / 2': '-3',
    '2147483647 + 1': '-2147483648',
    '7.0 / 2': '3.5',
    '1.0 / 3': '0.3333333333333333333333333333333333',
    '1.10 + 1.1': '2.20',
    '1.5 * 1.5': '2.25',
    '1.50 == 1.5': 'true',
    "Decimal.valueOf('12.345').setScale(2)": '12.34',
    "Decimal.valueOf('12.345').setScale(2, System.RoundingMode.HALF_UP)": '12.35',
    "Decimal.valueOf('-12.5').round()": '-12',
    "Decimal.valueOf('12.99').intValue()": '12',
    "Decimal.valueOf('10').divide(3, 2)": '3.33',
    '1234567.5.format()': '1,234,567.5',
    'Math.max(1, 2)': '2',
    'Math.mod(-7, 3)': '-1',
    'Math.round(2.5)': '2',
    'Math.round(-1.5)': '-2',
    'Math.abs(-3)': '3',
    "Integer.valueOf('42') + 1": '43',
    "Long.valueOf('9223372036854775807')": '9223372036854775807',
    '5000000000L / 2': '2500000000',
    '1.0d': '1.0',
    "Double.valueOf('1.5') + 1": '2.5',
    "Boolean.valueOf('TRUE')": 'true',
    'Math.pow(2, 10)': '1024.0',
    '5 & 3': '1',
    '1 << 4': '16'
  });
});

test('dates and times', () => {
  assertTexts({
    'Date.newInstance(2026, 1, 31).addMonths(1)': '2026-02-28 00:00:00',
    'String.valueOf(Date.newInstance(2026, 1, 31))': '2026-01-31',
    'Date.newInstance(2026, 1, 31).format()': '1/31/2026',
    'Date.newInstance(2026, 1, 1).daysBetween(Date.newInstance(2026, 3, 1))': '59',
    'Date.newInstance(2026, 1, 31).toStartOfWeek().day()': '25',
    'Date.newInstance(2026, 1, 31) + 1': '2026-02-01 00:00:00',
    'System.now()': '2026-01-31 10:20:30',
    'System.today().day()': '31',
    'System.now().getTime()': '1769854830456',
    'System.currentTimeMillis()': '1769854830456',
    'Datetime.now().millisecond()': '456',
    "Datetime.now().format('yyyy-MM-dd\\'T\\'HH:mm:ss.SSSZ')": '2026-01-31T10:20:30.456+0000',
    "Datetime.now().format('EEE, d MMM yyyy hh:mm a', 'America/New_York')": 'Sat, 31 Jan 2026 05:20 AM',
    "Datetime.now().formatGmt('EEEE')": 'Saturday',
    "Datetime.valueOf('2026-01-31 10:00:00').addHours(15)": '2026-02-01 01:00:00',
    'Datetime.newInstance(2026, 1, 31, 1, 2, 3).time()': '01:02:03.000Z',
    'Time.newInstance(23, 0, 0, 0).addHours(2).hour()': '1',
    'Date.newInstance(2026, 1, 31) < Date.newInstance(2026, 2, 1)': 'true',
    "Date.valueOf('2026-02-03').month()": '2',
    'Date.isLeapYear(2028)': 'true'
  });
});

test('collections', () => {
  assertTexts({
    'new List<Integer>{ 3, 1, 2 }': '(3, 1, 2)',
    "new Set<String>{ 'a', 'A', 'a' }.size()": '2',
    "new Map<String, Integer>{ 'a' => 1, 'A' => 2 }.get('A')": '2',
    "new Map<String, Integer>{ 'a' => 1 }.keySet()": '{a}',
    "new Map<String, Integer>{ 'a' => 1, 'b' => 2 }": '{a=1, b=2}',
    "new Map<Decimal, String>{ 1.0 => 'x' }.get(1.00)": 'x',
    "new Map<Date, String>{ Date.newInstance(2026, 1, 1) => 'x' }.containsKey(Date.newInstance(2026, 1, 1))": 'true',
    "new Set<Id>{ '003000000000001' }.contains('003000000000001AAA')": 'true',
    'new List<Integer>{ 1, 2 } == new List<Integer>{ 1, 2 }': 'true',
    "new List<List<String>>{ new List<String>{ 'a' } }.contains(new List<String>{ 'a' })": 'true',
    "new Set<Contact>{ new Contact(LastName = 'x') }.contains(new Contact(LastName = 'x'))": 'true',
    'new List<Integer>(new Set<Integer>{ 5, 6 })': '(5, 6)',
    "new List<String>{ 'b', null, 'a' }.indexOf('a')": '2'
  });
});

test('patterns', () => {
  assertTexts({
    "Pattern.matches('[a-z]+', 'abc')": 'true',
    "Pattern.matches('a|ab', 'ab')": 'true',
    "Pattern.compile('(?i)ABC').matcher('xabcx').find()": 'true',
    "Pattern.compile('\\\\p{Alpha}+').matcher('ab1').replaceAll('_')": '_1',
    "Pattern.compile('^[^@\\\\s]+@[^@\\\\s]+\\\\.[^@\\\\s]+$').matcher('a@b.co').matches()": 'true',
    "Pattern.compile('(\\\\d+)-(\\\\d+)').matcher('10-20').replaceAll('$2-$1')": '20-10',
    "Pattern.quote('a.b')": '\\Qa.b\\E',
    "Pattern.matches(Pattern.quote('a.b'), 'axb')": 'false'
  });
});

test('encodings and digests', () => {
  assertTexts({
    "EncodingUtil.base64Encode(Blob.valueOf('Hello'))": 'SGVsbG8=',
    "EncodingUtil.base64Decode('SGVsbG8=').toString()": 'Hello',
    "EncodingUtil.urlEncode('a b&c/d~', 'UTF-8')": 'a+b%26c%2Fd%7E',
    "EncodingUtil.urlDecode('a+b%26c', 'UTF-8')": 'a b&c',
    "EncodingUtil.urlDecode('%C3%A4%ff!', 'UTF-8')": 'ä\uFFFD!',
    "EncodingUtil.convertToHex(Crypto.generateDigest('SHA-256', Blob.valueOf('abc')))":
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    "EncodingUtil.convertToHex(Crypto.generateMac('hmacSHA256', Blob.valueOf('data'), Blob.valueOf('key')))":
      '5031fe3d989c6d1537a013fa6e739da23463fdaec3b70137d828e36ace221bd0',
    "Crypto.decryptWithManagedIV('AES128', Blob.valueOf('0123456789abcdef'), Crypto.encryptWithManagedIV('AES128', Blob.valueOf('0123456789abcdef'), Blob.valueOf('secret'))).toString()":
      'secret',
    'UUID.randomUUID().toString().length()': '36'
  });
});

test('types and ids', () => {
  assertTexts({
    "Type.forName('List<Contact>')": 'List<Contact>',
    "Type.forName('NoSuchClass')": 'null',
    "((List<String>) Type.forName('List<String>').newInstance()).size()": '0',
    'Contact.class.getName()': 'Contact',
    "Id.valueOf('003000000000001')": '003000000000001AAA',
    "Id.valueOf('003000000000001AAA').to15()": '003000000000001',
    "Id.valueOf('003000000000001AAA').getSObjectType()": 'Contact',
    "(Object) 'x' instanceof String": 'true',
    "System.RoundingMode.valueOf('half_up').name()": 'HALF_UP',
    'System.LoggingLevel.values().size()': '9'
  });
});
