import {plain} from '@ome/sdk/text'
import type {Editor, Offered, Step} from './editor-state.ts'
import type {Key} from './keys.ts'
import {isWhole} from './line.ts'
import {nextChoice, offering} from './menu.ts'
import {back, forward, wordEnd, wordStart} from './places.ts'
import {searching} from './search.ts'

export const emptyEditor = (history: readonly string[] = []): Editor => ({
  text: '',
  cursor: 0,
  cut: '',
  history,
  at: history.length,
  draft: '',
})

/** The line after one key. */
export function afterKey(editor: Editor, key: Key): Step {
  if (editor.search) {
    const found = searching(editor, editor.search, key)
    if (found) return found
  }
  const {search: _search, menu, ...rest} = editor
  const still: Editor = rest
  if (key.type !== 'key') return {editor: inserted(still, key.type === 'paste' ? pasted(key.text) : plain(key.text))}
  if (menu && (key.name === 'tab' || key.name === 'shift-tab'))
    return {editor: nextChoice(still, menu, key.name === 'tab' ? 1 : -1)}
  if (menu && key.name === 'escape') return {editor: still}
  return commands[key.name]?.(still) ?? {editor: still}
}

/** The line with what was offered for its word; unchanged where it has been edited since. */
export const completed = (editor: Editor, asked: Pick<Editor, 'text' | 'cursor'>, offered: Offered): Editor =>
  editor.text === asked.text && editor.cursor === asked.cursor && !editor.search ? offering(editor, offered) : editor

/** A paste is text: its control characters are left out, a line end at its end is not Enter. */
const pasted = (text: string): string =>
  plain(text.replaceAll(/\r\n?/g, '\n').replaceAll('\t', ' ')).replace(/\n+$/, '')

const inserted = (editor: Editor, text: string): Editor => ({
  ...editor,
  text: editor.text.slice(0, editor.cursor) + text + editor.text.slice(editor.cursor),
  cursor: editor.cursor + text.length,
})

const moved = (editor: Editor, cursor: number): Step => ({editor: {...editor, cursor}})

/** Takes a stretch of the text away, for Ctrl-Y where it is long. */
function without(editor: Editor, from: number, to: number, isCut = true): Step {
  if (from === to) return {editor}
  const text = editor.text.slice(0, from) + editor.text.slice(to)
  return {editor: {...editor, text, cursor: from, ...(isCut ? {cut: editor.text.slice(from, to)} : {})}}
}

function shown(editor: Editor, at: number): Step {
  if (at < 0 || at > editor.history.length) return {editor}
  const draft = editor.at === editor.history.length ? editor.text : editor.draft
  const text = at === editor.history.length ? draft : (editor.history[at] ?? '')
  return {editor: {...editor, at, draft, text, cursor: text.length}}
}

const lineStart = ({text, cursor}: Editor): number => text.lastIndexOf('\n', cursor - 1) + 1
function lineEnd({text, cursor}: Editor): number {
  const end = text.indexOf('\n', cursor)
  return end < 0 ? text.length : end
}

function entered(editor: Editor): Step {
  return isWhole(editor.text)
    ? {editor, wish: 'submit'}
    : {editor: inserted({...editor, cursor: editor.text.length}, '\n')}
}

const left = (editor: Editor): Step => moved(editor, back(editor.text, editor.cursor))
const right = (editor: Editor): Step => moved(editor, forward(editor.text, editor.cursor))
const wordLeft = (editor: Editor): Step => moved(editor, wordStart(editor.text, editor.cursor))
const wordRight = (editor: Editor): Step => moved(editor, wordEnd(editor.text, editor.cursor))
const home = (editor: Editor): Step => moved(editor, lineStart(editor))
const end = (editor: Editor): Step => moved(editor, lineEnd(editor))
const before = (editor: Editor): Step => shown(editor, editor.at - 1)
const after = (editor: Editor): Step => shown(editor, editor.at + 1)
const cutWord = (editor: Editor): Step => without(editor, wordStart(editor.text, editor.cursor), editor.cursor)
const deleted = (editor: Editor): Step => without(editor, editor.cursor, forward(editor.text, editor.cursor), false)

const commands: Readonly<Record<string, (editor: Editor) => Step>> = {
  enter: entered,
  tab: (editor) => ({editor, wish: 'complete'}),
  left,
  right,
  home,
  end,
  up: before,
  down: after,
  delete: deleted,
  backspace: (editor) => without(editor, back(editor.text, editor.cursor), editor.cursor, false),
  'ctrl-left': wordLeft,
  'ctrl-right': wordRight,
  'alt-b': wordLeft,
  'alt-f': wordRight,
  'alt-d': (editor) => without(editor, editor.cursor, wordEnd(editor.text, editor.cursor)),
  'alt-backspace': cutWord,
  'ctrl-a': home,
  'ctrl-b': left,
  'ctrl-c': (editor) => ({editor, wish: 'interrupt'}),
  'ctrl-d': (editor) => (editor.text === '' ? {editor, wish: 'leave'} : deleted(editor)),
  'ctrl-e': end,
  'ctrl-f': right,
  'ctrl-k': (editor) => without(editor, editor.cursor, lineEnd(editor)),
  'ctrl-l': (editor) => ({editor, wish: 'clear'}),
  'ctrl-n': after,
  'ctrl-p': before,
  'ctrl-r': (editor) => ({
    editor: {...editor, search: {query: '', from: {text: editor.text, cursor: editor.cursor}}},
  }),
  'ctrl-u': (editor) => without(editor, lineStart(editor), editor.cursor),
  'ctrl-w': cutWord,
  'ctrl-y': (editor) => ({editor: inserted(editor, editor.cut)}),
  'ctrl-z': (editor) => ({editor, wish: 'suspend'}),
}
