import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApexException } from '../../values/index.ts';
import { callStatic, compileApex, runApex } from './fixtures/run-apex.ts';

function lines(value: unknown): string[] {
  return String(value).split('\n');
}

test('user classes as keys and in lists go by their equals and hashCode', () => {
  const Key = `public class Key implements Comparable {
    Integer a;
    public Key(Integer a) { this.a = a; }
    public Boolean equals(Object other) { return other instanceof Key && ((Key) other).a == a; }
    public Integer hashCode() { return Math.mod(a, 2); }
    public Integer compareTo(Object other) { return a - ((Key) other).a; }
    public override String toString() { return 'K' + a; }
  }`;
  const result = runApex(
    `Map<Key, String> byKey = new Map<Key, String>{ new Key(1) => 'one', new Key(3) => 'three' };
    byKey.put(new Key(1), 'uno');
    List<Key> keys = new List<Key>{ new Key(3), new Key(1), new Key(2) };
    keys.sort();
    return byKey.size() + '\\n' + byKey.get(new Key(1)) + '\\n' + byKey.get(new Key(5)) + '\\n' + keys
      + '\\n' + keys.contains(new Key(2)) + '\\n' + byKey.remove(new Key(3)) + '\\n' + byKey.containsKey(new Key(3));`,
    { Key }
  );
  assert.deepEqual(lines(result), ['2', 'uno', 'null', '(K1, K2, K3)', 'true', 'three', 'false']);
});

test('lists sort by code units, numbers, enums, and a Comparator', () => {
  const Shortest = `public class Shortest implements Comparator<String> {
    public Integer compare(String left, String right) { return left.length() - right.length(); }
  }`;
  const result = runApex(
    `List<String> names = new List<String>{ 'bb', 'a', 'C', null };
    names.sort();
    List<Decimal> numbers = new List<Decimal>{ 10, 9.5, -1 };
    numbers.sort();
    List<String> words = new List<String>{ 'ccc', 'a', 'bb' };
    words.sort(new Shortest());
    return '' + names + '\\n' + numbers + '\\n' + words;`,
    { Shortest }
  );
  assert.deepEqual(lines(result), ['(null, C, a, bb)', '(-1, 9.5, 10)', '(a, bb, ccc)']);
});

test('a collection must not change while it is walked', () => {
  const result = runApex(`
    Set<String> names = new Set<String>{ 'a', 'b' };
    try { for (String name : names) { names.remove(name); } } catch (FinalException e) { return e.getMessage(); }
    return 'changed';`);
  assert.equal(result, 'Cannot modify a collection while it is being iterated.');
});

test('exceptions: hierarchy, cause, message, place', () => {
  const Outer = `public class Outer {
    public virtual class BaseException extends Exception {}
    public class SpecialException extends BaseException {}
    public static void fail() {
      throw new SpecialException('deep');
    }
  }`;
  const Snippet = `public class Snippet {
    public static String run() {
      List<String> seen = new List<String>();
      try {
        Outer.fail();
      } catch (Outer.BaseException e) {
        seen.add(e.getTypeName());
        seen.add(e.getMessage());
        seen.add(String.valueOf(e.getLineNumber()));
        seen.add(e.getStackTraceString());
        Exception wrapped = new MathException('outer', e);
        seen.add(wrapped.getCause().getMessage());
      }
      try { Object o = 'x'; Integer i = (Integer) o; } catch (TypeException e) { seen.add(e.getMessage()); }
      try { new List<String>().get(0); } catch (ListException e) { seen.add(e.getMessage()); }
      try { String s = null; s.length(); } catch (NullPointerException e) { seen.add(e.getMessage()); }
      try { Integer i = 1 / Integer.valueOf('0'); } catch (Exception e) { seen.add(e.getTypeName() + e.getMessage()); }
      try { Id i = 'abc'; } catch (StringException e) { seen.add(e.getMessage()); }
      try { throw new Outer.SpecialException(); } catch (Exception e) { seen.add(e.getMessage()); }
      try { Integer.valueOf('x'); } catch (TypeException e) { seen.add('' + e); }
      return String.join(seen, '\\n');
    }
  }`;
  assert.deepEqual(lines(callStatic(compileApex({ Outer, Snippet }), 'Snippet', 'run')), [
    'Outer.SpecialException',
    'deep',
    '5',
    'Class.Outer.fail: line 5, column 1',
    'Class.Snippet.run: line 5, column 1',
    'deep',
    'Invalid conversion from runtime type String to Integer',
    'List index out of bounds: 0',
    'Attempt to de-reference a null object',
    'System.MathExceptionDivide by 0',
    'Invalid id: abc',
    'Script-thrown exception',
    'System.TypeException: Invalid integer: x'
  ]);
});

