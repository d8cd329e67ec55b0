import assert from 'node:assert/strict'
import fc from 'fast-check'
import {blockLines} from './blocks.ts'
import {paintOf} from './style.ts'
import {tableLines} from './table.ts'
import {cut, cutStyled, displayWidth, folded, inAscii, oneLine, plain, redact, sparkline} from './text.ts'
import {diffLines} from './text-diff.ts'

describe('text from outside', () => {
  const table: [string, string][] = [
    ['clean', 'clean'],
    ['\u001b[31mred\u001b[0m', 'red'],
    ['\u001b]0;title\u0007x', 'x'],
    ['\u001b]8;;http://evil\u001b\\link\u001b]8;;\u001b\\', 'link'],
    ['\u009b2Jx', 'x'],
    ['a\rb\u0008c\u007f', 'abc'],
    ['left\u202eright\u2066', 'leftright'],
    ['tab\tand\nline', 'tab\tand\nline'],
    ['\u001bPdata\u001b\\x', 'x'],
    ['\u001b', ''],
  ]
  for (const [dirty, clean] of table) it(JSON.stringify(dirty), () => assert.equal(plain(dirty), clean))

  it('never keeps a character a terminal acts on', () => {
    fc.assert(
      fc.property(
        fc.string({unit: 'binary'}),
        (text) => !/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(plain(text)),
      ),
    )
  })

  it('is one line in a cell', () => {
    assert.equal(oneLine('first\nsecond'), 'first...')
    assert.equal(oneLine('a\tb'), 'a b')
  })

  it('loses credentials', () => {
    assert.equal(redact('see https://user:pw@host/p and postgres://a@b'), 'see https://host/p and postgres://b')
    assert.equal(redact('mail me@example.org'), 'mail me@example.org')
  })
})

describe('widths', () => {
  it('count columns, not characters', () => {
    assert.equal(displayWidth('abc'), 3)
    assert.equal(displayWidth('日本'), 4)
    assert.equal(displayWidth('e\u0301'), 1)
    assert.equal(cut('日本語', 5, '…'), '日本…')
    assert.equal(cut('abc', 3, '…'), 'abc')
    assert.equal(cut('abcd', 2, '...'), '..')
  })

  it('ignore colours, which stay in balance', () => {
    assert.equal(cutStyled('\u001b[31mabcdef\u001b[39mgh', 4), '\u001b[31mabcd\u001b[39m')
  })
})

describe('tables', () => {
  const table = {
    header: ['NAME', 'MESSAGE', 'N'],
    rows: [
      ['a', 'a long message that does not fit', 12],
      ['bb', undefined, 3],
    ],
    right: [false, false, true],
  } as const

  it('are never cut in a pipe', () => {
    assert.deepEqual(tableLines(table, paintOf({colour: false, unicode: true})), [
      'NAME   MESSAGE                             N',
      'a      a long message that does not fit   12',
      'bb     <none>                              3',
    ])
  })

  const paint = paintOf({colour: false, unicode: true})
  const row = ['nvidia-h100-runtime', 'sglang', '4', 'recommended: the only runtime that fits now']
  const wide = {header: ['NAME', 'ENGINE', 'GPUS', 'REASON'], rows: [row], ranks: ['keep', 1, 2, undefined]} as const

  it('fold the text below itself on a narrow terminal', () => {
    assert.deepEqual(tableLines(table, paint, 34), [
      'NAME  MESSAGE                    N',
      'a     a long message that does  12',
      '      not fit',
      'bb    <none>                     3',
    ])
  })

  it('move closer together before anything else', () => {
    const row = ['meta-llama/Llama-3.3-70B', '70B', 'no']
    assert.deepEqual(tableLines({header: ['ID', 'SIZE', 'GATED'], rows: [row]}, paint, 37), [
      'ID                        SIZE  GATED',
      'meta-llama/Llama-3.3-70B  70B   no',
    ])
  })

  it('leave out columns of low rank and say so, never a name', () => {
    let leftOut = 0
    const lines = tableLines({...wide, onLeftOut: () => leftOut++}, paint, 56)
    assert.deepEqual(lines, [
      'NAME                 GPUS  REASON',
      'nvidia-h100-runtime  4     recommended: the only runtime',
      '                           that fits now',
    ])
    assert.equal(leftOut, 1)
    assert.deepEqual(tableLines(wide, paint, 22), ['NAME', 'nvidia-h100-runtime'])
    assert.deepEqual(tableLines(wide, paint, 16), ['NAME', 'nvidia-h100-runt', 'ime'])
  })

  it('show every column folded when all are wanted', () => {
    let leftOut = 0
    const lines = tableLines({...wide, wide: true, onLeftOut: () => leftOut++}, paint, 48)
    assert.equal(lines[0], 'NAME                 ENGINE  GPUS  REASON')
    assert.equal(leftOut, 0)
    assert.ok(lines.every((line) => displayWidth(line) <= 48))
    const image = ['prod-llama', 'docker.io/vllm/vllm-openai:v0.11.0']
    const folding = {header: ['NAME', 'IMAGE'], rows: [image], wide: true}
    assert.deepEqual(tableLines(folding, paint, 32), [
      'NAME        IMAGE',
      'prod-llama  docker.io/vllm/vllm-',
      '            openai:v0.11.0',
    ])
  })

  it('keep the state beside a name that takes the whole line', () => {
    const row = ['broken-llama-engine-tzl7dxpkbr-wcvtg', '0/1', 'CrashLoopBackOff']
    assert.deepEqual(tableLines({header: ['NAME', 'READY', 'STATUS'], rows: [row]}, paint, 40), [
      'NAME                            STATUS',
      'broken-llama-engine-tzl7dxpkbr  CrashLoo',
      '-wcvtg                          pBackOff',
    ])
  })

  it('of a later print in the same place keep the columns of the first', () => {
    const layout = {}
    tableLines({...wide, layout}, paint, 56)
    const later = {...wide, rows: [['b', 'vllm', '16', 'no']], layout, noHeaders: true}
    assert.deepEqual(tableLines(later, paint, 56), ['b                    16    no'])
  })

  it('are never wider than the terminal and lose no character of what they show', () => {
    const cell = fc.string({unit: fc.constantFrom('a', 'b', ' ', ',', '-'), maxLength: 40})
    const rows = fc.array(fc.tuple(cell, cell, cell, cell), {minLength: 1, maxLength: 4})
    fc.assert(
      fc.property(rows, fc.integer({min: 1, max: 120}), fc.boolean(), (cells, width, all) => {
        const lines = tableLines({...wide, rows: cells, wide: all}, paint, width)
        assert.ok(lines.every((line) => displayWidth(line) <= width))
      }),
    )
    fc.assert(
      fc.property(cell, fc.integer({min: 1, max: 50}), (text, columns) => {
        assert.equal(folded(text, columns).join('').replaceAll(' ', ''), text.replaceAll(' ', ''))
      }),
    )
  })

  it('colour cells by their tone and pad outside the colour', () => {
    const lines = tableLines(
      {header: ['A', 'B'], rows: [['x', 'y']], tones: [['good', undefined]]},
      paintOf({colour: true, unicode: true}),
    )
    assert.equal(lines[1], '\u001b[32mx\u001b[39m   y')
  })
})

