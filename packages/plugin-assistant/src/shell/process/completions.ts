import {readdir} from 'node:fs/promises'
import {join, resolve} from 'node:path'
import type {CommandRunner} from '@ome/sdk/command-runner'
import type {Choice, Offered} from '../domain/editor-state.ts'
import {parseLine} from '../domain/line.ts'
import type {Complete} from '../domain/ports.ts'
import {offeredWords} from '../domain/shell-words.ts'

const mostFiles = 500

interface CompletionWorld {
  readonly cwd: string
  readonly home: string
  /** How long the cluster is waited for. */
  readonly patienceMs: number
}

/** What fits at the end of a text: words of commands, flags, names of the cluster, files. */
export function completions(runner: CommandRunner, {cwd, home, patienceMs}: CompletionWorld): Complete {
  return async (text) => {
    const {words, last, tail} = parseLine(text, '')
    const none: Offered = {choices: [], isOpen: false, start: text.length}
    if (tail) return tail.kind === 'file' ? fileChoices(lastWordOf(text), cwd, home, []) : none
    const typed = last.word === '' ? [...words, ''] : words
    const asTyped = typed[0] === 'ome' && typed.length > 1 ? typed.slice(1) : typed
    const found = await runner.complete(asTyped, {patienceMs, asCalled: true})
    if (found.files) return fileChoices(last, cwd, home, found.files)
    const own = typed.length === 1 ? offeredWords.filter(({value}) => value.startsWith(last.word)) : []
    const others = found.candidates.filter(({value}) => own.every((word) => word.value !== value))
    const choices = [...others, ...own].sort((a, b) => (a.value < b.value ? -1 : 1))
    return {choices, isOpen: found.isOpen, start: last.start}
  }
}

function lastWordOf(text: string): {readonly word: string; readonly start: number} {
  const start = text.search(/[^\s>]*$/)
  return {word: text.slice(start), start}
}

/** Files and folders that begin as the word does. */
async function fileChoices(
  {word, start}: {readonly word: string; readonly start: number},
  cwd: string,
  home: string,
  extensions: readonly string[],
): Promise<Offered> {
  const slash = word.lastIndexOf('/') + 1
  const typedFolder = word.slice(0, slash)
  const folder = resolve(cwd, typedFolder.startsWith('~/') ? join(home, typedFolder.slice(2)) : typedFolder)
  // A folder that cannot be read offers nothing.
  const entries = await readdir(folder, {withFileTypes: true}).catch(() => [])
  const choices = entries
    .filter(({name}) => name.startsWith(word.slice(slash)) && (word.slice(slash) !== '' || !name.startsWith('.')))
    .filter(
      (entry) =>
        entry.isDirectory() || extensions.length === 0 || extensions.some((one) => entry.name.endsWith(`.${one}`)),
    )
    .slice(0, mostFiles)
    .map((entry): Choice => ({value: `${typedFolder}${entry.name}${entry.isDirectory() ? '/' : ''}`}))
    .sort((a, b) => (a.value < b.value ? -1 : 1))
  return {choices, isOpen: false, start}
}