test('assertions speak as the platform does, and no catch clause stops them', () => {
  const messageOf = (body: string): string | null => {
    try {
      runApex(`try { ${body} } catch (Exception e) { return 'caught'; } return 'passed';`);
    } catch (error) {
      assert.ok(error instanceof ApexException, String(error));
      assert.equal(error.typeName, 'System.AssertException');
      return error.getmessage();
    }
    return null;
  };
  assert.equal(messageOf('System.assertEquals(1, 2);'), 'Assertion Failed: Expected: 1, Actual: 2');
  assert.equal(messageOf("Assert.areEqual('a', 'A', 'why');"), 'Assertion Failed: why: Expected: a, Actual: A');
  assert.equal(messageOf("Assert.isTrue(false, 'why');"), 'Assertion Failed: why');
  assert.equal(messageOf('System.assert(1 == 2);'), 'Assertion Failed');
  assert.equal(messageOf('Assert.areNotEqual(1, 1);'), 'Assertion Failed: Same value: 1');
  assert.equal(messageOf("Assert.fail('never');"), 'Assertion Failed: never');
  assert.equal(messageOf('Assert.areEqual(1, 1.0); Assert.isInstanceOfType(1, Integer.class);'), null);
});

const Row = `public class Row {
  public enum Color { RED, GREEN }
  public String name;
  public Integer count { get; set; }
  public Decimal price;
  public Datetime at;
  public Date day;
  public Color paint;
  public List<Row> children;
  public Map<String, Object> more;
  public Contact person;
  public Id personId;
  public transient String secret;
}`;

test('JSON: objects of user classes there and back', () => {
  const result = runApex(
    `Row parent = new Row();
    parent.name = 'a "quoted" é';
    parent.price = 1.50;
    parent.at = Datetime.newInstance(2026, 1, 31, 10, 0, 0);
    parent.paint = Row.Color.GREEN;
    parent.children = new List<Row>{ new Row() };
    parent.more = new Map<String, Object>{ 'x' => 1, 'y' => null };
    parent.person = new Contact(LastName = 'Doe', Score__c = 2);
    parent.secret = 'no';
    String text = JSON.serialize(parent, true);
    Row back = (Row) JSON.deserialize(text, Row.class);
    return text + '\\n' + back.price + '\\n' + back.paint.ordinal() + '\\n' + back.children.size() + '\\n' + back.more.get('x')
      + '\\n' + back.person.LastName + '\\n' + back.person.Score__c + '\\n' + (back.at == parent.at) + '\\n' + back.count;`,
    { Row }
  );
  assert.deepEqual(lines(result), [
    '{"name":"a \\"quoted\\" é","price":1.50,"at":"2026-01-31T10:00:00.000Z","paint":"GREEN","children":[{}],' +
      '"more":{"x":1,"y":null},"person":{"attributes":{"type":"Contact"},"LastName":"Doe","Score__c":2}}',
    '1.50',
    '1',
    '1',
    '1',
    'Doe',
    '2',
    'true',
    'null'
  ]);
});

test('JSON: untyped values keep their number types', () => {
  const result = runApex(`
    Map<String, Object> m = (Map<String, Object>) JSON.deserializeUntyped(
      '{"i": 1, "l": 1700000000000, "d": 1.50, "b": true, "n": null, "s": "x\\\\u00e9", "a": [1, {"k": []}]}');
    return '' + (m.get('i') instanceof Integer) + (m.get('l') instanceof Long) + (m.get('d') instanceof Decimal) + '\\n' + m
      + '\\n' + JSON.serialize(m) + '\\n' + JSON.serializePretty(new Map<String, Object>{ 'a' => new List<Integer>{ 1, 2 } });`);
  assert.deepEqual(lines(result), [
    'truetruetrue',
    '{i=1, l=1700000000000, d=1.50, b=true, n=null, s=xé, a=(1, {k=()})}',
    '{"i":1,"l":1700000000000,"d":1.50,"b":true,"n":null,"s":"xé","a":[1,{"k":[]}]}',
    '{',
    '  "a" : [ 1, 2 ]',
    '}'
  ]);
});

