import type {Context} from '@ome/sdk/context'
import {readInput} from './load/files/input-file.ts'

/** Reads the files that a person names. */
export const resultReader =
  ({cwd}: Pick<Context, 'cwd'>): ((path: string) => string) =>
  (path) =>
    readInput(cwd, path)
