import type {Editor, Search, Step} from './editor-state.ts'
import type {Key} from './keys.ts'
import {back} from './places.ts'

/** A key while a line is looked for; undefined where it ends the search and then means what it means without one. */
export function searching(editor: Editor, search: Search, key: Key): Step | undefined {
  if (key.type !== 'key') return {editor: found(editor, {...search, query: search.query + key.text})}
  const {query, hit = editor.history.length} = search
  switch (key.name) {
    case 'ctrl-r':
      return {editor: found(editor, search, hit - 1)}
    case 'backspace':
      return {editor: found(editor, {...search, query: query.slice(0, back(query, query.length))})}
    case 'escape':
    case 'ctrl-g':
    case 'ctrl-c': {
      const {search: _, ...rest} = editor
      return {editor: {...rest, ...search.from}}
    }
    default:
      return undefined
  }
}

/** The newest line up to a place that holds the query. */
function found(editor: Editor, {query, from, hit}: Search, last = editor.history.length - 1): Editor {
  const at = query === '' ? -1 : editor.history.findLastIndex((line, index) => index <= last && line.includes(query))
  const line = editor.history[at]
  if (line === undefined) {
    // Further back there is none: the one that was found stays.
    const stays = hit !== undefined && last < hit ? {hit} : {}
    return {...editor, search: {query, from, ...stays}}
  }
  return {...editor, text: line, cursor: line.indexOf(query) + query.length, at, search: {query, from, hit: at}}
}