test('JSON: the generator writes what serialize would', () => {
  const write = (pretty: boolean) =>
    runApex(`
    JSONGenerator g = JSON.createGenerator(${pretty});
    g.writeStartObject();
    g.writeStringField('name', 'x');
    g.writeNumberField('price', 1.50);
    g.writeFieldName('items');
    g.writeStartArray();
    g.writeNumber(1);
    g.writeNull();
    g.writeEndArray();
    g.writeEndObject();
    return g.getAsString();`);
  assert.equal(write(false), '{"name":"x","price":1.50,"items":[1,null]}');
  assert.deepEqual(lines(write(true)), ['{', '  "name" : "x",', '  "price" : 1.50,', '  "items" : [ 1, null ]', '}']);
  const misused = `JSONGenerator g = JSON.createGenerator(false); g.writeStartObject(); g.writeString('x'); return 'written';`;
  assert.equal(
    runApex(`try { ${misused} } catch (JSONException e) { return e.getMessage(); }`),
    'Can not write a value, expecting field name'
  );
});

test('JSON: text that nests without end is a JSONException, not a limit that nobody can catch', () => {
  const read = (depth: number): string => `
    try { JSON.deserializeUntyped('['.repeat(${depth}) + ']'.repeat(${depth})); return 'read'; }
    catch (JSONException e) { return e.getMessage(); }`;
  assert.equal(runApex(read(1000)), 'read');
  assert.match(String(runApex(read(1001))), /^Document nesting depth \(1001\) exceeds the maximum allowed \(1000, /);
  assert.match(String(runApex(read(200_000))), /^Document nesting depth/);
});

test('JSON: a number that nobody can write out is a JSONException', () => {
  for (const number of ['1e999999999', '-1e-999999999', '9'.repeat(5000)])
    assert.match(
      String(
        runApex(`
    try { return '' + JSON.deserializeUntyped('[${number}]'); }
    catch (JSONException e) { return e.getMessage(); }`)
      ),
      /^Numeric value \(.{1,40}\) out of range$/
    );
});

test('JSON: what is broken or of another type is a JSONException', () => {
  const messages = (text: string, type: string) =>
    runApex(
      `try { JSON.deserialize('${text}', ${type}.class); } catch (JSONException e) { return e.getMessage(); } return 'read';`,
      { Row }
    );
  assert.match(String(messages('{"name": ', 'Row')), /^Unexpected end-of-input/);
  assert.match(
    String(messages('{name: 1}', 'Row')),
    /^Unexpected character \('n' \(code 110\)\): was expecting double-quote/
  );
  assert.equal(messages('[]', 'Row'), "Malformed JSON: Expected '{' at the beginning of object");
  assert.match(String(messages('{"at": "yesterday"}', 'Row')), /^Illegal value for datetime/);
  assert.match(String(messages('{"LastNam": "x"}', 'Contact')), /No such column 'LastNam' on sobject of type Contact/);
  assert.equal(messages('{"unknown": 1}', 'Row'), 'read');
});

test('records: defaults, conversions, and refusals', () => {
  const result = runApex(`
    Contact c = new Contact(LastName = 'Doe', Score__c = 5);
    List<String> seen = new List<String>{ '' + c.Email, '' + c.Active__c, '' + c.Score__c, '' + c };
    try { c.AccountId = 'nope'; } catch (StringException e) { seen.add(e.getMessage()); }
    Contact copy = c.clone();
    copy.LastName = 'Roe';
    seen.add(c.LastName + (c == copy));
    return String.join(seen, '\\n');`);
  assert.deepEqual(lines(result), [
    'null',
    'false',
    '5',
    'Contact:{LastName=Doe, Score__c=5}',
    'Invalid id: nope',
    'Doefalse'
  ]);
});

test('statics live for one transaction', () => {
  const Counter = `public class Counter {
    public static Integer count = 10;
    public static Integer next() { count++; return count; }
  }`;
  const program = compileApex({ Counter });
  assert.equal(callStatic(program, 'Counter', 'next'), 11);
  assert.equal(callStatic(program, 'Counter', 'next'), 12);
  program.resetStatics();
  assert.equal(callStatic(program, 'Counter', 'next'), 11);
});

test('user iterables, interfaces and types made by name', () => {
  const Range = `public class Range implements Iterable<Integer>, Iterator<Integer> {
    Integer at = 0;
    public Iterator<Integer> iterator() { return this; }
    public Boolean hasNext() { return at < 3; }
    public Integer next() { at++; return at; }
  }`;
  const result = runApex(
    `Integer sum = 0;
    for (Integer i : new Range()) { sum += i; }
    Iterator<Integer> again = ((Range) Type.forName('Range').newInstance()).iterator();
    while (again.hasNext()) { sum += again.next(); }
    return sum + ' ' + (Type.forName('Range').newInstance() instanceof Iterable<Integer>);`,
    { Range }
  );
  assert.equal(result, '12 true');
});
