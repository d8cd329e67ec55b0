import assert from 'node:assert/strict'
import {customRow, parseCustomColumns} from './custom-columns.ts'
import {findAll, jsonpath} from './jsonpath.ts'

const object = {
  kind: 'ConfigMap',
  metadata: {name: 'x', labels: {'app.kubernetes.io/name': 'llama'}},
  spec: {
    list: [
      {nm: 'a', v: 1},
      {nm: 'b', v: 2},
      {nm: 'c', v: 3},
    ],
    ratio: 1.5,
    on: true,
    html: '<b>&',
    nothing: null,
    empty: [],
  },
}

describe('jsonpath', () => {
  // Outputs as kubectl 1.32 prints them for the same object.
  const table: [string, string][] = [
    ['{.spec.list[*].nm}', 'a b c'],
    ['{.spec.list[?(@.v>1)].nm}', 'b c'],
    ['{.spec.list[?(@.nm=="b")].v}', '2'],
    ["{.spec.list[?(@.nm!='b')].v}", '1 3'],
    ['{.spec.list[?(@.v)].v}', '1 2 3'],
    ['{.spec.list[?(@.w)].v}', ''],
    ['{.spec.list[?(@.v<=2)].nm}', 'a b'],
    ['{.spec.list[-1:].nm}', 'c'],
    ['{.spec.list[-1].nm}', 'c'],
    ['{.spec.list[0:2].nm}', 'a b'],
    ['{.spec.list[0,2].nm}', 'a c'],
    ['{.spec.list[::2].nm}', 'a c'],
    ['{.spec.list[1:].nm}', 'b c'],
    ['{range .spec.list[*]}{.nm}={.v}{"\\n"}{end}', 'a=1\nb=2\nc=3\n'],
    ['{range .spec.nosuch[*]}{.nm}{end}after', 'after'],
    ['{range .spec.list[*]}{.nm}{range .nosuch[*]}{.x}{end};{end}', 'a;b;c;'],
    ['{..v}', '1 2 3'],
    ['{.spec.list}', '[{"nm":"a","v":1},{"nm":"b","v":2},{"nm":"c","v":3}]'],
    ['{.spec.list[0]}', '{"nm":"a","v":1}'],
    ["{.metadata.labels['app\\.kubernetes\\.io/name']}", 'llama'],
    ['{.metadata.labels.app\\.kubernetes\\.io/name}', 'llama'],
    ['{.spec.nosuch}', ''],
    ['{.spec.nosuch.deeper[0].x}', ''],
    ['{"a\\tb"}', 'a\tb'],
    ["{'q'}", 'q'],
    ['name: {.metadata.name}!', 'name: x!'],
    ['no braces', 'no braces'],
    ['{.spec.ratio} {.spec.on}', '1.5 true'],
    ['{.spec.html}', '<b>&'],
    ['{$.metadata.name}{@.kind}', 'xConfigMap'],
    ["{.metadata['name','labels']}", 'x {"app.kubernetes.io/name":"llama"}'],
    ['{.spec.empty[*]}', ''],
    ['{.spec.nothing}', 'null'],
    ['{.metadata.labels}', '{"app.kubernetes.io/name":"llama"}'],
  ]
  for (const [template, text] of table)
    it(`${template} gives ${JSON.stringify(text)}`, () => assert.equal(jsonpath(template, object), text))

  it('escapes markup inside JSON as Go does', () => {
    assert.equal(jsonpath('{.a}', {a: {t: '<>'}}), '{"t":"\\u003c\\u003e"}')
  })

  const errors: [string, string][] = [
    ['{.spec.list[5].nm}', 'array index out of bounds: index 5, length 3'],
    ['{.spec.list[0:9].nm}', 'array index out of bounds: index 8, length 3'],
    ['{.spec.list[?(@.nm=~"b")]}', "unrecognized character in action: U+007E '~'"],
    ['{.spec.list[?(@.v>1 && @.v<3)]}', "unrecognized character in action: U+0026 '&'"],
    ['{.spec', 'unclosed action'],
    ['{.spec.list[x]}', 'invalid array index x'],
    ['{.spec.list[0}', 'unterminated array'],
    ['{"a}', 'unterminated quoted string'],
    ['{end}', 'not in range, nothing to end'],
    ['{nonsense}', 'unrecognized identifier nonsense'],
    ['{.spec[0]}', 'map[string]interface {} is not array or slice'],
    ['{.spec.list[?(@.nm>1)]}', 'incompatible types for comparison'],
  ]
  for (const [template, message] of errors) {
    it(`${template} fails with "${message}"`, () =>
      assert.throws(
        () => jsonpath(template, object),
        (error: Error) => error.message.endsWith(message),
      ))
  }
})

describe('custom columns', () => {
  it('join several values by commas and show <none> for nothing', () => {
    const columns = parseCustomColumns('NAME:.metadata.name,ALL:.spec.list[*].nm,MAP:{.metadata.labels},GONE:spec.x')
    assert.deepEqual(customRow(columns, object), ['x', 'a,b,c', 'map[app.kubernetes.io/name:llama]', '<none>'])
  })

  it('refuse a column without a path', () => {
    assert.throws(
      () => parseCustomColumns('A'),
      /unexpected custom-columns spec: A, expected <header>:<json-path-expr>/,
    )
    assert.throws(() => findAll('{.a}{.b}', {}), /unexpected path string/)
  })
})
