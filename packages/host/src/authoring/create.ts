import {resolve} from 'node:path'
import {hostApi} from '@ome/installer/install/host-api'
import {isOmeError} from '@ome/sdk/errors'
import {namesOf, writePlugin} from './new-plugin.ts'

/** The program behind `npm create ome-plugin DIR`, which needs no ome. Returns the exit code. */
export function create(words: readonly string[], write: (text: string) => void): number {
  const [folder] = words
  if (words.length !== 1 || folder === undefined || folder.startsWith('-')) {
    write('usage: npm create ome-plugin DIR\n')
    return folder === '--help' ? 0 : 2
  }
  try {
    const files = writePlugin(resolve(folder), {...namesOf(resolve(folder), {}), sdk: hostApi})
    write(`${files.length} files in ${folder}\nnext: cd ${folder} && npm install && npm test\n`)
    return 0
  } catch (error) {
    if (!isOmeError(error)) throw error
    write(`error: ${error.message}\n${error.hints.map((hint) => `hint: ${hint}\n`).join('')}`)
    return error.exitCode
  }
}