describe('blocks', () => {
  const blocks = [
    {
      type: 'fields',
      rows: [
        {label: 'Name', value: 'llama'},
        {label: 'Status', value: undefined},
      ],
    },
    {
      type: 'tree',
      title: 'Pods',
      roots: [
        {
          text: 'engine',
          state: '1/2',
          children: [
            {text: 'a', children: [{text: 'deep'}]},
            {text: 'b\u001b[2J', state: 'Pending'},
          ],
        },
      ],
    },
  ] as const

  it('are fields and trees, with ASCII twins', () => {
    assert.deepEqual(blockLines(blocks, paintOf({colour: false, unicode: true})), [
      'Name:    llama',
      'Status:  <none>',
      '',
      'Pods',
      'engine  1/2',
      '├─ a',
      '│  └─ deep',
      '└─ b  Pending',
    ])
    assert.deepEqual(blockLines(blocks, paintOf({colour: false, unicode: false})).slice(5), [
      '|- a',
      '|  `- deep',
      '`- b  Pending',
    ])
  })
})

describe('unified diffs', () => {
  it('show three lines around a change', () => {
    const before = Array.from({length: 12}, (_, index) => `line ${index}`)
    const after = before.with(6, 'changed')
    assert.deepEqual(diffLines(before, after), [
      '@@ -4,7 +4,7 @@',
      ' line 3',
      ' line 4',
      ' line 5',
      '-line 6',
      '+changed',
      ' line 7',
      ' line 8',
      ' line 9',
    ])
    assert.deepEqual(diffLines(before, before), [])
    assert.deepEqual(diffLines([], ['a']), ['@@ -0,0 +1,1 @@', '+a'])
  })

  it('rebuild the new text from the old', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), {maxLength: 20})
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const diff = diffLines(before, after, 1000).slice(1)
        const side = (mark: string) =>
          diff.filter((line) => line.startsWith(' ') || line.startsWith(mark)).map((line) => line.slice(1))
        if (diff.length === 0) assert.deepEqual(before, after)
        else assert.deepEqual([side('-'), side('+')], [before, after])
      }),
    )
  })
})

describe('a line of bars', () => {
  for (const [values, line] of [
    [[], ''],
    [[0, 0], '▁▁'],
    [[1, 1], '██'],
    [[0, 5, 10], '▁▅█'],
    [[0, undefined, 8], '▁ █'],
    [[-4, 4], '▁█'],
    [[Number.NaN, 1], ' █'],
  ] as const)
    it(`of ${JSON.stringify(values)}`, () => assert.equal(sparkline(values, true), line))

  it('has marks for terminals without Unicode', () => assert.equal(sparkline([0, 10], false), '_@'))
})

describe('inAscii', () => {
  it('has twins for our own marks, and another character for the rest when asked', () => {
    assert.equal(inAscii('a → b … 2 × 3 é │'), 'a -> b ... 2 x 3 é |')
    assert.equal(inAscii('a → é', '?'), 'a -> ?')
  })
})
