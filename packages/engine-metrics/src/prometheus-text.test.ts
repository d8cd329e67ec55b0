import assert from 'node:assert/strict'
import fc from 'fast-check'
import {parsePrometheusText, parseValue} from './prometheus-text.ts'

const only = (text: string) => [...parsePrometheusText(text).samples.values()].flat()[0]

describe('the text format of Prometheus', () => {
  it('has names, labels, values and types', () => {
    const page = parsePrometheusText(
      '# HELP vllm:num_requests_running Number of requests.\n# TYPE vllm:num_requests_running gauge\nvllm:num_requests_running{engine="0",model_name="m"} 3.0\nup 1\n',
    )

    assert.deepEqual(page.samples.get('vllm:num_requests_running'), [
      {
        name: 'vllm:num_requests_running',
        labels: new Map([
          ['engine', '0'],
          ['model_name', 'm'],
        ]),
        value: 3,
      },
    ])
    assert.equal(page.types.get('vllm:num_requests_running'), 'gauge')
    assert.equal(page.samples.get('up')?.[0]?.value, 1)
    assert.deepEqual([page.badLines, page.isCut], [0, false])
  })

  for (const [text, value] of [
    ['m 1', 1],
    ['m 1.5e3', 1500],
    ['m .5', 0.5],
    ['m +Inf', Number.POSITIVE_INFINITY],
    ['m -Inf', Number.NEGATIVE_INFINITY],
    ['m NaN', Number.NaN],
    ['m\t2 1712345678901', 2],
    ['m{} 4', 4],
    ['m { a = "b" , } 5', 5],
    ['m 17 1520879607.789 # {trace_id="x y"} 0.67 1520879606', 17],
    ['m_bucket{le="0.5"} 8 # {trace_id="}"} 0.67', 8],
    ['m 7\r', 7],
  ] as const) {
    it(`reads ${JSON.stringify(text)}`, () => assert.equal(only(text)?.value, value))
  }

  it('undoes the escapes of label values', () => {
    assert.equal(only(String.raw`m{path="C:\\dir\n\"x\" {a}, \q"} 1`)?.labels.get('path'), 'C:\\dir\n"x" {a}, \\q')
  })

  for (const text of [
    'm',
    'm{',
    'm{a} 1',
    'm{a="b} 1',
    'm{a="b"c="d"} 1',
    '1m 2',
    'm 0x10',
    'm one',
    '{a="b"} 1',
    'm{a="b\\',
  ])
    it(`counts ${JSON.stringify(text)} as a bad line`, () => {
      const page = parsePrometheusText(`${text}\nok 1\n`)

      assert.equal(page.badLines, 1)
      assert.deepEqual([...page.samples.keys()], ['ok'])
    })

  it('takes words of JavaScript as any others', () => {
    const page = parsePrometheusText('# TYPE __proto__ constructor\n__proto__{__proto__="x"} 1\n')

    assert.equal(page.samples.get('__proto__')?.[0]?.labels.get('__proto__'), 'x')
    assert.equal(page.types.get('__proto__'), 'untyped')
  })

  it('reads no more of a giant page than its limits, and no half line', () => {
    const page = parsePrometheusText('m 1\n'.repeat(100), {characters: 42})
    const few = parsePrometheusText('m 1\n'.repeat(100), {samples: 7})

    assert.deepEqual([page.samples.get('m')?.length, page.isCut], [10, true])
    assert.deepEqual([few.samples.get('m')?.length, few.isCut], [7, true])
    assert.equal(parsePrometheusText(`m{a="${'x'.repeat(20_000)}"} 1\nok 1`).badLines, 1)
  })

  it('reads anything without an error, and what was written comes back', () => {
    fc.assert(fc.property(fc.string({unit: 'binary', maxLength: 400}), (text) => void parsePrometheusText(text)))
    const value = fc.string({unit: 'binary', maxLength: 20})
    fc.assert(
      fc.property(value, fc.double({noNaN: true}), (label, number) => {
        const written = label.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
        const shown = Number.isFinite(number) ? String(number) : number > 0 ? '+Inf' : '-Inf'
        const sample = only(`m{a="${written}"} ${shown}`)

        assert.equal(sample?.labels.get('a'), label)
        assert.equal(sample?.value, number === 0 ? Number(shown) : number)
      }),
    )
  })

  it('takes no words for numbers', () => {
    for (const word of ['', ' ', 'e', '1_000', 'Infinite', '1e', '0b1']) assert.equal(parseValue(word), undefined)
  })
})
