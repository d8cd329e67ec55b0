import type {Choice, Editor, Menu, Offered} from './editor-state.ts'
import {quotedWord} from './line.ts'

/** The only choice is taken; of several, what they have in common, and they are listed. */
export function offering(editor: Editor, offered: Offered): Editor {
  const {choices, isOpen, start} = offered
  const [first] = choices
  if (!first) return editor
  if (choices.length === 1)
    return replaced(editor, start, quotedWord(first.value) + (isOpen || isFolder(first) ? '' : ' '))
  const common = choices.map(({value}) => value).reduce(commonStart)
  const typed = editor.text.slice(start, editor.cursor)
  const longer = common.length > typed.length ? replaced(editor, start, quotedWord(common)) : editor
  return {...longer, menu: offered}
}

/** The next of the choices in the place of the word. */
export function nextChoice(editor: Editor, menu: Menu, step: number): Editor {
  const count = menu.choices.length
  const chosen = menu.chosen === undefined ? (step > 0 ? 0 : count - 1) : (menu.chosen + step + count) % count
  const word = quotedWord(menu.choices[chosen]?.value ?? '')
  return {...replaced(editor, menu.start, word), menu: {...menu, chosen}}
}

const isFolder = ({value}: Choice): boolean => value.endsWith('/')

const replaced = (editor: Editor, start: number, word: string): Editor => ({
  ...editor,
  text: editor.text.slice(0, start) + word + editor.text.slice(editor.cursor),
  cursor: start + word.length,
})

function commonStart(a: string, b: string): string {
  let length = 0
  while (length < a.length && a[length] === b[length]) length++
  return a.slice(0, length)
}
