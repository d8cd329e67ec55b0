import assert from 'node:assert/strict'
import fc from 'fast-check'
import {afterKey, completed, emptyEditor} from './editor.ts'
import type {Editor, Wish} from './editor-state.ts'
import {decodeKeys, type Key} from './keys.ts'

const named: Readonly<Record<string, string>> = {
  '<left>': '\u001b[D',
  '<home>': '\u0001',
  '<up>': '\u001b[A',
  '<down>': '\u001b[B',
  '<esc>': '\u001b\u001b',
  '<tab>': '\t',
  '<back>': '\u001b[Z',
}

/** Types keys, `^R` for Ctrl-R; the cursor is shown as `|`. */
function typed(
  keys: string,
  from: Editor = emptyEditor(),
): {readonly editor: Editor; readonly wishes: readonly Wish[]} {
  const bytes = keys
    .replaceAll(/<\w+>/g, (name) => named[name] ?? name)
    .replaceAll(/\^([A-Z])/g, (_, letter: string) => String.fromCharCode(letter.charCodeAt(0) - 64))
  let editor = from
  const wishes: Wish[] = []
  for (const key of decodeKeys(bytes).keys) {
    const step = afterKey(editor, key)
    editor = step.editor
    if (step.wish) wishes.push(step.wish)
  }
  return {editor, wishes}
}

const shown = ({text, cursor}: Editor): string => `${text.slice(0, cursor)}|${text.slice(cursor)}`
const before = emptyEditor(['get services', 'scale x --replicas 3', 'get pods'])

describe('a line of the shell', () => {
  for (const [keys, wanted] of [
    ['get', 'get|'],
    ['get<left><left>x', 'gx|et'],
    ['get pods^Ax', 'xget| pods'.replace('xget|', 'x|get')],
    ['get pods^W', 'get |'],
    ['get pods^W^Y^Y', 'get podspods|'],
    ['get pods^A^K', '|'],
    ['get pods^U^Y', 'get pods|'],
    ['👩‍👩‍👧x\u007f\u007f', '|'],
    ['e\u0301\u007f', '|'],
    ['get pods\u001bb\u001bb^D', '|et pods'],
    ['a\u0000\u0001b', 'b|a'],
  ] as const)
    it(`${JSON.stringify(keys)} gives ${wanted}`, () => assert.equal(shown(typed(keys).editor), wanted))

  it('keys that are for the shell', () => {
    assert.deepEqual(typed('^C^D^L^Z<tab>').wishes, ['interrupt', 'leave', 'clear', 'suspend', 'complete'])
    assert.deepEqual(typed('x^D').wishes, [])
    assert.deepEqual(typed('get pods\r').wishes, ['submit'])
  })

  it('Enter goes on with a line that is not whole', () => {
    assert.deepEqual([typed("ask 'a\r").wishes, shown(typed("ask 'a\rb'").editor)], [[], "ask 'a\nb'|"])
    assert.deepEqual(typed('get pods \\\r').wishes, [])
  })

  it('a paste of lines waits for Enter, without control characters', () => {
    const pasted = typed('\u001b[200~get pods\r\nget\u0007 nodes\r\n\u001b[201~')
    assert.deepEqual([shown(pasted.editor), pasted.wishes], ['get pods\nget nodes|', []])
  })

  it('lines of before come back, and the new one after them', () => {
    assert.equal(shown(typed('new<up><up>', before).editor), 'scale x --replicas 3|')
    assert.equal(shown(typed('new<up><up><down><down>', before).editor), 'new|')
    assert.equal(shown(typed('<up><up><up><up><up>', before).editor), 'get services|')
  })

  it('Ctrl-R looks for a part of a line, further with each one more', () => {
    assert.equal(shown(typed('^Rget', before).editor), 'get| pods')
    assert.equal(shown(typed('^Rget^R', before).editor), 'get| services')
    assert.equal(shown(typed('^Rget^R^R', before).editor), 'get| services')
    assert.equal(shown(typed('new^Rscale<esc>', before).editor), 'new|')
    assert.deepEqual(typed('^Rscale\r', before).wishes, ['submit'])
    assert.equal(typed('^Rnowhere', before).editor.search?.hit, undefined)
  })

  it('what is offered is taken where it is the only one, else listed and gone through with Tab', () => {
    const asked = typed('get po').editor
    const one = completed(asked, asked, {choices: [{value: 'pods'}], isOpen: false, start: 4})
    assert.equal(shown(one), 'get pods |')
    const choices = [{value: 'pods'}, {value: 'podgroups'}]
    const several = completed(asked, asked, {choices, isOpen: false, start: 4})
    assert.deepEqual([shown(several), several.menu?.choices.length], ['get pod|', 2])
    assert.equal(shown(typed('<tab><tab>', several).editor), 'get podgroups|')
    assert.equal(shown(typed('<back>', several).editor), 'get podgroups|')
    assert.equal(typed('x', several).editor.menu, undefined)
    assert.equal(shown(completed(typed('get pox').editor, asked, {choices, isOpen: false, start: 4})), 'get pox|')
  })

  it('any keys leave the cursor within the text', () => {
    const key: fc.Arbitrary<Key> = fc.oneof(
      fc.string({unit: 'grapheme'}).map((text): Key => ({type: 'text', text})),
      fc.string().map((text): Key => ({type: 'paste', text})),
      fc
        .constantFrom(
          'left',
          'right',
          'up',
          'down',
          'home',
          'end',
          'backspace',
          'delete',
          'enter',
          'tab',
          'escape',
          ...'abcdefghklnpruwyz'.split('').map((letter) => `ctrl-${letter}`),
        )
        .map((name): Key => ({type: 'key', name})),
    )
    fc.assert(
      fc.property(fc.array(key), (keys) => {
        let editor = before
        for (const each of keys) editor = afterKey(editor, each).editor
        return editor.cursor >= 0 && editor.cursor <= editor.text.length
      }),
    )
  })
})
