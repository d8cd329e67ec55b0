import assert from 'node:assert/strict'
import fc from 'fast-check'
import {layoutOf, shownFrom} from '../../src/tui/domain/layout.ts'
import {cursorIndex, type Event} from '../../src/tui/domain/state.ts'
import {dataOf, grouped, MadePage, simple, withoutPod} from './made-page.ts'

const all = dataOf(simple, grouped)
const states = [
  all,
  dataOf(simple),
  dataOf(grouped),
  dataOf(),
  withoutPod(all, all.objects.pods?.[3]?.metadata.name ?? ''),
  {...all, isPartial: true},
]

const keys = fc.constantFrom(
  ...[
    'enter',
    'esc',
    'tab',
    'backtab',
    'up',
    'down',
    'left',
    'right',
    'pageup',
    'pagedown',
    'home',
    'end',
    'backspace',
  ],
  ...['ctrl-z', 'ctrl-w', 'ctrl-u', 'delete', ...'jktrmeylpd/:NASG csRuPoX?!-fl[(*1=日🚀'],
)
const lines = ['prefill=3', '-l a=b', '!x', '(', 'ns x', 'pods', 'nodes', 'pg', '\u001b[2J\u202e日本語 🚀 wide']

const event: fc.Arbitrary<Event> = fc.oneof(
  {weight: 12, arbitrary: keys.map((key): Event => ({type: 'input', input: {type: 'key', key}}))},
  fc.constantFrom(...lines).map((text): Event => ({type: 'input', input: {type: 'paste', text}})),
  fc
    .record({width: fc.integer({min: 1, max: 320}), height: fc.integer({min: 1, max: 110})})
    .map((size): Event => ({type: 'resize', size})),
  fc.constantFrom(...states).map((data): Event => ({type: 'data', data})),
  fc.record({column: fc.nat(330), line: fc.nat(110), action: fc.constantFrom('press', 'up', 'down')}).map(
    (mouse): Event => ({
      type: 'input',
      input: {type: 'mouse', ...(mouse as {action: 'press'; column: number; line: number})},
    }),
  ),
  fc.nat(100_000).map((ms): Event => ({type: 'tick', now: Date.parse('2026-11-21T12:00:00Z') + ms})),
  fc.constantFrom(...lines).map((text): Event => ({type: 'log-lines', lines: [text, text.repeat(40)]})),
  fc.constantFrom(...lines).map((text): Event => ({type: 'lost', text})),
  fc.constantFrom(...lines).map((text): Event => ({type: 'text', title: text, lines: [text, text.repeat(40)]})),
  fc
    .constantFrom(...lines)
    .map((text): Event => ({type: 'plan-ready', title: text, lines: [text.repeat(20)], canApply: true})),
  fc.constantFrom<Event>(
    {type: 'found'},
    {type: 'write-done', text: 'done', failed: true},
    {type: 'told', text: 'step'},
  ),
)

describe('the page under anything that happens', function () {
  this.timeout(60_000)

  for (const ascii of [false, true])
    it(`stays inside the terminal with its cursor in sight${ascii ? ', in ASCII' : ''}`, () => {
      fc.assert(
        fc.property(fc.array(event, {maxLength: 60}), (events) => {
          const page = new MadePage({ascii, namespace: undefined})
          for (const each of events) {
            page.tell(each)
            const {state} = page
            const {width, height} = state.size
            assert.equal(page.lines.length, height)
            assert.equal(page.widest, width)
            const text = page.lines.join('')
            assert.doesNotMatch(text, ascii ? /[^\u0020-\u007e]/ : /[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/)
            const {rows, total} = {rows: layoutOf(state).rows, total: state.listing.rows.length}
            const cursor = cursorIndex(state)
            assert.equal(cursor === -1, total === 0)
            if (cursor >= 0) assert.ok(state.offset <= cursor && cursor < state.offset + rows, 'the cursor is in sight')
          }
        }),
        {numRuns: 60},
      )
    })

  it('never scrolls past the end', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(99), fc.integer({min: 1, max: 60}), (offset, cursor, rows) => {
        const from = shownFrom(offset, cursor, rows, 100)
        assert.ok(from <= cursor && cursor < from + rows && from <= Math.max(0, 100 - rows))
      }),
    )
  })
})
