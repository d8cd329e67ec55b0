import type {Context} from '@ome/sdk/context'
import {writeReport} from './files/report-file.ts'

/** Writes a file of the person's, named from the folder the command was typed in. */
export const reportWriter =
  ({cwd}: Pick<Context, 'cwd'>): ((path: string, text: string) => void) =>
  (path, text) =>
    writeReport(cwd, path, text)
